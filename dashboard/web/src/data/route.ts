import { kColumns, type SortColumn } from './columns';

/** What is shown, kept whole in the URL's hash so that any view can be sent to a colleague. */
export interface Route {
  view: 'streams' | 'hosts';
  /** The stream in the drawer. */
  stream?: { node: string; name: string };
  query: string;
  /** The words of data/filters.ts; '' for all. */
  show: string;
  /** The words of data/columns.ts; '' when nobody chose. */
  columns: string;
  sort: Sort;
  range: Range;
}

export interface Sort {
  column: SortColumn;
  descending: boolean;
}

export type Range = '5m' | '1h';
export const kRanges: Record<Range, number> = { '5m': 300, '1h': 3600 };
export const kDefaultSort: Sort = { column: 'state', descending: false };

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const query = new URLSearchParams(search);
  const [view, node, ...name] = path.split('/');
  const route: Route = {
    view: view === 'hosts' ? 'hosts' : 'streams',
    query: query.get('q') ?? '',
    show: query.get('show') ?? '',
    columns: query.get('columns') ?? '',
    sort: parseSort(query.get('sort') ?? ''),
    range: query.get('range') === '1h' ? '1h' : '5m',
  };
  if (view === 'stream' && node && name.length > 0) {
    try {
      route.stream = { node: decodeURIComponent(node), name: decodeURIComponent(name.join('/')) };
    } catch {
      // A broken percent sequence, typed by hand: show the list.
    }
  }
  return route;
}

function parseSort(text: string): Sort {
  const id = text.replace(/^-/, '');
  const column = kColumns.map((known) => known.id).find((known) => known === id);
  return column && column !== 'spark' ? { column, descending: text.startsWith('-') } : kDefaultSort;
}

export function formatRoute(route: Route): string {
  const query = new URLSearchParams();
  if (route.query) query.set('q', route.query);
  if (route.show) query.set('show', route.show);
  if (route.columns) query.set('columns', route.columns);
  if (route.sort.column !== kDefaultSort.column || route.sort.descending) {
    query.set('sort', (route.sort.descending ? '-' : '') + route.sort.column);
  }
  if (route.range !== '5m') query.set('range', route.range);
  const path = route.stream
    ? `stream/${encodeURIComponent(route.stream.node)}/${encodeURIComponent(route.stream.name)}`
    : route.view;
  const search = query.toString();
  return `#/${path}${search ? `?${search}` : ''}`;
}
