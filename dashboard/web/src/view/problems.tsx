import { useMemo, useState } from 'preact/hooks';
import { worstProblems, type NodeProblem } from '../data/problems';
import { formatRoute } from '../data/route';
import type { LiveState } from '../data/reducer';
import { usePage } from './context';
import { sinceText } from './reasons';
import { SeverityBadge } from './state_badge';

const kShown = 4;
const kNamesShown = 3;

/** The problems as sentences of the exporter, worst first over all servers: what, since when, what to do. Nothing while all is well. */
export function Problems({
  nodes,
  staleNodes,
}: {
  nodes: LiveState['nodes'];
  staleNodes: ReadonlySet<string>;
}) {
  const { t, route } = usePage();
  const [all, setAll] = useState(false);
  const problems = useMemo(
    () => worstProblems(nodes.values(), staleNodes),
    [nodes, [...staleNodes].join(' ')],
  );
  if (problems.length === 0 || route.show || route.query) return null;
  const more = problems.length - kShown;
  return (
    <section class="problems" aria-label={t('chips.problems')} data-testid="problems">
      <ul>
        {problems.slice(0, all ? undefined : kShown).map((one) => (
          <Item key={`${one.node}/${one.problem.key}`} {...one} severalNodes={nodes.size > 1} />
        ))}
      </ul>
      {more > 0 && (
        <button
          type="button"
          class="link"
          aria-expanded={all}
          data-testid="more-problems"
          onClick={() => setAll(!all)}
        >
          {all ? t('problems.fewer') : t.plural('problems.more', more)}
        </button>
      )}
    </section>
  );
}

function Item({ node, problem, severalNodes }: NodeProblem & { severalNodes: boolean }) {
  const page = usePage();
  const { t, f, route, client } = page;
  const names = problem.streams ?? [];
  const beyond = (problem.stream_count ?? names.length) - Math.min(names.length, kNamesShown);
  const age = client.clock.ageSeconds(problem.since);
  return (
    <li class={problem.muted_until ? 'muted' : ''} data-testid="problem" data-code={problem.code}>
      <SeverityBadge severity={problem.severity ?? 'warning'} />
      <span class="whose">
        {names.slice(0, kNamesShown).map((name) => (
          <a
            key={name}
            href={formatRoute({ ...route, stream: { node, name } })}
            dir="auto"
            title={name}
          >
            {name}
          </a>
        ))}
        {beyond > 0 && (
          <span class="muted" title={names.slice(kNamesShown).join('\n')}>
            {t.plural('problems.streams', beyond)}
          </span>
        )}
        {(names.length === 0 || severalNodes) && <small dir="auto">{node}</small>}
      </span>
      <span class="muted" title={sinceText(page, problem.since)}>
        {age !== undefined && t('detail.since', { age: f.duration(age) })}
      </span>
      <span class="why">
        {t.sentence(problem.text ?? problem.code)}
        {problem.remedy && <span class="remedy">{t.sentence(problem.remedy)}</span>}
        {problem.muted_until && (
          <span class="remedy">
            {t('problems.muted', { time: f.dateTime(Date.parse(problem.muted_until)) })}
          </span>
        )}
      </span>
    </li>
  );
}
