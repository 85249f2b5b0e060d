import { useEffect, useState } from 'preact/hooks';
import { mayMute, unmute } from '../data/mutes';
import type { NodeProblem } from '../data/problems';
import { streamKey } from '../data/reducer';
import { formatRoute } from '../data/route';
import type { Totals } from '../data/rows';
import { usePage } from './context';
import { MuteDialog } from './mute_dialog';
import { sinceText } from './reasons';
import { ProblemBadge } from './state_badge';

const kShown = 4;
const kNamesShown = 3;
/** After a click the exporter says at its next poll but one that a problem is muted, or is not any more. */
const kPendingMs = 10_000;

interface Props {
  problems: readonly NodeProblem[];
  sum: Totals;
}

/** The problems as sentences of the exporter, worst first over all servers: what, since when, what to do. Nothing while all is well. */
export function Problems({ problems, sum }: Props) {
  const { t, route, state } = usePage();
  const [all, setAll] = useState(false);
  const [muting, setMuting] = useState<NodeProblem>();
  const may = useMayMute();
  const pending = usePending(problems);
  if (route.query || (route.show && route.show !== 'problems')) return null;
  if (problems.length === 0 && sum.readersSilent === 0) return null;
  const more = problems.length - kShown;
  const muted = problems.filter(({ problem }) => problem.muted_until).length;
  return (
    <section class="problems" aria-label={t('chips.problems')} data-testid="problems">
      {problems.length > 0 && (
        <ul>
          {problems.slice(0, all ? undefined : kShown).map((one) => (
            <Item
              key={keyOf(one)}
              {...one}
              severalNodes={(state?.nodes.size ?? 0) > 1}
              busy={pending.has(keyOf(one))}
              mute={may ? () => setMuting(one) : undefined}
              unmute={
                may && one.problem.mute_id
                  ? () => {
                      pending.add(one);
                      unmute(one.problem.mute_id ?? '').catch(() => pending.forget(one));
                    }
                  : undefined
              }
            />
          ))}
        </ul>
      )}
      {(more > 0 || sum.readersSilent > 0) && (
        <p class="foot">
          {more > 0 && (
            <button
              type="button"
              class="link"
              aria-expanded={all}
              data-testid="more-problems"
              onClick={() => setAll(!all)}
            >
              {all ? t('problems.fewer') : t.plural('problems.more', more)}
              {!all && muted > 0 && ` · ${t.plural('problems.muted_count', muted)}`}
            </button>
          )}
          {sum.readersSilent > 0 && (
            <span class="muted" data-testid="silent-readers">
              {t.plural('problems.silent', sum.readersSilent)}
            </span>
          )}
        </p>
      )}
      {muting && (
        <MuteDialog
          {...muting}
          close={(isMuted) => {
            if (isMuted) pending.add(muting);
            setMuting(undefined);
          }}
        />
      )}
    </section>
  );
}

const keyOf = ({ node, problem }: NodeProblem): string => `${node}/${problem.key}`;

/** Asked once per start of the dashboard: until it answers nobody may. */
function useMayMute(): boolean {
  const { state } = usePage();
  const [may, setMay] = useState(false);
  useEffect(() => {
    let current = true;
    mayMute().then(
      (answer) => current && setMay(answer),
      () => current && setMay(false),
    );
    return () => {
      current = false;
    };
  }, [state?.instance]);
  return may;
}

/** Problems of which a change is on its way: what they were then tells when it has come. */
function usePending(problems: readonly NodeProblem[]) {
  const { paused } = usePage();
  const [asked, setAsked] = useState<ReadonlyMap<string, { until: string; atMs: number }>>(
    new Map(),
  );
  const untilOf = (one: NodeProblem): string => one.problem.muted_until ?? '';
  const waits = (key: string): boolean => {
    const before = asked.get(key);
    const now = problems.find((one) => keyOf(one) === key);
    return (
      before !== undefined &&
      now !== undefined &&
      untilOf(now) === before.until &&
      (paused !== undefined || Date.now() - before.atMs < kPendingMs)
    );
  };
  const change = (one: NodeProblem, is: boolean): void =>
    setAsked((before) => {
      const next = new Map(before);
      if (is) next.set(keyOf(one), { until: untilOf(one), atMs: Date.now() });
      else next.delete(keyOf(one));
      return next;
    });
  return {
    has: waits,
    add: (one: NodeProblem) => change(one, true),
    forget: (one: NodeProblem) => change(one, false),
  };
}

interface ItemProps extends NodeProblem {
  severalNodes: boolean;
  busy: boolean;
  mute: (() => void) | undefined;
  unmute: (() => void) | undefined;
}

function Item({ node, problem, severalNodes, busy, ...actions }: ItemProps) {
  const page = usePage();
  const { t, f, route, state, client } = page;
  const names = problem.streams ?? [];
  const beyond = (problem.stream_count ?? names.length) - Math.min(names.length, kNamesShown);
  const age = client.clock.ageSeconds(problem.since);
  const alone = names.length === 1 && names[0] !== undefined ? names[0] : undefined;
  const stream = alone === undefined ? undefined : state?.streams.get(streamKey(node, alone));
  const action = problem.muted_until ? actions.unmute : actions.mute;
  return (
    <li
      class={problem.muted_until ? 'muted' : ''}
      data-testid="problem"
      data-code={problem.code}
      data-muted={problem.muted_until ? 'true' : undefined}
    >
      <ProblemBadge severity={problem.severity ?? 'warning'} stream={stream} />
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
      <span class="muted when" title={sinceText(page, problem.since)}>
        {age !== undefined && t('detail.since', { age: f.duration(age) })}
      </span>
      <span class="why">
        {t.sentence(problem.text ?? problem.code)}
        {problem.remedy && <span class="remedy">{t.sentence(problem.remedy)}</span>}
        {problem.muted_until && (
          <span class="remedy" data-testid="muted-until">
            {t('problems.muted', { time: mutedTime(f, problem.muted_until, client.clock.nowMs()) })}
            {problem.mute_comment && <> · {problem.mute_comment}</>}
          </span>
        )}
      </span>
      {action && (
        <button
          type="button"
          class="tool do"
          aria-disabled={busy}
          data-testid={problem.muted_until ? 'unmute' : 'mute'}
          aria-label={t(problem.muted_until ? 'unmute.label' : 'mute.label', {
            name: alone ?? node,
          })}
          onClick={busy ? undefined : action}
        >
          {busy ? '…' : t(problem.muted_until ? 'unmute.do' : 'mute.do')}
        </button>
      )}
    </li>
  );
}

/** "14:30", with the day when it is not today's. */
function mutedTime(f: ReturnType<typeof usePage>['f'], until: string, nowMs: number): string {
  const ms = Date.parse(until);
  return new Date(ms).toDateString() === new Date(nowMs).toDateString()
    ? f.time(ms)
    : f.dateTime(ms);
}
