import type { LiveState } from './reducer';
import type { NodeMeta, Problem, Reason, Stream, StreamState } from './wire';

export type SortColumn =
  'state' | 'name' | 'source' | 'in' | 'out' | 'readers' | 'rtt' | 'loss' | 'since';

export interface Row {
  key: string;
  stream: Stream;
  /** The node cannot be asked: the values are the last known ones. */
  stale: boolean;
}

const kRank: Record<StreamState, number> = {
  missing: 0,
  stalled: 0,
  degraded: 2,
  unknown: 3,
  standby: 4,
  starting: 5,
  gone: 6,
  offline: 6,
  live: 7,
  idle: 8,
};

/** The reasons that hold now, without those that are over. */
export const activeReasons = (reasons: Reason[] | null | undefined): Reason[] =>
  (reasons ?? []).filter((reason) => !reason.ended);

/** Its bits come in, well or badly. */
const flows = ({ state }: Stream): boolean => state === 'live' || state === 'degraded';

/** Smaller is worse, and what does not come at all is worst. Equal ranks keep the order of names. */
export function severityRank(stream: Stream): number {
  const own = kRank[stream.state] ?? kRank.unknown;
  let worst = own;
  for (const reason of activeReasons(stream.reasons)) {
    if (reason.severity === 'critical') worst = Math.min(worst, flows(stream) ? 1 : 0);
    if (reason.severity === 'warning') worst = Math.min(worst, 2);
  }
  return worst;
}

/** Of SRT what was lost on the way, most of it repaired; of RTP what was lost for good. */
export const lossOf = (stream: Stream): number | null | undefined =>
  stream.link_loss_ratio ?? stream.rtp_loss_ratio;

/** What somebody has to look at. A stream that is not connected may be on demand, and a slate may be meant: the exporter's reasons tell. */
export function isProblem(stream: Stream): boolean {
  switch (stream.state) {
    case 'stalled':
    case 'degraded':
    case 'missing':
      return true;
    case 'offline':
    case 'standby':
      return activeReasons(stream.reasons).some((reason) => (reason.severity ?? 'info') !== 'info');
    default:
      return false;
  }
}

const isOfServer = (problem: Problem): boolean =>
  !problem.muted_until && !problem.streams?.length;

export const isDown = (node: NodeMeta): boolean => node.up === false;

export interface Totals {
  streams: number;
  live: number;
  byState: Partial<Record<StreamState, number>>;
  problemStreams: number;
  problemsByState: Partial<Record<StreamState, number>>;
  nodesDown: number;
  /** Of servers that answer, and of no stream. */
  serverProblems: number;
  /** NaN as long as no row has a value: unknown is not zero. */
  inbound: number;
  outbound: number;
  readers: number;
  readersSilent: number;
  readersByProtocol: Record<string, number>;
}

/** The sums of the columns of the table, over all rows. */
export function totals(state: LiveState): Totals {
  const sum: Totals = {
    streams: state.streams.size,
    live: 0,
    byState: {},
    problemStreams: 0,
    problemsByState: {},
    nodesDown: 0,
    serverProblems: 0,
    inbound: NaN,
    outbound: NaN,
    readers: NaN,
    readersSilent: 0,
    readersByProtocol: {},
  };
  const add = (total: number, value: number | null | undefined): number =>
    typeof value === 'number' ? (Number.isNaN(total) ? value : total + value) : total;
  for (const stream of state.streams.values()) {
    sum.byState[stream.state] = (sum.byState[stream.state] ?? 0) + 1;
    if (flows(stream)) sum.live += 1;
    if (isProblem(stream)) {
      sum.problemStreams += 1;
      sum.problemsByState[stream.state] = (sum.problemsByState[stream.state] ?? 0) + 1;
    }
    sum.inbound = add(sum.inbound, stream.inbound_bits_per_second);
    sum.outbound = add(sum.outbound, stream.outbound_bits_per_second);
    if (stream.state !== 'gone') {
      sum.readers = add(sum.readers, stream.readers);
      sum.readersSilent += stream.readers_silent ?? 0;
      for (const [protocol, count] of Object.entries(stream.readers_by_protocol ?? {})) {
        sum.readersByProtocol[protocol] = (sum.readersByProtocol[protocol] ?? 0) + count;
      }
    }
  }
  for (const node of state.nodes.values()) {
    if (isDown(node)) sum.nodesDown += 1;
    else sum.serverProblems += (node.problems ?? []).filter(isOfServer).length;
  }
  return sum;
}

/** The readers of a stream that is gone have left with it. */
export const readersOf = (stream: Stream): number | undefined =>
  stream.state === 'gone' ? undefined : (stream.readers ?? undefined);

export type StateWord = (stream: Stream) => string;

/** All words must occur somewhere in what the row says: name, title, node, protocol or state word. */
export function filterRows(
  rows: readonly Row[],
  query: string,
  show: string,
  word: StateWord,
): Row[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && !show) return rows.slice();
  return rows.filter(({ stream }) => {
    if (show === 'problems' ? !isProblem(stream) : show && stream.state !== show) return false;
    if (words.length === 0) return true;
    const text = [
      stream.name,
      stream.title ?? '',
      stream.node,
      stream.source?.protocol ?? '',
      word(stream),
    ]
      .join(' ')
      .toLowerCase();
    return words.every((part) => text.includes(part));
  });
}

export type NameRank = ReadonlyMap<string, number>;

/** Comparing names is the dear part of sorting, so it is done once per change of the population. */
export function rankNames(streams: LiveState['streams'], locale: string): NameRank {
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  const entries = [...streams].sort(
    ([, a], [, b]) =>
      collator.compare(a.name, b.name) ||
      collator.compare(a.node, b.node) ||
      (a.name < b.name ? -1 : 1),
  );
  return new Map(entries.map(([key], index) => [key, index]));
}

/** The value a column sorts by; undefined (not known) comes last in both directions. */
export function sortValue(stream: Stream, column: SortColumn): number | string | undefined {
  switch (column) {
    case 'state':
      return severityRank(stream);
    case 'name':
      return 0;
    case 'source':
      return stream.source?.protocol ?? undefined;
    case 'in':
      return stream.inbound_bits_per_second ?? undefined;
    case 'out':
      return stream.outbound_bits_per_second ?? undefined;
    case 'readers':
      return readersOf(stream);
    case 'rtt':
      return stream.rtt_seconds ?? undefined;
    case 'loss':
      return lossOf(stream) ?? undefined;
    case 'since':
      return stream.since ? -Date.parse(stream.since) : undefined;
  }
}

/** Sorts in place and returns the rows; ties are in the order of names, so that rows never swap without a cause. */
export function sortRows(
  rows: Row[],
  sort: { column: SortColumn; descending: boolean },
  names: NameRank,
): Row[] {
  const sign = sort.descending ? -1 : 1;
  const nameSign = sort.column === 'name' ? sign : 1;
  const decorated = rows.map((row) => ({
    row,
    value: sortValue(row.stream, sort.column),
    name: names.get(row.key) ?? 0,
  }));
  decorated.sort((a, b) => {
    if (a.value !== b.value) {
      if (a.value === undefined) return 1;
      if (b.value === undefined) return -1;
      return a.value < b.value ? -sign : sign;
    }
    return nameSign * (a.name - b.name);
  });
  decorated.forEach(({ row }, index) => (rows[index] = row));
  return rows;
}

/** Keeps the order that is on the screen: known rows stay where they are, new ones come last. */
export function keepOrder<R extends { key: string }>(
  rows: readonly R[],
  shown: readonly string[],
): R[] {
  const place = new Map(shown.map((key, index) => [key, index]));
  const last = shown.length;
  return rows
    .map((row, index) => ({ row, at: place.get(row.key) ?? last + index }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}
