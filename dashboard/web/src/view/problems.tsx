import { useMemo } from 'preact/hooks';
import { isProblem, severityRank } from '../data/rows';
import { formatRoute } from '../data/route';
import type { LiveState } from '../data/reducer';
import type { Reason, Stream } from '../data/wire';
import type { Translator } from '../i18n/i18n';
import { usePage } from './context';
import { StateBadge } from './state_badge';

const kShown = 4;

/** The problems as sentences, worst first, then the longest: what, since when, why. Nothing while all is well. */
export function Problems({
  streams,
  staleNodes,
}: {
  streams: LiveState['streams'];
  staleNodes: ReadonlySet<string>;
}) {
  const page = usePage();
  const { t, f, route, go, client } = page;
  const problems = useMemo(
    () => worstFirst([...streams.values()].filter((stream) => isProblem(stream))),
    [streams],
  );
  // Of a server that cannot be asked the banner says all that is known.
  const current = problems.filter((stream) => !staleNodes.has(stream.node));
  if (current.length === 0 || route.show || route.query) return null;
  return (
    <section class="problems" aria-label={t('chips.problems')} data-testid="problems">
      <ul>
        {current.slice(0, kShown).map((stream) => {
          const age = client.clock.ageSeconds(stream.since);
          return (
            <li key={`${stream.node}/${stream.name}`} data-testid="problem">
              <StateBadge stream={stream} />
              <a
                href={formatRoute({ ...route, stream: { node: stream.node, name: stream.name } })}
                dir="auto"
              >
                {stream.name}
              </a>
              <span class="muted">
                {age !== undefined && t('detail.since', { age: f.duration(age) })}
              </span>
              <span class="why">{why(t, stream)}</span>
            </li>
          );
        })}
      </ul>
      {current.length > kShown && (
        <button type="button" class="link" onClick={() => go({ show: 'problems' })}>
          {t.plural('problems.more', current.length - kShown)}
        </button>
      )}
    </section>
  );
}

export function worstFirst(streams: Stream[]): Stream[] {
  const since = (stream: Stream): number => (stream.since ? Date.parse(stream.since) : Infinity);
  return streams.sort(
    (a, b) =>
      severityRank(a) - severityRank(b) || since(a) - since(b) || (a.name < b.name ? -1 : 1),
  );
}

const kWeight: Record<string, number> = { critical: 0, warning: 1, info: 2 };

/** The gravest reason in the exporter's own words; without one, what the state means. */
function why(t: Translator, { state, reasons }: Stream): string {
  const weight = (reason: Reason): number => kWeight[reason.severity ?? 'info'] ?? 2;
  const gravest = reasons?.filter((reason) => reason.text).sort((a, b) => weight(a) - weight(b))[0];
  if (gravest?.text) return gravest.text;
  return state === 'stalled' ? t('why.stalled') : '';
}
