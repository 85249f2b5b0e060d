import type { ConnectionColumn, ConnectionFilter } from './connections';

/** What the view of connections shows, kept whole in the URL. */
export interface ConnectionQuery extends ConnectionFilter {
  sort: { column: ConnectionColumn; descending: boolean };
  /** Those that ended instead of those that are there. */
  ended: boolean;
  range: EndedRange;
}

export type EndedRange = '1h' | '24h' | '7d';
export const kEndedRanges: Record<EndedRange, number> = {
  '1h': 3600,
  '24h': 86_400,
  '7d': 7 * 86_400,
};

const kColumns: readonly ConnectionColumn[] = [
  'state',
  'stream',
  'role',
  'protocol',
  'node',
  'address',
  'agent',
  'since',
  'in',
  'out',
  'rtt',
  'loss',
  'headroom',
  'discards',
];
const kDefaultSort: ConnectionQuery['sort'] = { column: 'state', descending: false };

export function parseConnectionQuery(search: string): ConnectionQuery {
  const query = new URLSearchParams(search);
  const sort = query.get('sort') ?? '';
  const column = kColumns.find((known) => known === sort.replace(/^-/, ''));
  const role = query.get('role');
  const range = query.get('range') ?? '';
  return {
    query: query.get('q') ?? '',
    role: role === 'publisher' || role === 'reader' ? role : '',
    protocols: (query.get('protocol') ?? '').split(',').filter(Boolean),
    node: query.get('node') ?? '',
    troubled: query.get('show') === 'problems',
    sort: column ? { column, descending: sort.startsWith('-') } : kDefaultSort,
    ended: query.get('when') === 'ended',
    range: Object.hasOwn(kEndedRanges, range) ? (range as EndedRange) : '24h',
  };
}

export function formatConnectionQuery(query: ConnectionQuery): string {
  const search = new URLSearchParams();
  if (query.ended) search.set('when', 'ended');
  if (query.query) search.set('q', query.query);
  if (query.role) search.set('role', query.role);
  if (query.protocols.length) search.set('protocol', query.protocols.join(','));
  if (query.node) search.set('node', query.node);
  if (query.troubled) search.set('show', 'problems');
  if (query.sort.column !== kDefaultSort.column || query.sort.descending)
    search.set('sort', (query.sort.descending ? '-' : '') + query.sort.column);
  if (query.range !== '24h') search.set('range', query.range);
  return search.toString();
}

/** The same filter as parameters of /api/v1/sessions. */
export function sessionParameters(query: ConnectionQuery): Record<string, string> {
  return {
    ...(query.query && { q: query.query }),
    ...(query.role && { role: query.role }),
    ...(query.protocols.length && { protocol: query.protocols.join(',') }),
    ...(query.node && { node: query.node }),
  };
}
