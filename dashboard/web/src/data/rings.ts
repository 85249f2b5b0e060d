import type { LiveState } from './reducer';

/** The last values of one series with their times, oldest first, bounded by age. NaN is a gap. */
export class Ring {
  readonly times: number[] = [];
  readonly values: number[] = [];
  /** Another one: there is something else to draw. */
  version = 0;

  /** Nobody knows what was between two values that are further apart than `holdSeconds`. */
  push(timeSeconds: number, value: number, keepSeconds: number, holdSeconds = Infinity): void {
    const last = this.times[this.times.length - 1];
    if (last !== undefined && timeSeconds <= last) return;
    if (last !== undefined && timeSeconds - last > holdSeconds) {
      this.times.push((last + timeSeconds) / 2);
      this.values.push(NaN);
    }
    this.times.push(timeSeconds);
    this.values.push(value);
    this.version += 1;
    while ((this.times[0] ?? timeSeconds) < timeSeconds - keepSeconds) {
      this.times.shift();
      this.values.shift();
    }
  }

  /** What was before the first value, oldest first; of what is newer nothing is taken. */
  prepend(times: readonly number[], values: readonly number[]): void {
    const first = this.times[0] ?? Infinity;
    const end = times.findIndex((time) => time >= first);
    const count = end < 0 ? times.length : end;
    this.times.unshift(...times.slice(0, count));
    this.values.unshift(...values.slice(0, count));
    this.version += 1;
  }
}

export const kSparkSeconds = 60;
const kHoldSeconds = 8;

/** One minute of inbound bit rate per stream, and of the sums, collected from the live state. */
export class Sparks {
  readonly streams = new Map<string, Ring>();
  readonly inbound = new Ring();
  readonly outbound = new Ring();
  private lastByNode = new Map<string, number>();

  /** Takes one point of each stream whose node was polled since the last call. */
  collect(state: LiveState): void {
    const fresh = new Map<string, number>();
    let holdSeconds = kHoldSeconds;
    for (const node of state.nodes.values()) {
      const at = node.collected_at ? Date.parse(node.collected_at) / 1000 : NaN;
      holdSeconds = Math.max(holdSeconds, 3 * (node.interval_seconds ?? 0));
      if (at > (this.lastByNode.get(node.node) ?? 0)) fresh.set(node.node, at);
    }
    if (fresh.size === 0) return;
    let inbound = NaN;
    let outbound = NaN;
    for (const [key, stream] of state.streams) {
      const rate = stream.inbound_bits_per_second ?? NaN;
      if (!Number.isNaN(rate)) inbound = rate + (inbound || 0);
      if (typeof stream.outbound_bits_per_second === 'number')
        outbound = stream.outbound_bits_per_second + (outbound || 0);
      const at = fresh.get(stream.node);
      if (at === undefined) continue;
      let ring = this.streams.get(key);
      if (!ring) this.streams.set(key, (ring = new Ring()));
      ring.push(at, rate, kSparkSeconds, holdSeconds);
    }
    const newest = Math.max(...fresh.values());
    this.inbound.push(newest, inbound, kSparkSeconds, holdSeconds);
    this.outbound.push(newest, outbound, kSparkSeconds, holdSeconds);
    for (const [node, at] of fresh) this.lastByNode.set(node, at);
    if (this.streams.size > state.streams.size) {
      for (const key of this.streams.keys()) if (!state.streams.has(key)) this.streams.delete(key);
    }
  }
}
