import type { NodeProblem } from './problems';
import { downNodes, type Totals } from './rows';
import type { LiveState } from './reducer';

export type Verdict =
  /** Nothing newer is known: what was last seen says nothing of now. */
  | { kind: 'unknown' }
  | { kind: 'bad'; critical: number; warning: number }
  | { kind: 'well'; live: number; streams: number; sinceMs: number | undefined }
  | { kind: 'none' };

/** In one sentence what somebody wants to know who looks for a second. `problems`: with the muted ones. */
export function verdictOf(
  state: LiveState,
  sum: Totals,
  problems: readonly NodeProblem[],
  blind: boolean,
): Verdict {
  if (blind) return { kind: 'unknown' };
  const open = problems.filter(({ problem }) => !problem.muted_until);
  let critical = open.filter(({ problem }) => problem.severity === 'critical').length;
  let warning = open.length - critical;
  critical += downNodes(state).length;
  // An exporter that names no problems still marks its streams.
  if (critical + warning === 0) warning = sum.problemStreams;
  if (critical + warning > 0) return { kind: 'bad', critical, warning };
  if (sum.streams === 0) return { kind: 'none' };
  return { kind: 'well', live: sum.live, streams: sum.streams, sinceMs: wellSince(state) };
}

/**
 * Since when all streams that are live have been so, by the data and not by when this page was opened: the last time that one of
 * them came, or that a reason of one ended.
 */
function wellSince(state: LiveState): number | undefined {
  let since = '';
  for (const stream of state.streams.values()) {
    if (stream.state !== 'live') continue;
    if (stream.since && stream.since > since) since = stream.since;
    for (const { ended, severity } of stream.reasons ?? [])
      if (ended && severity !== 'info' && ended > since) since = ended;
  }
  const ms = Date.parse(since);
  return Number.isNaN(ms) ? undefined : ms;
}
