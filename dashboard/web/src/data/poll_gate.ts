/** A list is read at most this share of the time: a long one seldom, a short one after each poll. */
const kShare = 1 / 8;

/**
 * Says when a list is to be read again: when something new was polled, never twice at once. `word` stands for
 * what was polled last.
 */
export class PollGate {
  private word: string | undefined;
  private since: number | undefined;
  private notBeforeMs = 0;

  due(word: string, nowMs: number): boolean {
    return this.since === undefined && word !== this.word && nowMs >= this.notBeforeMs;
  }

  begin(word: string, nowMs: number): void {
    this.word = word;
    this.since = nowMs;
  }

  /** Whether or not it came. */
  end(nowMs: number): void {
    const took = nowMs - (this.since ?? nowMs);
    this.since = undefined;
    this.notBeforeMs = nowMs + took * (1 / kShare - 1);
  }
}
