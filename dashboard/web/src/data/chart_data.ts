import { kNone } from '../i18n/format';
import type { History } from './wire';

export type Value = number | null;

/** One line of a chart: means, and the least and most of each row where rows are sums over time. */
export interface Line {
  mean: readonly Value[];
  min?: readonly Value[] | undefined;
  max?: readonly Value[] | undefined;
}

const kNothing: Line = { mean: [] };

export function lineOf(history: History | undefined, series: string): Line {
  const column = history?.series[series];
  return column ? { mean: column.avg, min: column.min, max: column.max } : kNothing;
}

export const hasValues = (line: Line): boolean => line.mean.some((value) => value !== null);

/** The growth of a counter per second. A hole has no rate, nor has the first row after it; what fell began anew. */
export function perSecond(times: readonly number[], totals: readonly Value[]): Line {
  const mean = totals.map((total, row): Value => {
    const before = totals[row - 1] ?? null;
    const seconds = (times[row] ?? 0) - (times[row - 1] ?? 0);
    if (total === null || before === null || seconds <= 0) return null;
    return (total < before ? total : total - before) / seconds;
  });
  return { mean };
}

/** The sum of several lines; where one has no value the others count. */
export function sumOf(lines: readonly Line[]): Line {
  const rows = Math.max(0, ...lines.map((line) => line.mean.length));
  const mean = Array.from({ length: rows }, (_, row) => {
    const values = lines.map((line) => line.mean[row] ?? null).filter((value) => value !== null);
    return values.length ? values.reduce((a, b) => a + b, 0) : null;
  });
  return { mean };
}

export interface Summary {
  last: number;
  min: number;
  max: number;
  p95: number;
}

/** Undefined when the line has no value at all. */
export function summaryOf({ mean, min, max }: Line): Summary | undefined {
  const values = mean.filter((value) => value !== null);
  const last = values[values.length - 1];
  if (last === undefined) return undefined;
  const known = (column: readonly Value[] | undefined): number[] =>
    column?.filter((value) => value !== null) ?? [];
  const sorted = values.slice().sort((a, b) => a - b);
  return {
    last,
    min: least([...values, ...known(min)]),
    max: -least([...values, ...known(max)].map((value) => -value)),
    p95: sorted[Math.min(sorted.length - 1, Math.ceil(0.95 * sorted.length) - 1)] ?? last,
  };
}

/** Without spreading: a call has not room for any number of arguments. */
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));

export interface TableRow {
  time: number;
  /** Of each line its mean, and the least and most when they differ from it. */
  cells: { mean: Value; min: Value; max: Value }[];
}

/** A chart as a table of at most `most` rows; each sums up as many rows of the chart, newest first. */
export function tableRows(
  times: readonly number[],
  lines: readonly Line[],
  most: number,
): TableRow[] {
  const size = Math.max(1, Math.ceil(times.length / most));
  const rows: TableRow[] = [];
  for (let first = 0; first < times.length; first += size) {
    const cells = lines.map(({ mean, min = mean, max = mean }) => {
      const part = (column: readonly Value[]): number[] =>
        column.slice(first, first + size).filter((value) => value !== null);
      const values = part(mean);
      if (values.length === 0) return { mean: null, min: null, max: null };
      return {
        mean: values.reduce((a, b) => a + b, 0) / values.length,
        min: Math.min(...values, ...part(min)),
        max: Math.max(...values, ...part(max)),
      };
    });
    rows.push({ time: times[first] ?? 0, cells });
  }
  return rows.reverse();
}

/** What a line needs in a chart that draws bands: its mean, then its most and its least. */
export const bandColumns = ({ mean, min, max }: Line): (readonly Value[])[] => {
  const empty = mean.map(() => null);
  return [mean, max ?? empty, min ?? empty];
};

/** "1.11 Mbit/s (0.90 Mbit/s – 1.20 Mbit/s)": the range only where it shows. */
export function cellText(
  { mean, min, max }: TableRow['cells'][number],
  format: (value: Value) => string,
): string {
  if (mean === null) return kNone;
  const [low, high] = [format(min), format(max)];
  return low === high ? format(mean) : `${format(mean)} (${low} – ${high})`;
}
