import { usePage } from './context';

/** The page stands still for whoever wants to read it (WCAG 2.2.2); what comes meanwhile is counted and not lost. */
export function PauseButton() {
  const { t, paused, togglePause } = usePage();
  const label = t(paused ? 'pause.resume' : 'pause.pause');
  return (
    <button
      type="button"
      class={`tool ${paused ? 'on' : ''}`}
      aria-label={label}
      title={`${label} (p)`}
      data-testid="pause"
      onClick={togglePause}
    >
      <span aria-hidden="true">{paused ? '▶' : '❚❚'}</span>
    </button>
  );
}

export function PausedBadge() {
  const { t, f, paused } = usePage();
  if (!paused) return null;
  return (
    <span class="paused" role="status" data-testid="paused">
      <b>{t('pause.paused', { time: f.time(paused.sinceMs, true) })}</b>
      <span aria-live="off">{t.plural('pause.missed', paused.missed)}</span>
    </span>
  );
}
