import type { SortColumn } from './rows';

export type ColumnId = SortColumn | 'spark';

export interface Column {
  id: ColumnId;
  /** Least width in px; of `name` more if there is room. */
  width: number;
  /** The columns with the largest numbers give way first when it gets narrow. */
  givesWay: number;
  right?: boolean;
}

/** In the order of the screen. */
export const kColumns: readonly Column[] = [
  { id: 'state', width: 168, givesWay: 0 },
  { id: 'name', width: 160, givesWay: 0 },
  { id: 'source', width: 100, givesWay: 5 },
  { id: 'in', width: 88, givesWay: 0, right: true },
  { id: 'spark', width: 96, givesWay: 6 },
  { id: 'out', width: 88, givesWay: 3, right: true },
  { id: 'readers', width: 76, givesWay: 1, right: true },
  { id: 'rtt', width: 74, givesWay: 2, right: true },
  { id: 'loss', width: 88, givesWay: 4, right: true },
  { id: 'since', width: 112, givesWay: 7, right: true },
];

/** Those columns that fit whole; a column is never cut in half. */
export function fittingColumns(width: number): Column[] {
  const columns = kColumns.slice();
  const needed = (): number => columns.reduce((sum, column) => sum + column.width, 0);
  while (needed() > width) {
    const leaving = columns.reduce((a, b) => (b.givesWay >= a.givesWay ? b : a));
    if (leaving.givesWay === 0) break;
    columns.splice(columns.indexOf(leaving), 1);
  }
  return columns;
}

export const gridTemplate = (columns: readonly Column[]): string =>
  columns
    .map(({ id, width }) => (id === 'name' ? `minmax(${width}px, 1fr)` : `${width}px`))
    .join(' ');
