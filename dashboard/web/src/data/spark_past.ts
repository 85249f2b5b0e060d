import { kSparkSeconds, type Sparks } from './rings';
import type { History } from './wire';

const kSeries = 'inbound_bits_per_second';
const kAtOnce = 2;
/** Somebody scrolls: what was wished for first is out of sight. */
const kMostWaiting = 60;
/** A ring that reaches back so far is as good as full. */
const kEnoughSeconds = kSparkSeconds - 6;

export type AskHistory = (
  node: string,
  name: string,
  series: string,
  fromSeconds: number,
  toSeconds: number,
) => Promise<History>;

interface Wish {
  node: string;
  name: string;
  key: string;
}

/**
 * The minute before the page was opened, of the streams that are on the screen: each is asked for once, the newest wish first.
 * Soon the live values are a minute old themselves, and nothing is asked any more.
 */
export class SparkPast {
  private readonly asked = new Set<string>();
  private waiting: Wish[] = [];
  private running = 0;

  constructor(
    private readonly sparks: Sparks,
    private readonly ask: AskHistory,
  ) {}

  want(wish: Wish): void {
    const times = this.sparks.streams.get(wish.key)?.times ?? [];
    const [first, last] = [times[0], times[times.length - 1]];
    if (first === undefined || last === undefined || last - first >= kEnoughSeconds) return;
    if (this.asked.has(wish.key)) return;
    this.asked.add(wish.key);
    this.waiting.push(wish);
    if (this.waiting.length > kMostWaiting) this.asked.delete(this.waiting.shift()?.key ?? '');
    this.next();
  }

  private next(): void {
    if (this.running >= kAtOnce) return;
    const wish = this.waiting.pop();
    const first = wish && this.sparks.streams.get(wish.key)?.times[0];
    if (!wish || first === undefined) return;
    this.running += 1;
    void this.ask(wish.node, wish.name, kSeries, first - kSparkSeconds, first)
      .then(
        ({ times, series }) => {
          const values = series[kSeries]?.avg ?? [];
          this.sparks.streams.get(wish.key)?.prepend(
            times,
            times.map((_, at) => values[at] ?? NaN),
          );
        },
        // Without history the line begins when the page was opened, as it did anyway.
        () => undefined,
      )
      .finally(() => {
        this.running -= 1;
        this.next();
      });
  }
}
