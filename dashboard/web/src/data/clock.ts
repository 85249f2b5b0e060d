const kSamples = 30;
const kEnoughSamples = 3;

/**
 * The difference between the server's clock and this machine's. A message on its way makes the server
 * look late, never early, so the largest of the last differences is the truest.
 */
export class ServerClock {
  private samples: number[] = [];

  constructor(private readonly localMs: () => number = Date.now) {}

  observe(serverTime: string): void {
    const serverMs = Date.parse(serverTime);
    if (Number.isNaN(serverMs)) return;
    this.samples.push(serverMs - this.localMs());
    if (this.samples.length > kSamples) this.samples.shift();
  }

  /** After a pause the local clock may have been set: old differences say nothing. */
  forget(): void {
    this.samples = [];
  }

  /** The first message may have been on its way for long; of several one was quick. */
  get settled(): boolean {
    return this.samples.length >= kEnoughSamples;
  }

  get offsetMs(): number {
    return this.samples.length ? Math.max(...this.samples) : 0;
  }

  nowMs(): number {
    return this.localMs() + this.offsetMs;
  }

  /** Seconds since a time of the server, never negative; undefined for an absent or broken time. */
  ageSeconds(time: string | null | undefined): number | undefined {
    if (!time) return undefined;
    const ms = Date.parse(time);
    return Number.isNaN(ms) ? undefined : Math.max(0, (this.nowMs() - ms) / 1000);
  }
}
