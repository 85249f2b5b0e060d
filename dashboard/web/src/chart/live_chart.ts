import uPlot from 'uplot';
import { color } from '../view/theme';

export interface LineSpec {
  /** Name of the custom property with the colour. */
  color: string;
  fill?: boolean;
}

export interface ChartSpec {
  lines: readonly LineSpec[];
  height: number;
  /** Charts with the same key share the crosshair. */
  sync: string;
  /** Label of a value at the y axis, with its unit. */
  axis: (value: number, span: number) => string;
  /** Least upper end of the y axis. */
  atLeast: number;
  /** A fixed upper end, for ratios. */
  top?: number;
  /** Distances that the labels of the y axis may have. */
  steps?: readonly number[];
  clock: (ms: number, withSeconds?: boolean) => string;
  /** The row under the crosshair, or null when it has left. */
  pointed: (row: number | null) => void;
}

/** Wide enough for most labels, so that charts above each other begin at the same place. */
const kLeastAxis = 72;
const kFont = '11px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const kTimeSteps = [10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400];
export const kWholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 100000];

/** uPlot with this page's axes, colours and gaps. Owns the canvas inside `parent`; not a component, so it never re-renders. */
export class LiveChart {
  private readonly plot: uPlot;
  private readonly resized: ResizeObserver;
  private from = 0;
  private to = 1;

  constructor(parent: HTMLElement, spec: ChartSpec) {
    const muted = (): string => color('mut');
    const grid = { stroke: () => color('grid'), width: 1 };
    this.plot = new uPlot(
      {
        width: Math.max(parent.clientWidth, 120),
        height: spec.height,
        padding: [8, 10, 0, 0],
        legend: { show: false },
        cursor: {
          sync: { key: spec.sync },
          y: false,
          drag: { x: false, y: false },
          points: { size: 6 },
        },
        scales: {
          x: { time: true, auto: false, range: () => [this.from, this.to] },
          y: { range: (_, __, max) => [0, spec.top ?? Math.max(spec.atLeast, (max ?? 0) * 1.18)] },
        },
        axes: [
          {
            stroke: muted,
            font: kFont,
            grid: { show: false },
            ticks: { show: false },
            size: 22,
            gap: 4,
            space: 68,
            incrs: kTimeSteps,
            values: (_, splits, __, ___, step) =>
              splits.map((time) => spec.clock(time * 1000, step < 60)),
          },
          {
            stroke: muted,
            font: kFont,
            grid,
            ticks: { show: false },
            gap: 6,
            space: 26,
            ...(spec.steps ? { incrs: [...spec.steps] } : {}),
            values: (_, splits) =>
              splits.map((value) => spec.axis(value, splits[splits.length - 1] ?? 0)),
            size: (plot, labels) => labelWidth(plot, labels),
          },
        ],
        series: [
          {},
          ...spec.lines.map((line) => ({
            stroke: () => color(line.color),
            width: 1.5,
            spanGaps: false,
            points: { show: false },
            ...(line.fill ? { fill: () => withAlpha(color(line.color), 0.1) } : {}),
          })),
        ],
        hooks: { setCursor: [(plot) => spec.pointed(plot.cursor.idx ?? null)] },
      },
      [[], ...spec.lines.map(() => [])],
      parent,
    );
    this.resized = new ResizeObserver(() => {
      const width = parent.clientWidth;
      if (width > 0 && width !== this.plot.width) this.plot.setSize({ width, height: spec.height });
    });
    this.resized.observe(parent);
  }

  update(
    times: readonly number[],
    columns: readonly (readonly (number | null)[])[],
    from: number,
    to: number,
  ): void {
    this.from = from;
    this.to = to;
    this.plot.setData([times, ...columns] as unknown as uPlot.AlignedData);
  }

  /** After a change of the theme or the language. */
  redraw(): void {
    this.plot.redraw(false, true);
  }

  destroy(): void {
    this.resized.disconnect();
    this.plot.destroy();
  }
}

function labelWidth(plot: uPlot, labels: string[] | null): number {
  if (!labels?.length) return kLeastAxis;
  plot.ctx.save();
  plot.ctx.font = kFont;
  const widest = Math.max(...labels.map((label) => plot.ctx.measureText(label).width));
  plot.ctx.restore();
  return Math.max(kLeastAxis, Math.ceil(widest) + 12);
}

const withAlpha = (rgb: string, alpha: number): string =>
  rgb.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);
