import { useMemo } from 'preact/hooks';
import { worstProblems, type NodeProblem } from '../data/problems';
import { downNodes, type Totals } from '../data/rows';
import { verdictOf, type Verdict } from '../data/verdict';
import type { Page } from './context';
import { isStale } from './freshness';

export interface Overview {
  problems: readonly NodeProblem[];
  verdict: Verdict | undefined;
  /** Servers of which nothing new is known. */
  staleNodes: ReadonlySet<string>;
  /** No news at all can be had. */
  lost: boolean;
}

/** What the page, a phone and a wall say first. */
export function useOverview({ state, status, client }: Page, sum: Totals | null): Overview {
  const lost = status.phase === 'lost' || (state !== null && !state.redis.ok);
  const nodes = [...(state?.nodes.values() ?? [])];
  const stale = nodes
    .filter((node) => lost || isStale(node, client.clock))
    .map((node) => node.node)
    .join(' ');
  const staleNodes = useMemo(() => new Set(stale ? stale.split(' ') : []), [stale]);
  const someDown = state !== null && downNodes(state).length > 0;
  const blind = lost || (nodes.length > 0 && staleNodes.size === nodes.length && !someDown);
  return useMemo(() => {
    const problems = state ? worstProblems(state.nodes.values(), staleNodes) : [];
    const verdict = state && sum ? verdictOf(state, sum, problems, blind) : undefined;
    return { problems, verdict, staleNodes, lost };
  }, [state, sum, staleNodes, blind, lost]);
}
