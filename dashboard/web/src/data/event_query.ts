import { kEventGroups, type EventGroup } from './event_types';
import { parseTime } from './window';

/** What the log of events shows, kept whole in the URL. */
export interface EventQuery {
  query: string;
  node: string;
  stream: string;
  /** '' for all but readers that came and went. */
  group: '' | EventGroup;
  /** '' for all. */
  severity: '' | 'warning' | 'critical';
  range: EventRange;
  /** Unix seconds, instead of a range up to now. */
  from?: number;
  to?: number;
}

export type EventRange = '1h' | '24h' | '7d';
export const kEventRanges: Record<EventRange, number> = {
  '1h': 3600,
  '24h': 86_400,
  '7d': 7 * 86_400,
};

export function parseEventQuery(search: string): EventQuery {
  const query = new URLSearchParams(search);
  const group = query.get('type') ?? '';
  const severity = query.get('severity') ?? '';
  const range = query.get('range') ?? '';
  const a = parseTime(query.get('from'));
  const b = parseTime(query.get('to'));
  const [from, to] = a !== undefined && b !== undefined && a > b ? [b, a] : [a, b];
  return {
    query: query.get('q') ?? '',
    node: query.get('node') ?? '',
    stream: query.get('stream') ?? '',
    group: Object.hasOwn(kEventGroups, group) ? (group as EventGroup) : '',
    severity: severity === 'warning' || severity === 'critical' ? severity : '',
    range: Object.hasOwn(kEventRanges, range) ? (range as EventRange) : '24h',
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

export function formatEventQuery(query: EventQuery): string {
  const search = new URLSearchParams();
  if (query.query) search.set('q', query.query);
  if (query.node) search.set('node', query.node);
  if (query.stream) search.set('stream', query.stream);
  if (query.group) search.set('type', query.group);
  if (query.severity) search.set('severity', query.severity);
  if (query.range !== '24h') search.set('range', query.range);
  if (query.from !== undefined) search.set('from', String(query.from));
  if (query.to !== undefined) search.set('to', String(query.to));
  return search.toString();
}

/** The same as parameters of /api/v1/events, without its time. */
export function eventParameters(query: EventQuery): Record<string, string> {
  const readers = query.group === 'readers';
  return {
    ...(query.query && { q: query.query }),
    ...(query.node && { node: query.node }),
    ...(query.stream && { stream: query.stream }),
    ...(query.group && !readers && { type: kEventGroups[query.group].join(',') }),
    ...(readers && { readers: '1' }),
    ...(query.severity && {
      severity: query.severity === 'critical' ? 'critical' : 'warning,critical',
    }),
  };
}
