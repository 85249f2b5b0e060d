import { kColumns, type SortColumn } from './columns';
import { parseWindow, type Window } from './window';

/** In the order of the tabs and of the keys 1 to 5. */
export const kViews = ['streams', 'connections', 'hosts', 'events', 'about'] as const;
export type View = (typeof kViews)[number];
const kOwnQuery: ReadonlySet<View> = new Set(['connections', 'events']);

/** What is shown, kept whole in the URL's hash so that any view can be sent to a colleague. */
export interface Route {
  view: View;
  /** The query of a view that has one of its own. */
  own?: string;
  /** The stream in the drawer, or on a page of its own. */
  stream?: { node: string; name: string };
  full: boolean;
  /** Of a page of its own: this time instead of the newest `range`. */
  zoom: Window | null;
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

export type Range = '5m' | '1h' | '24h' | '7d';
export const kRanges: Record<Range, number> = {
  '5m': 300,
  '1h': 3600,
  '24h': 86_400,
  '7d': 604_800,
};
export const kDefaultSort: Sort = { column: 'state', descending: false };

export function parseRoute(hash: string): Route {
  const [path = '', ...rest] = hash.replace(/^#\/?/, '').split('?');
  const search = rest.join('?');
  const query = new URLSearchParams(search);
  const [view, node, ...name] = path.split('/');
  const route: Route = {
    view: kViews.find((known) => known === view) ?? 'streams',
    query: query.get('q') ?? '',
    show: query.get('show') ?? '',
    columns: query.get('columns') ?? '',
    sort: parseSort(query.get('sort') ?? ''),
    full: false,
    zoom: null,
    range: (Object.keys(kRanges) as Range[]).find((one) => one === query.get('range')) ?? '5m',
  };
  if (kOwnQuery.has(route.view)) return { ...route, query: '', show: '', own: search };
  if (view === 'stream' && node && name.length > 0) {
    try {
      route.stream = { node: decodeURIComponent(node), name: decodeURIComponent(name.join('/')) };
      route.zoom = parseWindow(query.get('from'), query.get('to'));
      route.full = route.zoom !== null || query.get('full') === '1';
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
  if (!route.stream && kOwnQuery.has(route.view))
    return `#/${route.view}${route.own ? `?${route.own}` : ''}`;
  const query = new URLSearchParams();
  if (route.query) query.set('q', route.query);
  if (route.show) query.set('show', route.show);
  if (route.columns) query.set('columns', route.columns);
  if (route.sort.column !== kDefaultSort.column || route.sort.descending) {
    query.set('sort', (route.sort.descending ? '-' : '') + route.sort.column);
  }
  if (route.range !== '5m') query.set('range', route.range);
  if (route.stream && route.full) {
    if (route.zoom) {
      query.set('from', String(route.zoom.from));
      query.set('to', String(route.zoom.to));
    } else query.set('full', '1');
  }
  const path = route.stream
    ? `stream/${encodeURIComponent(route.stream.node)}/${encodeURIComponent(route.stream.name)}`
    : route.view;
  const search = query.toString();
  return `#/${path}${search ? `?${search}` : ''}`;
}
