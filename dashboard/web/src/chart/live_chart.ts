import uPlot from 'uplot';
import type { Mark } from '../data/marks';
import { color } from '../view/theme';

export interface LineSpec {
  /** Name of the custom property with the colour. */
  color: string;
  fill?: boolean;
  dash?: boolean;
  /** Three columns instead of one: the line, then the most and the least around it. */
  band?: boolean;
}

/** A time that is shaded: nobody answered, or nobody asked. */
export interface Shade {
  from: number;
  to: number;
  tone: 'bad' | 'off';
}

export interface Overlay {
  marks: readonly Mark[];
  shades: readonly Shade[];
}

const kNoOverlay: Overlay = { marks: [], shades: [] };

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
  /** A label of the time axis, whose labels are so many seconds apart. */
  clock: (ms: number, stepSeconds: number) => string;
  /** The row under the crosshair, or null when it has left. */
  pointed: (row: number | null) => void;
  /** Somebody dragged over a span of time; without it there is no dragging. */
  zoomed?: (from: number, to: number) => void;
  /** A double click, where dragging zooms. */
  reset?: () => void;
}

/** Wide enough for most labels, so that charts above each other begin at the same place. */
const kLeastAxis = 72;
const kFont = '11px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const kTimeSteps = [
  1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800,
];
export const kWholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 100000];

/** uPlot with this page's axes, colours and gaps. Owns the canvas inside `parent`; not a component, so it never re-renders. */
export class LiveChart {
  private readonly plot: uPlot;
  private readonly resized: ResizeObserver;
  private from = 0;
  private to = 1;
  private overlay = kNoOverlay;

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
          // The other charts follow the crosshair, but each drag is one zoom.
          sync: { key: spec.sync, filters: { pub: (type) => type === 'mousemove' } },
          y: false,
          drag: { x: spec.zoomed !== undefined, y: false, setScale: false },
          bind: { dblclick: () => () => (spec.reset?.(), null) },
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
            size: 25,
            gap: 7,
            space: 68,
            incrs: kTimeSteps,
            values: (_, splits, __, ___, step) =>
              splits.map((time) => spec.clock(time * 1000, step)),
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
          ...spec.lines.flatMap((line) => [
            {
              stroke: () => color(line.color),
              width: 1.5,
              spanGaps: false,
              points: { show: false },
              ...(line.dash ? { dash: [5, 4] } : {}),
              ...(line.fill ? { fill: () => withAlpha(color(line.color), 0.1) } : {}),
            },
            ...(line.band ? [kEdge, kEdge] : []),
          ]),
        ],
        bands: bandsOf(spec.lines),
        hooks: {
          setCursor: [(plot) => spec.pointed(plot.cursor.idx ?? null)],
          setSelect: [(plot) => select(plot, spec)],
          drawClear: [(plot) => drawShades(plot, this.overlay.shades)],
          draw: [(plot) => drawMarks(plot, this.overlay.marks)],
        },
      },
      [[], ...spec.lines.flatMap((line) => (line.band ? [[], [], []] : [[]]))],
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
    overlay: Overlay = kNoOverlay,
  ): void {
    this.from = from;
    this.to = to;
    this.overlay = overlay;
    this.plot.setData([times, ...columns] as unknown as uPlot.AlignedData);
  }

  /** Puts the crosshair on a time, here and in the charts of the same key. */
  point(time: number): void {
    this.plot.setCursor({ left: this.plot.valToPos(time, 'x'), top: 1 });
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

/** The edges of a band are seen by its fill alone, and never under the crosshair. */
const kEdge: uPlot.Series = { spanGaps: false, points: { show: false } };

function bandsOf(lines: readonly LineSpec[]): uPlot.Band[] {
  const bands: uPlot.Band[] = [];
  let series = 1;
  for (const line of lines) {
    if (line.band)
      bands.push({
        series: [series + 1, series + 2],
        fill: () => withAlpha(color(line.color), 0.22),
      });
    series += line.band ? 3 : 1;
  }
  return bands;
}

/** Fewer pixels are a click. */
const kLeastDrag = 5;

function select(plot: uPlot, spec: ChartSpec): void {
  const { left, width } = plot.select;
  if (width === 0) return;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  if (width >= kLeastDrag)
    spec.zoomed?.(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
}

function drawShades(plot: uPlot, shades: readonly Shade[]): void {
  const { ctx, bbox } = plot;
  for (const shade of shades) {
    const left = Math.max(bbox.left, plot.valToPos(shade.from, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(shade.to, 'x', true));
    if (right <= left) continue;
    ctx.fillStyle = withAlpha(color(shade.tone), shade.tone === 'bad' ? 0.14 : 0.1);
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
}

function drawMarks(plot: uPlot, marks: readonly Mark[]): void {
  const { ctx, bbox } = plot;
  const scale = window.devicePixelRatio || 1;
  ctx.save();
  ctx.lineWidth = scale;
  ctx.setLineDash([3 * scale, 3 * scale]);
  for (const mark of marks) {
    const x = Math.round(plot.valToPos(mark.time, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = color(mark.tone);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

const withAlpha = (rgb: string, alpha: number): string =>
  rgb.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);
