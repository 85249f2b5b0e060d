import type { ServerClock } from '../data/clock';
import type { Status } from '../data/live';
import type { LiveState } from '../data/reducer';
import { isDown } from '../data/rows';
import type { NodeMeta } from '../data/wire';

const kDefaultIntervalSeconds = 2;

/** Three missed polls, but never less than 6 s: the age at which data counts as old. */
export const oldAfterSeconds = (intervalSeconds: number | null | undefined): number =>
  Math.max(6, 3 * (intervalSeconds ?? kDefaultIntervalSeconds));

/**
 * The exporter itself is silent, not only the server that it asks. The dashboard's verdict: it knows how long a poll
 * may take, and it needs no clock but its own.
 */
export const exporterSilent = (node: NodeMeta): boolean => node.no_exporter === true;

export const isStale = (node: NodeMeta, clock: ServerClock): boolean =>
  isDown(node) ||
  (clock.ageSeconds(node.collected_at) ?? Infinity) > oldAfterSeconds(node.interval_seconds);

/** The age of the oldest data of those servers that answer; of all if none does. */
export function dataAgeSeconds(state: LiveState, clock: ServerClock): number | undefined {
  const nodes = [...state.nodes.values()];
  const up = nodes.filter((node) => !isDown(node));
  const ages = (up.length ? up : nodes)
    .map((node) => clock.ageSeconds(node.collected_at))
    .filter((age) => age !== undefined);
  return ages.length ? Math.max(...ages) : undefined;
}

export type PillState = 'connecting' | 'live' | 'polling' | 'lost' | 'stale';

export function pillState(state: LiveState | null, status: Status, clock: ServerClock): PillState {
  if (!state) return status.phase === 'lost' ? 'lost' : 'connecting';
  if (status.phase === 'lost' || status.phase === 'connecting') return 'lost';
  const stale =
    state.nodes.size > 0 && [...state.nodes.values()].every((node) => isStale(node, clock));
  return stale || !state.redis.ok ? 'stale' : status.phase;
}
