import type { UptimeSpan } from './wire';

/** A run of cells of a strip, all of one state; `start` and `length` are shares of the whole. */
export interface Segment {
  start: number;
  length: number;
  state: string;
}

/** The worst first: a short outage must not vanish between long good times. Last what nobody saw. */
const kWorst = [
  'missing',
  'down',
  'gone',
  'offline',
  'stalled',
  'standby',
  'degraded',
  'starting',
  'idle',
];
const rank = (state: string): number => {
  if (state === 'unknown') return kWorst.length + 1;
  const index = kWorst.indexOf(state);
  return index < 0 ? kWorst.length : index;
};

const kTones: Record<string, string> = {
  live: 'ok',
  up: 'ok',
  degraded: 'warn',
  standby: 'warn',
  stalled: 'bad',
  offline: 'bad',
  gone: 'bad',
  missing: 'bad',
  down: 'bad',
  starting: 'info',
  idle: 'off',
};

/** The colour of a state over time; 'none' where nobody saw it. An end is an outage here, whoever wanted it. */
export const spanTone = (state: string): string => kTones[state] ?? 'none';

/** Spans as a strip of so many cells; in each the worst state of its time is seen. */
export function segments(
  spans: readonly UptimeSpan[],
  fromMs: number,
  toMs: number,
  cells: number,
): Segment[] {
  const states: (string | undefined)[] = new Array<string | undefined>(cells).fill(undefined);
  const cellOf = (ms: number): number => ((ms - fromMs) / (toMs - fromMs)) * cells;
  for (const span of spans) {
    const [start, end] = [cellOf(Date.parse(span.from)), cellOf(Date.parse(span.to))];
    const last = Math.min(cells, Math.max(Math.ceil(end), Math.floor(start) + 1));
    for (let cell = Math.max(0, Math.floor(start)); cell < last; cell += 1) {
      const before = states[cell];
      if (before === undefined || rank(span.state) < rank(before)) states[cell] = span.state;
    }
  }
  const out: Segment[] = [];
  states.forEach((state, cell) => {
    const last = out[out.length - 1];
    if (last && last.state === (state ?? 'unknown')) last.length += 1 / cells;
    else out.push({ start: cell / cells, length: 1 / cells, state: state ?? 'unknown' });
  });
  return out;
}

/** The times in which a node was down or nobody saw it, as the shades of a chart: unix seconds. */
export function shadesOf(
  spans: readonly UptimeSpan[],
): { from: number; to: number; tone: 'bad' | 'off' }[] {
  return spans
    .filter((span) => span.state !== 'up')
    .map((span) => ({
      from: Date.parse(span.from) / 1000,
      to: Date.parse(span.to) / 1000,
      tone: span.state === 'down' ? 'bad' : 'off',
    }));
}

/** A share of time as it may be shown: with an outage it is never a round 1. */
export const honestRatio = (ratio: number, outages: number): number =>
  outages > 0 ? Math.min(ratio, 0.9999) : ratio;
