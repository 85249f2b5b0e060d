import type { NodeMeta, Problem, Severity } from './wire';

export interface NodeProblem {
  node: string;
  problem: Problem;
}

const kWeight: Record<Severity, number> = { critical: 0, warning: 1, info: 2 };

/** The problems of all nodes but those whose banner says all that is known: worst first, then the longest; muted ones last. */
export function worstProblems(
  nodes: Iterable<NodeMeta>,
  staleNodes: ReadonlySet<string>,
): NodeProblem[] {
  const found: NodeProblem[] = [];
  for (const { node, problems } of nodes) {
    if (staleNodes.has(node)) continue;
    for (const problem of problems ?? []) found.push({ node, problem });
  }
  const weight = ({ problem }: NodeProblem): number =>
    (problem.muted_until ? 10 : 0) + (kWeight[problem.severity ?? 'warning'] ?? 1);
  const since = ({ problem }: NodeProblem): number => Date.parse(problem.since ?? '') || Infinity;
  return found.sort((a, b) => weight(a) - weight(b) || (since(a) < since(b) ? -1 : 1));
}
