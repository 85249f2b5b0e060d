import { activeReasons, isProblem } from '../data/rows';
import type { Severity, Stream, StreamState } from '../data/wire';
import type { Translator, Word } from '../i18n/i18n';
import { usePage } from './context';

/** Shape and word and colour: any one of them is enough. */
const kShapes: Record<StreamState, string> = {
  live: '●',
  degraded: '▲',
  stalled: '■',
  starting: '◔',
  standby: '◐',
  idle: '◌',
  offline: '○',
  gone: '✕',
  missing: '□',
  unknown: '?',
};

const kTones: Record<StreamState, string> = {
  live: 'ok',
  degraded: 'warn',
  stalled: 'bad',
  starting: 'info',
  standby: 'info',
  idle: 'off',
  offline: 'off',
  gone: 'off',
  missing: 'bad',
  unknown: 'off',
};

/** How bad it is, as the sentence of its problem says; of what is well the colour of its state. */
export function stateTone(stream: Stream): string {
  if (stream.muted_until) return 'off';
  const tone = kTones[stream.state] ?? 'off';
  if (tone === 'bad' || !isProblem(stream)) return tone;
  return activeReasons(stream.reasons).some(({ severity }) => severity === 'critical')
    ? 'bad'
    : 'warn';
}

export const stateWord = (t: Translator, state: StreamState): string =>
  Object.hasOwn(kShapes, state) ? t(`state.${state}` as Word) : state;

export function StateBadge({ stream }: { stream: Stream }) {
  return <StateWord state={stream.state} tone={stateTone(stream)} />;
}

export function StateWord({ state, tone }: { state: StreamState; tone?: string }) {
  const { t } = usePage();
  return (
    <span class={`state ${tone ?? kTones[state] ?? 'off'}`} data-state={state}>
      <i aria-hidden="true">{kShapes[state] ?? '?'}</i>
      {stateWord(t, state)}
    </span>
  );
}

const kSeverities: Record<Severity, { shape: string; tone: string }> = {
  critical: { shape: '■', tone: 'bad' },
  warning: { shape: '▲', tone: 'warn' },
  info: { shape: '●', tone: 'info' },
};

/** Of a single stream its state, of anything else how bad it is; the colour is always how bad it is. */
export function ProblemBadge({
  severity,
  stream,
}: {
  severity: Severity;
  stream: Stream | undefined;
}) {
  const { t } = usePage();
  const { shape, tone } = kSeverities[severity] ?? kSeverities.warning;
  return (
    <span class="verdict-of">
      <span class={`state ${tone}`} data-severity={severity}>
        <i aria-hidden="true">{stream ? (kShapes[stream.state] ?? '?') : shape}</i>
        {stream ? stateWord(t, stream.state) : t(`severity.${severity}`)}
      </span>
      {stream && <small>{t(`severity.${severity}`)}</small>}
    </span>
  );
}

export function SeverityBadge({ severity }: { severity: Severity }) {
  const { t } = usePage();
  const { shape, tone } = kSeverities[severity] ?? kSeverities.warning;
  return (
    <span class={`state ${tone}`} data-severity={severity}>
      <i aria-hidden="true">{shape}</i>
      {t(`severity.${severity}`)}
    </span>
  );
}
