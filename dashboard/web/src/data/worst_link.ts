import { latencyRatio, lostOf } from './rows';
import type { Stream } from './wire';

export interface WorstLink {
  stream: Stream;
  /** By which figure: lost for good, the time for repair in round trips, or lost on the way. */
  by: 'lost' | 'latency' | 'loss';
  value: number;
}

/** Below this share nobody sees or hears it. */
const kLostRatio = 0.0001;

/** What viewers see first: the most lost for good; else the least time for repair; else the most lost on the way. */
export function worstLink(streams: Iterable<Stream>): WorstLink | undefined {
  let lost: WorstLink | undefined;
  let latency: WorstLink | undefined;
  let loss: WorstLink | undefined;
  for (const stream of streams) {
    if (stream.state !== 'live' && stream.state !== 'degraded') continue;
    const gone = lostOf(stream);
    if (gone !== undefined && gone >= kLostRatio && gone > (lost?.value ?? 0))
      lost = { stream, by: 'lost', value: gone };
    const ratio = latencyRatio(stream);
    if (ratio !== undefined && ratio < (latency?.value ?? Infinity))
      latency = { stream, by: 'latency', value: ratio };
    const way = stream.link_loss_ratio;
    if (typeof way === 'number' && way > (loss?.value ?? -1))
      loss = { stream, by: 'loss', value: way };
  }
  return lost ?? latency ?? loss;
}
