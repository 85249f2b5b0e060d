import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { LiveChart, type ChartSpec, type Overlay } from '../chart/live_chart';
import {
  bandColumns,
  cellText,
  hasValues,
  summaryOf,
  tableRows,
  type Line,
  type TableRow,
  type Value,
} from '../data/chart_data';
import type { Window } from '../data/window';
import { ChartHeading } from './chart_panel';
import { usePage } from './context';
import type { RangeView } from './range_history';
import { useStreamWords } from './stream_words';

export interface PanelLine {
  line: Line;
  color: string;
  label: string;
  fill?: boolean;
  dash?: boolean;
}

/** What all charts of a page have in common: one axis of time, one crosshair. */
export interface Frame {
  window: Window;
  live: boolean;
  sync: string;
  overlay: Overlay;
  zoomed: (from: number, to: number) => void;
  reset: () => void;
  /** Those that are shown: any of them takes the crosshair from the keyboard, the others follow. */
  charts: Set<LiveChart>;
  pointed: (time: number | undefined) => void;
}

interface Props extends Pick<ChartSpec, 'axis' | 'atLeast' | 'top' | 'steps'> {
  title: string;
  frame: Frame;
  view: RangeView;
  lines: readonly PanelLine[];
  format: (value: Value) => string;
  height?: number;
}

const kTableRows = 60;

/** A chart of the page of a stream: heading with the values under the crosshair, bands, a line of statistics, a table. */
export function RangePanel(props: Props) {
  const { t, f, prefs } = usePage();
  const s = useStreamWords();
  const { title, frame, view, format, height = 120 } = props;
  const lines = props.lines.filter((one, index) => index === 0 || hasValues(one.line));
  const times = view.history?.times ?? [];
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<LiveChart | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const latestTimes = useRef(times);
  latestTimes.current = times;
  const [pointed, setPointed] = useState<number | null>(null);
  const shape = lines.map((line) => line.color).join(' ');

  useLayoutEffect(() => {
    if (!box.current) return undefined;
    const made = new LiveChart(box.current, {
      lines: lines.map(({ color, fill = false, dash = false }) => ({
        color,
        fill,
        dash,
        band: true,
      })),
      height,
      sync: frame.sync,
      atLeast: props.atLeast,
      ...(props.top === undefined ? {} : { top: props.top }),
      ...(props.steps ? { steps: props.steps } : {}),
      axis: (value, span) => latest.current.axis(value, span),
      clock: f.tick,
      pointed: (row) => {
        setPointed(row);
        latest.current.frame.pointed(row === null ? undefined : latestTimes.current[row]);
      },
      zoomed: (from, to) => latest.current.frame.zoomed(from, to),
      reset: () => latest.current.frame.reset(),
    });
    chart.current = made;
    frame.charts.add(made);
    return () => {
      frame.charts.delete(made);
      made.destroy();
    };
  }, [prefs.lang, frame.sync, shape]);

  useEffect(() => {
    const { from, to } = frame.window;
    const columns = lines.flatMap((one) => bandColumns(padded(one.line, times.length)));
    chart.current?.update(times, columns, from, to, frame.overlay);
  });
  useEffect(() => chart.current?.redraw(), [prefs.theme]);

  const row = pointed !== null && pointed < times.length ? pointed : lastRow(lines, times.length);
  const at = pointed === null ? undefined : times[row];
  const values = lines.map(({ color, label, line }) => ({
    color,
    label,
    text: format(line.mean[row] ?? null),
  }));
  const spoken = values.map(({ label, text }) => `${label} ${text}`.trim()).join(', ');
  const isEmpty = !lines.some((one) => hasValues(one.line));
  return (
    <figure class="chart" data-testid="range-chart">
      <ChartHeading
        title={title}
        at={at === undefined ? undefined : f.moment(at * 1000)}
        values={values}
      />
      <div
        class="plot"
        role="img"
        aria-label={`${title}: ${spoken}`}
        ref={box}
        style={{ height: `${height}px` }}
      />
      {view.status === 'failed' ? (
        <p class="over">{t('chart.failed', { error: view.error ?? '' })}</p>
      ) : (
        isEmpty && (
          <p class="over">{t(view.status === 'loading' ? 'chart.loading' : 'chart.none')}</p>
        )
      )}
      {!isEmpty && (
        <div class="below">
          <Statistics lines={lines} format={format} live={frame.live} />
          <details data-testid="as-table">
            <summary>{s('table')}</summary>
            <ChartTable
              title={title}
              lines={lines}
              rows={tableRows(
                times,
                lines.map((one) => one.line),
                kTableRows,
              )}
              format={format}
            />
          </details>
        </div>
      )}
    </figure>
  );
}

/** A series that the answer does not have is a column of nothing. */
const padded = (line: Line, rows: number): Line =>
  line.mean.length === rows ? line : { mean: new Array<Value>(rows).fill(null) };

function lastRow(lines: readonly PanelLine[], rows: number): number {
  for (let row = rows - 1; row >= 0; row -= 1)
    if (lines.some(({ line }) => (line.mean[row] ?? null) !== null)) return row;
  return rows - 1;
}

function Statistics({
  lines,
  format,
  live,
}: {
  lines: readonly PanelLine[];
  format: (value: Value) => string;
  live: boolean;
}) {
  const s = useStreamWords();
  return (
    <p class="stats" data-testid="stats">
      {lines.map(({ line, label, color }) => {
        const sum = summaryOf(line);
        if (!sum) return null;
        const varies = format(sum.min) !== format(sum.max);
        return (
          <span key={color}>
            <i class={`key ${color}`} aria-hidden="true" />
            {[
              `${label} ${s(live ? 'stats.now' : 'stats.last')} ${format(sum.last)}`.trim(),
              varies && `${s('stats.min')} ${format(sum.min)}`,
              varies && `${s('stats.max')} ${format(sum.max)}`,
              varies && `${s('stats.p95')} ${format(sum.p95)}`,
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        );
      })}
    </p>
  );
}

function ChartTable({
  title,
  lines,
  rows,
  format,
}: {
  title: string;
  lines: readonly PanelLine[];
  rows: readonly TableRow[];
  format: (value: Value) => string;
}) {
  const { f } = usePage();
  const s = useStreamWords();
  return (
    <div class="scroll-x" tabIndex={0} role="region" aria-label={`${title}: ${s('table')}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{s('time')}</th>
            {lines.map(({ color, label }) => (
              <th key={color} scope="col" class="right">
                {label || title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ time, cells }) => (
            <tr key={time}>
              <td>{f.moment(time * 1000)}</td>
              {cells.map((cell, index) => (
                <td key={lines[index]?.color} class="right">
                  {cellText(cell, format)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
