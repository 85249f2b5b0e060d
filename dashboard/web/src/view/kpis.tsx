import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { toggleWord } from '../data/filters';
import type { Ring } from '../data/rings';
import type { SortColumn } from '../data/columns';
import { formatRoute } from '../data/route';
import type { LiveState } from '../data/reducer';
import type { Totals } from '../data/rows';
import type { Verdict } from '../data/verdict';
import { worstLink, type WorstLink } from '../data/worst_link';
import type { StreamState } from '../data/wire';
import { kNone } from '../i18n/format';
import { usePage } from './context';
import { dataAgeSeconds } from './freshness';
import { Spark } from './spark';
import { stateWord } from './state_badge';

export const problemCount = (sum: Totals): number =>
  sum.problemStreams + sum.nodesDown + sum.serverProblems;

export function Kpis({
  state,
  sum,
  stale,
  until,
  muted,
  verdict,
}: {
  state: LiveState;
  sum: Totals;
  stale: boolean;
  until: number;
  muted: number;
  verdict: Verdict | undefined;
}) {
  const { t, f, route, go, sparks } = usePage();
  const problems = problemCount(sum);
  const blind = verdict?.kind === 'unknown';
  const onlyWarnings = verdict?.kind === 'bad' && verdict.critical === 0;
  const worst = useMemo(() => worstLink(state.streams.values()), [state.streams]);
  // Neither live nor a problem: those are counted elsewhere.
  const quiet: Totals['byState'] = {};
  for (const [name, n] of Object.entries(sum.byState) as [StreamState, number][]) {
    if (name !== 'live') quiet[name] = n - (sum.problemsByState[name] ?? 0);
  }
  const protocols = Object.entries(sum.readersByProtocol)
    .sort((a, b) => b[1] - a[1])
    .map(([p, n]) => `${f.count(n)} ${protocolName(p)}`);
  if (sum.readersSilent) protocols.push(t.plural('readers.silent', sum.readersSilent));
  const sortBy = (column: SortColumn): void => go({ sort: { column, descending: true } });
  return (
    <section class={`kpis ${stale ? 'old' : ''}`} aria-label={t('kpi.label')} data-testid="kpis">
      <Card
        id="streams"
        title={t('kpi.show_all')}
        pressed={!route.show}
        act={() => go({ show: '', query: '' })}
        name={t('kpi.streams')}
        value={f.count(
          sum.streams > 0 && sum.byState.unknown === sum.streams ? undefined : sum.live,
        )}
        unit={t('kpi.of_live', { n: f.count(sum.streams) })}
      >
        <States counts={quiet} />
      </Card>
      <Card
        id="problems"
        title={t('kpi.show_problems')}
        pressed={route.show.split(' ').includes('problems')}
        act={() => go({ show: toggleWord(route.show, 'problems') })}
        name={t('kpi.problems')}
        value={f.count(blind && problems === 0 ? undefined : problems)}
        alarm={problems === 0 ? undefined : onlyWarnings ? 'warning' : 'critical'}
      >
        <States counts={sum.problemsByState} />
        {sum.nodesDown > 0 && <span>{t.plural('kpi.node_down', sum.nodesDown)}</span>}
        {sum.serverProblems > 0 && (
          <span>{t.plural('kpi.server_problem', sum.serverProblems)}</span>
        )}
        {muted > 0 && <span>{t.plural('problems.muted_count', muted)}</span>}
        {problems === 0 && muted === 0 && !blind && <span>{t('kpi.none')}</span>}
      </Card>
      <Card
        id="in"
        title={t('kpi.sort_in')}
        act={() => sortBy('in')}
        name={t('kpi.in')}
        {...f.total(sum.inbound)}
        trend={<Trend ring={sparks.inbound} until={until} tone="in" />}
      />
      <Card
        id="out"
        title={t('kpi.sort_out')}
        act={() => sortBy('out')}
        name={t('kpi.out')}
        {...f.total(sum.outbound)}
        trend={<Trend ring={sparks.outbound} until={until} tone="out" />}
      />
      <Card
        id="readers"
        title={[t('kpi.sort_readers'), ...protocols].join('\n')}
        act={() => sortBy('readers')}
        name={t('kpi.readers')}
        value={f.count(sum.readers)}
      >
        <span>{protocols.join(' · ') || (sum.readers === 0 ? t('kpi.no_readers') : '')}</span>
      </Card>
      <WorstLinkCard link={worst} />
      <Age />
    </section>
  );
}

/** "2 offline · 1 slate": each shows those. */
function States({ counts }: { counts: Totals['byState'] }) {
  const { t, f, route } = usePage();
  return (
    <>
      {(Object.entries(counts) as [StreamState, number][])
        .filter(([, n]) => n > 0)
        .map(([name, n]) => (
          <a
            key={name}
            href={formatRoute({ ...route, show: name })}
            data-testid={`kpi-state-${name}`}
          >
            {f.count(n)} {stateWord(t, name)}
          </a>
        ))}
    </>
  );
}

function WorstLinkCard({ link }: { link: WorstLink | undefined }) {
  const { t, f, go } = usePage();
  if (!link) {
    return (
      <Card id="worst" title={t('kpi.worst')} name={t('kpi.worst')} value={kNone}>
        <span>{t('kpi.worst_none')}</span>
      </Card>
    );
  }
  const { stream, by, value } = link;
  const bad = by === 'lost' || (by === 'latency' && value < 3);
  return (
    <Card
      id="worst"
      title={t('kpi.open', { name: stream.name })}
      act={() => go({ stream: { node: stream.node, name: stream.name } })}
      name={t('kpi.worst')}
      value={by === 'latency' ? f.times(value) : f.percent(value, 2)}
      unit={t(`kpi.worst_${by}`)}
      warn={bad}
    >
      <span dir="auto">{stream.name}</span>
      {typeof stream.rtt_seconds === 'number' && (
        <span>
          {t('col.rtt')} {f.milliseconds(stream.rtt_seconds)} ms
        </span>
      )}
    </Card>
  );
}

/** Of the oldest data, of each server in the title. */
function Age() {
  const { t, f, state, client } = usePage();
  if (!state) return null;
  const age = dataAgeSeconds(state, client.clock);
  const nodes = [...state.nodes.values()].map(
    (node) => `${node.node}: ${f.duration(client.clock.ageSeconds(node.collected_at), true)}`,
  );
  return (
    <Card id="age" title={nodes.join('\n')} name={t('kpi.age')} value={f.duration(age, true)}>
      <span>{t.plural('servers', state.nodes.size)}</span>
    </Card>
  );
}

const kProtocolNames: ReadonlyMap<string, string> = new Map([
  ['webrtc', 'WebRTC'],
  ['mpegts', 'MPEG-TS'],
  ['moq', 'MoQ'],
  ['redirect', 'redirect'],
]);

export const protocolName = (protocol: string): string =>
  kProtocolNames.get(protocol) ?? protocol.toUpperCase();

interface CardProps {
  id: string;
  title: string;
  name: string;
  value: string;
  unit?: string;
  /** What a click does; without it the card is only read. */
  act?: () => void;
  pressed?: boolean;
  alarm?: 'critical' | 'warning' | undefined;
  warn?: boolean;
  trend?: ComponentChildren;
  children?: ComponentChildren;
}

/** The whole card is the button; the smaller ones of its note lie on top. */
function Card({
  id,
  title,
  name,
  value,
  unit,
  act,
  pressed,
  alarm,
  warn,
  trend,
  children,
}: CardProps) {
  const figure = (
    <>
      <span class="name">{name}</span>
      <span class="value">
        <b class={value === kNone ? 'none' : warn || alarm === 'warning' ? 'warn' : ''}>{value}</b>
        {unit && <small>{unit}</small>}
      </span>
    </>
  );
  return (
    <div
      class={`kpi ${alarm === undefined ? '' : `alarm ${alarm}`} ${act ? 'acts' : ''} k-${id}`}
      title={title}
      data-testid={`kpi-${id}`}
    >
      {trend}
      {act ? (
        <button type="button" class="main" aria-pressed={pressed} onClick={act}>
          {figure}
        </button>
      ) : (
        <p class="main">{figure}</p>
      )}
      {children && <p class="note">{children}</p>}
    </div>
  );
}

function Trend({ ring, until, tone }: { ring: Ring; until: number; tone: string }) {
  return (
    <span class="trend">
      <Spark ring={ring} until={until} tone={tone} width={92} height={36} fill />
    </span>
  );
}
