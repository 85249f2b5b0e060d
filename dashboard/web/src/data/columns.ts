import { fitColumns, type Fitting } from './fit_columns';

export type SortColumn =
  | 'state'
  | 'name'
  | 'node'
  | 'source'
  | 'since'
  | 'in'
  | 'out'
  | 'tracks'
  | 'readers'
  | 'rtt'
  | 'lost'
  | 'latency'
  | 'errors'
  | 'changed'
  | 'loss'
  | 'total_in'
  | 'total_out'
  | 'receive'
  | 'capacity';
export type ColumnId = SortColumn | 'spark';

/** `name` is wider if there is room. */
export interface Column extends Fitting {
  id: ColumnId;
  right?: boolean;
  /** Not shown unless somebody asks for it. */
  extra?: boolean;
}

/** In the order of the screen. */
export const kColumns: readonly Column[] = [
  { id: 'state', width: 168, givesWay: 0 },
  { id: 'name', width: 140, givesWay: 0 },
  { id: 'node', width: 80, givesWay: 9 },
  { id: 'source', width: 88, givesWay: 6 },
  { id: 'since', width: 104, givesWay: 10, right: true },
  { id: 'in', width: 78, givesWay: 0, right: true },
  { id: 'spark', width: 84, givesWay: 7 },
  { id: 'out', width: 80, givesWay: 4, right: true },
  { id: 'tracks', width: 98, givesWay: 8 },
  { id: 'readers', width: 92, givesWay: 1, right: true },
  { id: 'rtt', width: 60, givesWay: 2, right: true },
  { id: 'lost', width: 72, givesWay: 3, right: true },
  { id: 'latency', width: 102, givesWay: 5, right: true },
  { id: 'errors', width: 74, givesWay: 11, right: true },
  { id: 'changed', width: 104, givesWay: 12, right: true },
  { id: 'loss', width: 92, givesWay: 13, right: true, extra: true },
  { id: 'total_in', width: 92, givesWay: 14, right: true, extra: true },
  { id: 'total_out', width: 92, givesWay: 15, right: true, extra: true },
  { id: 'receive', width: 112, givesWay: 16, right: true, extra: true },
  { id: 'capacity', width: 112, givesWay: 17, right: true, extra: true },
];

/** The list stays a list of streams whatever is chosen. */
const isFixed = (column: Column): boolean => column.id === 'state' || column.id === 'name';

/** What is shown when nobody chose. A single server's name says nothing. */
export const defaultColumns = (severalNodes: boolean): ColumnId[] =>
  kColumns
    .filter((column) => !column.extra && (severalNodes || column.id !== 'node'))
    .map((column) => column.id);

/** "in out rtt", as in the URL: those that were chosen; undefined: nobody chose. */
export function parseColumns(text: string): ColumnId[] | undefined {
  const words = new Set(text.split(' '));
  const chosen = kColumns.filter((column) => words.has(column.id)).map((column) => column.id);
  return chosen.length ? chosen : undefined;
}

/** In the order of the screen, whatever the order of choosing; '' for the default. */
export function formatColumns(chosen: Iterable<ColumnId>, severalNodes: boolean): string {
  const set = new Set(chosen);
  const text = kColumns
    .filter((column) => isFixed(column) || set.has(column.id))
    .map((column) => column.id)
    .join(' ');
  return text === defaultColumns(severalNodes).join(' ') ? '' : text;
}

export const choosable: readonly Column[] = kColumns.filter((column) => !isFixed(column));

/** Those of the chosen columns that fit whole. */
export const fittingColumns = (width: number, chosen: readonly ColumnId[]): Column[] =>
  fitColumns(
    kColumns.filter((column) => isFixed(column) || chosen.includes(column.id)),
    width,
  );

export const gridTemplate = (columns: readonly Column[]): string =>
  columns
    .map(({ id, width }) => (id === 'name' ? `minmax(${width}px, 1fr)` : `${width}px`))
    .join(' ');
