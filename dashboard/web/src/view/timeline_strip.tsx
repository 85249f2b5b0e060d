import { honestRatio, segments, spanTone } from '../data/timeline';
import type { StreamState, Uptime } from '../data/wire';
import { usePage, type Page } from './context';
import { stateWord } from './state_badge';
import type { UptimeView } from './uptime';

const kHours = [24, 18, 12, 6] as const;

/** What a stream was over a day, as a strip of colours with its sentence: how long without an outage, how many. */
export function TimelineStrip({ uptime, error, cells }: UptimeView & { cells: number }) {
  const page = usePage();
  const { t } = page;
  if (error) return <p class="muted">{t('strip.failed', { error })}</p>;
  const text = uptime ? uptimeText(page, uptime) : t('chart.loading');
  return (
    <figure class="strip" data-testid="strip">
      <figcaption>
        <b>{t('strip.title')}</b>
        <span class="muted" data-testid="strip-text">
          {text}
        </span>
      </figcaption>
      <StateBar uptime={uptime} cells={cells} label={`${t('strip.title')}: ${text}`} />
      <div class="hours" aria-hidden="true">
        {kHours.map((hours) => (
          <span key={hours}>{hours} h</span>
        ))}
        <span>{t('strip.now')}</span>
      </div>
    </figure>
  );
}

interface BarProps {
  uptime: Uptime | undefined;
  cells: number;
  label: string;
}

export function StateBar({ uptime, cells, label }: BarProps) {
  const { t } = usePage();
  const [from, to] = [Date.parse(uptime?.from ?? ''), Date.parse(uptime?.to ?? '')];
  return (
    <div class="bar" role="img" aria-label={label}>
      {uptime &&
        segments(uptime.timeline ?? [], from, to, cells).map(({ start, length, state }) => (
          <i
            key={start}
            class={spanTone(state)}
            title={stateWord(t, state as StreamState)}
            style={{ left: `${start * 100}%`, width: `${length * 100}%` }}
          />
        ))}
    </div>
  );
}

/** "99.98 % without outage · 1 outage, 12 s": what nobody saw counts neither way. */
export function uptimeText({ t, f }: Page, uptime: Uptime): string {
  if (uptime.observed_seconds === 0) return t('strip.never');
  const count = uptime.outages.length;
  return [
    uptime.uptime_ratio != null &&
      t('strip.share', { share: f.percent(honestRatio(uptime.uptime_ratio, count), 2) }),
    count > 0 && `${t.plural('strip.outages', count)}, ${f.duration(uptime.outage_seconds)}`,
    uptime.unknown_seconds >= 60 && t('strip.unseen', { time: f.duration(uptime.unknown_seconds) }),
  ]
    .filter(Boolean)
    .join(' · ');
}
