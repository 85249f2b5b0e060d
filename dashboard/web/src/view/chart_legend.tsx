import { usePage } from './context';
import type { RangeView } from './range_history';
import type { Frame } from './range_panel';
import { useStreamWords } from './stream_words';

/** What the bands, the shades and the rows of the charts are. */
export function ChartLegend({
  history,
  shades,
}: {
  history: RangeView;
  shades: Frame['overlay']['shades'];
}) {
  const { f } = usePage();
  const s = useStreamWords();
  const { history: answer } = history;
  return (
    <p class="legend muted" data-testid="legend" data-tier={answer?.tier}>
      {answer && (
        <span>
          {answer.tier === 'samples'
            ? s('tier.samples')
            : s('tier.sums', { step: f.duration(answer.step_seconds) })}
        </span>
      )}
      {shades.some((shade) => shade.tone === 'bad') && (
        <span>
          <i class="swatch bad" aria-hidden="true" /> {s('shade_down')}
        </span>
      )}
      {shades.some((shade) => shade.tone === 'off') && (
        <span>
          <i class="swatch none" aria-hidden="true" /> {s('shade_unseen')}
        </span>
      )}
      <span class="drag">{s('hint')}</span>
    </p>
  );
}
