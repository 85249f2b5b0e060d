import { useEffect } from 'preact/hooks';
import type { NodeProblem } from '../data/problems';
import { streamKey } from '../data/reducer';
import type { Totals } from '../data/rows';
import type { Verdict } from '../data/verdict';
import { usePage } from './context';
import { ProblemBadge } from './state_badge';
import { dataText, verdictText, verdictTone } from './verdict';

const kShown = 5;

/** ?kiosk=1, of the page or of its hash: for a wall, to be read from afar. */
export const wantsKiosk = ({ search, hash }: Pick<Location, 'search' | 'hash'>): boolean =>
  [search, hash.split('?')[1] ?? ''].some(
    (query) => new URLSearchParams(query).get('kiosk') === '1',
  );

interface Props {
  verdict: Verdict | undefined;
  problems: readonly NodeProblem[];
  sum: Totals | null;
  firstVersion: string;
}

/** Nothing to touch: the verdict, the problems, the totals. It goes on by itself whatever happens. */
export function Kiosk({ verdict, problems, sum, firstVersion }: Props) {
  const page = usePage();
  const { t, f, state, client } = page;
  useStaysAwake();
  useEffect(() => {
    if (firstVersion && state?.version && state.version !== firstVersion) location.reload();
  }, [firstVersion, state?.version]);
  const open = problems.filter(({ problem }) => !problem.muted_until);
  const muted = problems.length - open.length;
  const more = open.length - kShown;
  const inRate = f.total(sum?.inbound);
  const outRate = f.total(sum?.outbound);
  return (
    <main class="kiosk" id="content" data-testid="kiosk">
      <header>
        <h1 class={verdict ? verdictTone(verdict) : 'off'} data-testid="verdict">
          {verdict ? verdictText(page, verdict) : t('loading')}
        </h1>
        <p>
          <span>{dataText(page)}</span>
          <time>{f.time(Date.now())}</time>
        </p>
      </header>
      <ul class={verdict?.kind === 'unknown' ? 'old' : ''} aria-label={t('chips.problems')}>
        {open.slice(0, kShown).map(({ node, problem }) => {
          const names = problem.streams ?? [];
          const alone = names.length === 1 ? names[0] : undefined;
          const beyond = (problem.stream_count ?? names.length) - Math.min(names.length, 2);
          const age = client.clock.ageSeconds(problem.since);
          const stream =
            alone === undefined ? undefined : state?.streams.get(streamKey(node, alone));
          return (
            <li key={`${node}/${problem.key}`} data-testid="problem">
              <ProblemBadge severity={problem.severity ?? 'warning'} stream={stream} />
              <b dir="auto">
                {names.slice(0, 2).join(', ') || node}
                {beyond > 0 && ` ${t.plural('problems.streams', beyond)}`}
              </b>
              <span class="when">
                {age !== undefined && t('detail.since', { age: f.duration(age) })}
              </span>
              <span class="why">{t.sentence(problem.text ?? problem.code)}</span>
            </li>
          );
        })}
      </ul>
      {(more > 0 || muted > 0) && (
        <p class="more">
          {[
            more > 0 ? t.plural('problems.more', more) : '',
            muted > 0 ? t.plural('problems.muted_count', muted) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      {sum && (
        <dl>
          <Total name={t('kpi.streams')} value={f.count(sum.live)}>
            {t('kpi.of_live', { n: f.count(sum.streams) })}
          </Total>
          <Total name={t('kpi.in')} value={inRate.value}>
            {inRate.unit}
          </Total>
          <Total name={t('kpi.out')} value={outRate.value}>
            {outRate.unit}
          </Total>
          <Total name={t('kpi.readers')} value={f.count(sum.readers)}>
            {sum.readersSilent > 0 && t.plural('readers.silent', sum.readersSilent)}
          </Total>
        </dl>
      )}
    </main>
  );
}

function Total({
  name,
  value,
  children,
}: {
  name: string;
  value: string;
  children: string | false;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b> <small>{children}</small>
      </dd>
    </div>
  );
}

/** The screen would go dark with nobody at it. The browser lets go of it in a hidden tab, and may refuse (battery, policy): then the screen's own settings count. */
function useStaysAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let ended = false;
    const ask = (): void => {
      if (document.hidden || !('wakeLock' in navigator)) return;
      navigator.wakeLock.request('screen').then(
        (got) => {
          if (ended) void got.release();
          else lock = got;
        },
        () => {
          lock = undefined;
        },
      );
    };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    };
  }, []);
}
