import type { ComponentChildren } from 'preact';
import type { Ring } from '../data/rings';
import type { Totals } from '../data/rows';
import type { StreamState } from '../data/wire';
import { kNone } from '../i18n/format';
import { usePage } from './context';
import { dataAgeSeconds } from './freshness';
import { Spark } from './spark';
import { stateWord } from './state_badge';

export const problemCount = (sum: Totals): number =>
  sum.problemStreams + sum.nodesDown + sum.serverProblems;

export function Kpis({ sum, stale, until }: { sum: Totals; stale: boolean; until: number }) {
  const { t, f, route, go, sparks } = usePage();
  const problems = problemCount(sum);
  const states = (counts: Totals['byState']): string =>
    Object.entries(counts)
      .filter(([, n]) => n > 0)
      .map(([state, n]) => `${f.count(n)} ${stateWord(t, state as StreamState)}`)
      .join(' · ');
  // Neither live nor a problem: those are counted elsewhere.
  const quiet: Totals['byState'] = {};
  for (const [state, n] of Object.entries(sum.byState) as [StreamState, number][]) {
    if (state !== 'live') quiet[state] = n - (sum.problemsByState[state] ?? 0);
  }
  const why = [
    states(sum.problemsByState),
    sum.nodesDown ? t.plural('kpi.node_down', sum.nodesDown) : '',
    sum.serverProblems ? t.plural('kpi.server_problem', sum.serverProblems) : '',
  ]
    .filter(Boolean)
    .join(' · ');
  const protocols = Object.entries(sum.readersByProtocol)
    .sort((a, b) => b[1] - a[1])
    .map(([p, n]) => `${f.count(n)} ${protocolName(p)}`);
  if (sum.readersSilent) protocols.push(t.plural('readers.silent', sum.readersSilent));
  return (
    <section class={`kpis ${stale ? 'old' : ''}`} aria-label={t('kpi.label')} data-testid="kpis">
      <button
        type="button"
        class="kpi"
        aria-pressed={!route.show}
        title={t('kpi.show_all')}
        data-testid="kpi-streams"
        onClick={() => go({ show: '', query: '' })}
      >
        <Figure
          name={t('kpi.streams')}
          value={f.count(
            sum.streams > 0 && sum.byState.unknown === sum.streams ? undefined : sum.live,
          )}
          unit={t('kpi.of_live', { n: f.count(sum.streams) })}
          note={states(quiet)}
        />
      </button>
      <button
        type="button"
        class={`kpi ${problems ? 'alarm' : ''}`}
        aria-pressed={route.show === 'problems'}
        title={t('kpi.show_problems')}
        data-testid="kpi-problems"
        onClick={() => go({ show: route.show === 'problems' ? '' : 'problems' })}
      >
        <Figure
          name={t('kpi.problems')}
          value={f.count(problems)}
          note={problems ? why : t('kpi.none')}
        />
      </button>
      <div class="kpi" data-testid="kpi-in">
        <Figure name={t('kpi.in')} value={f.megabits(sum.inbound, 1)} unit="Mbit/s" />
        <Trend ring={sparks.inbound} until={until} tone="in" />
      </div>
      <div class="kpi" data-testid="kpi-out">
        <Figure name={t('kpi.out')} value={f.megabits(sum.outbound, 1)} unit="Mbit/s" />
        <Trend ring={sparks.outbound} until={until} tone="out" />
      </div>
      <div class="kpi" data-testid="kpi-readers">
        <Figure
          name={t('kpi.readers')}
          value={f.count(sum.readers)}
          note={protocols.join(' · ') || (sum.readers === 0 ? t('kpi.no_readers') : '')}
        />
      </div>
    </section>
  );
}

const kProtocolNames: Record<string, string> = { webrtc: 'WebRTC', mpegts: 'MPEG-TS', moq: 'MoQ' };

export const protocolName = (protocol: string): string =>
  kProtocolNames[protocol] ?? protocol.toUpperCase();

function Figure({
  name,
  value,
  unit,
  note,
}: {
  name: string;
  value: string;
  unit?: string;
  note?: ComponentChildren;
}) {
  return (
    <>
      <span class="name">{name}</span>
      <span class="value">
        <b class={value === kNone ? 'none' : ''}>{value}</b>
        {unit && <small>{unit}</small>}
      </span>
      {note && (
        <span class="note" title={typeof note === 'string' ? note : undefined}>
          {note}
        </span>
      )}
    </>
  );
}

function Trend({ ring, until, tone }: { ring: Ring; until: number; tone: string }) {
  return (
    <span class="trend">
      <Spark ring={ring} until={until} tone={tone} width={92} height={36} fill />
    </span>
  );
}

/** One sentence for the phone: what somebody wants to know who looks at it for a second. */
export function Verdict({ sum }: { sum: Totals }) {
  const { t, f, state, client } = usePage();
  const problems = problemCount(sum);
  const age = state ? dataAgeSeconds(state, client.clock) : undefined;
  const verdict = problems
    ? t.plural('verdict.problems', problems)
    : sum.streams
      ? t('verdict.well', { live: f.count(sum.live), n: f.count(sum.streams) })
      : t('verdict.none');
  return (
    <p class="verdict" data-testid="verdict">
      <b class={problems ? 'bad' : 'ok'}>{verdict}</b>
      <span>
        {state && state.nodes.size > 0 && ` · ${t.plural('servers', state.nodes.size)}`}
        {age !== undefined && ` · ${t('verdict.data', { age: f.duration(age) })}`}
      </span>
    </p>
  );
}
