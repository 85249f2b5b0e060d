import type { ServerClock } from '../data/clock';
import type { LiveState } from '../data/reducer';

/** Less is the time that messages take, and clocks that are set now and then. */
const kTolerableSeconds = 5;

export interface Skew {
  /** Without a node: this computer against the dashboard. */
  node?: string;
  /** How far that clock is ahead of the dashboard's; negative: behind. */
  seconds: number;
}

/** Clocks that are wrong. That an exporter's is behind cannot be told from old data. */
export function clockSkews(state: LiveState, clock: ServerClock): Skew[] {
  if (!clock.settled) return [];
  const skews: Skew[] = [];
  const own = -clock.offsetMs / 1000;
  if (Math.abs(own) > kTolerableSeconds) skews.push({ seconds: own });
  for (const node of state.nodes.values()) {
    const ahead = node.polled_at ? (Date.parse(node.polled_at) - clock.nowMs()) / 1000 : 0;
    if (ahead > kTolerableSeconds) skews.push({ node: node.node, seconds: ahead });
  }
  return skews;
}
