import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { LiveChart, type ChartSpec, type LineSpec } from '../chart/live_chart';
import { usePage } from './context';
import type { HistoryView } from './history';

interface Line extends LineSpec {
  /** Index of the column in the history. */
  column: number;
  label?: string;
}

interface Props extends Pick<ChartSpec, 'axis' | 'atLeast' | 'top' | 'steps' | 'sync'> {
  title: string;
  history: HistoryView;
  lines: readonly Line[];
  from: number;
  to: number;
  height?: number;
  /** A value with its unit, for the heading. */
  format: (value: number | null) => string;
}

/** A heading with the newest values (or those under the crosshair) and a chart that grows with the live data. */
export function ChartPanel(props: Props) {
  const { t, f, prefs } = usePage();
  const { title, history, lines, from, to, format, sync, height = 108 } = props;
  const { buffer } = history;
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<LiveChart | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const [pointed, setPointed] = useState<number | null>(null);

  useLayoutEffect(() => {
    if (!box.current) return undefined;
    const optional = {
      ...(props.top === undefined ? {} : { top: props.top }),
      ...(props.steps ? { steps: props.steps } : {}),
    };
    const made = new LiveChart(box.current, {
      lines,
      height,
      sync,
      atLeast: props.atLeast,
      ...optional,
      axis: (value, span) => latest.current.axis(value, span),
      clock: f.tick,
      pointed: (row) => setPointed(row),
    });
    chart.current = made;
    return () => made.destroy();
  }, [prefs.lang, sync]);

  useEffect(() => {
    chart.current?.update(
      buffer.times,
      lines.map((line) => buffer.columns[line.column] ?? []),
      from,
      to,
    );
  });
  useEffect(() => chart.current?.redraw(), [prefs.theme]);

  const row = pointed ?? buffer.times.length - 1;
  const values = lines.map((line) => ({
    ...line,
    value: buffer.columns[line.column]?.[row] ?? null,
  }));
  const spoken = values
    .map(({ label, value }) => `${label ? `${label} ` : ''}${format(value)}`)
    .join(', ');
  const at = buffer.times[row];
  return (
    <figure class="chart" data-testid="chart">
      <ChartHeading
        title={title}
        at={pointed !== null && at !== undefined ? f.time(at * 1000, true) : undefined}
        values={values.map((one) => ({ ...one, text: format(one.value) }))}
      />
      <div
        class="plot"
        role="img"
        aria-label={`${title}: ${spoken}`}
        ref={box}
        style={{ height: `${height}px` }}
      />
      {history.status === 'failed' ? (
        <p class="over">{t('chart.failed', { error: history.error ?? '' })}</p>
      ) : (
        buffer.empty && (
          <p class="over">{t(history.status === 'loading' ? 'chart.loading' : 'chart.none')}</p>
        )
      )}
    </figure>
  );
}

interface HeadingProps {
  title: string;
  /** The time under the crosshair. */
  at: string | undefined;
  values: readonly { color: string; label?: string; text: string }[];
}

export function ChartHeading({ title, at, values }: HeadingProps) {
  return (
    <figcaption>
      <b>{title}</b>
      <span class="values">
        {at && <span class="at">{at}</span>}
        {values.map(({ label, color, text }) => (
          <span key={color} class="value">
            <i class={`key ${color}`} aria-hidden="true" />
            {label && `${label} `}
            <b>{text}</b>
          </span>
        ))}
      </span>
    </figcaption>
  );
}
