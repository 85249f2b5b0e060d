import { fitColumns, type Fitting } from './fit_columns';
import type { SortColumn } from './rows';

export type ColumnId = SortColumn | 'spark';

/** `name` is wider if there is room. */
export interface Column extends Fitting {
  id: ColumnId;
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

export const fittingColumns = (width: number): Column[] => fitColumns(kColumns, width);

export const gridTemplate = (columns: readonly Column[]): string =>
  columns
    .map(({ id, width }) => (id === 'name' ? `minmax(${width}px, 1fr)` : `${width}px`))
    .join(' ');
