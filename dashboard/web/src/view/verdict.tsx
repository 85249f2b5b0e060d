import type { Verdict } from '../data/verdict';
import type { Page } from './context';
import { usePage } from './context';
import { dataAgeSeconds } from './freshness';

export function verdictText({ t, f, status }: Page, verdict: Verdict): string {
  switch (verdict.kind) {
    case 'unknown':
      return t('verdict.unknown', { time: f.time(status.lastMessageMs) });
    case 'none':
      return t('verdict.none');
    case 'bad':
      return [
        verdict.critical > 0 ? t.plural('verdict.critical', verdict.critical) : '',
        verdict.warning > 0 ? t.plural('verdict.warning', verdict.warning) : '',
      ]
        .filter(Boolean)
        .join(', ');
    case 'well': {
      const { live, streams, sinceMs } = verdict;
      const values = { live: f.count(live), n: f.count(streams) };
      const well = t(live === streams ? 'verdict.all_well' : 'verdict.well', values);
      return sinceMs === undefined ? well : t('verdict.since', { well, time: f.time(sinceMs) });
    }
  }
}

export const verdictTone = (verdict: Verdict): string => {
  if (verdict.kind === 'bad') return verdict.critical > 0 ? 'bad' : 'warn';
  return { well: 'ok', none: 'off', unknown: 'bad' }[verdict.kind];
};

/** "2 servers · data 0.4 s old" */
export function dataText({ t, f, state, client }: Page): string {
  const age = state ? dataAgeSeconds(state, client.clock) : undefined;
  return [
    state && state.nodes.size > 0 ? t.plural('servers', state.nodes.size) : '',
    age === undefined ? '' : t('verdict.data', { age: f.duration(age) }),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** One sentence for the phone: what somebody wants to know who looks at it for a second. */
export function VerdictLine({ verdict }: { verdict: Verdict }) {
  const page = usePage();
  const data = dataText(page);
  return (
    <p class="verdict" data-testid="verdict">
      <b class={verdictTone(verdict)}>{verdictText(page, verdict)}</b>
      {data && <span> · {data}</span>}
    </p>
  );
}
