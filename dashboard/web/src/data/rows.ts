import type { SortColumn } from './columns';
import type { LiveState } from './reducer';
import type { NodeMeta, Problem, Reason, Stream, StreamState } from './wire';

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

const kMutedRank = kRank.offline;

/** The reasons that hold now, without those that are over. */
export const activeReasons = (reasons: Reason[] | null | undefined): Reason[] =>
  (reasons ?? []).filter((reason) => !reason.ended);

/** Its bits come in, well or badly. */
const flows = ({ state }: Stream): boolean => state === 'live' || state === 'degraded';

/** Smaller is worse, and what does not come at all is worst. Equal ranks keep the order of names. */
export function severityRank(stream: Stream): number {
  const own = kRank[stream.state] ?? kRank.unknown;
  // Seen by somebody: behind what is not, before what is well.
  if (stream.muted_until) return Math.max(own, kMutedRank);
  let worst = own;
  for (const reason of stream.reasons ?? []) {
    if (reason.ended) continue;
    if (reason.severity === 'critical') worst = Math.min(worst, flows(stream) ? 1 : 0);
    if (reason.severity === 'warning') worst = Math.min(worst, 2);
  }
  return worst;
}

/** What players miss: of SRT beyond repair, of RTP whatever did not come. */
export const lostOf = (stream: Stream): number | undefined =>
  stream.unrecovered_loss_ratio ?? stream.rtp_loss_ratio ?? undefined;

/** How many round trips there are to repair a packet; an SRT link wants at least three or four. */
export function latencyRatio({ latency_seconds, rtt_seconds }: Stream): number | undefined {
  if (typeof latency_seconds !== 'number' || typeof rtt_seconds !== 'number') return undefined;
  return latency_seconds > 0 && rtt_seconds > 0 ? latency_seconds / rtt_seconds : undefined;
}

/**
 * When something last happened: its state or availability changed, a reason began or ended. As the text that it is in: all times
 * have one form, so that their order is that of their texts, and thousands need not be read at each update.
 */
function lastChangeText({ since, available_since, reasons }: Stream): string {
  let last = since ?? '';
  if (available_since && available_since > last) last = available_since;
  for (const reason of reasons ?? []) {
    if (reason.since && reason.since > last) last = reason.since;
    if (reason.ended && reason.ended > last) last = reason.ended;
  }
  return last;
}

/** The same in ms. */
export function lastChange(stream: Stream): number | undefined {
  const ms = Date.parse(lastChangeText(stream));
  return Number.isNaN(ms) ? undefined : ms;
}

/** `from`: a time in the form of the server's. */
export const hasChangedSince = (stream: Stream, from: string): boolean =>
  lastChangeText(stream) >= from;

/** What somebody has to look at, unless it is muted. A stream that is not connected may be on demand, and a slate may be meant: the exporter's reasons tell. */
export function isProblem(stream: Stream): boolean {
  if (stream.muted_until) return false;
  switch (stream.state) {
    case 'stalled':
    case 'degraded':
    case 'missing':
      return true;
    case 'offline':
    case 'standby':
    case 'gone':
      return activeReasons(stream.reasons).some((reason) => (reason.severity ?? 'info') !== 'info');
    default:
      return false;
  }
}

const isOfServer = (problem: Problem): boolean => !problem.muted_until && !problem.streams?.length;

export const isDown = (node: NodeMeta): boolean => node.up === false;

/** Of servers about which nothing can be known, because Redis cannot be read, none is called down. */
export const downNodes = ({ nodes, redis }: LiveState): NodeMeta[] =>
  redis.ok ? [...nodes.values()].filter(isDown) : [];

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
      const readers = stream.readers_by_protocol;
      for (const protocol in readers)
        sum.readersByProtocol[protocol] =
          (sum.readersByProtocol[protocol] ?? 0) + (readers[protocol] ?? 0);
    }
  }
  sum.nodesDown = downNodes(state).length;
  for (const node of state.nodes.values()) {
    if (!isDown(node)) sum.serverProblems += (node.problems ?? []).filter(isOfServer).length;
  }
  return sum;
}

export type StateWord = (stream: Stream) => string;

/** The readers of a stream that is gone have left with it. */
export const readersOf = (stream: Stream): number | undefined =>
  stream.state === 'gone' ? undefined : (stream.readers ?? undefined);

/** All keys by name. Comparing names is the dear part of sorting, so it is done once per change of the population. */
export function keysByName(streams: LiveState['streams'], locale: string): string[] {
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  return [...streams]
    .sort(
      ([, a], [, b]) =>
        collator.compare(a.name, b.name) ||
        collator.compare(a.node, b.node) ||
        (a.name < b.name ? -1 : 1),
    )
    .map(([key]) => key);
}

const newestFirst = (ms: number | undefined): number | undefined =>
  ms === undefined || Number.isNaN(ms) ? undefined : -ms;

/** The value a column sorts by; undefined (not known) comes last in both directions. */
export function sortValue(stream: Stream, column: SortColumn): number | string | undefined {
  switch (column) {
    case 'state':
      return severityRank(stream);
    case 'name':
      return stream.name;
    case 'node':
      return stream.node;
    case 'source':
      return stream.source?.protocol ?? undefined;
    case 'since':
      return newestFirst(Date.parse(stream.since ?? ''));
    case 'in':
      return stream.inbound_bits_per_second ?? undefined;
    case 'out':
      return stream.outbound_bits_per_second ?? undefined;
    case 'tracks':
      return stream.tracks?.find((track) => track.height)?.height ?? undefined;
    case 'readers':
      return readersOf(stream);
    case 'rtt':
      return stream.rtt_seconds ?? undefined;
    case 'lost':
      return lostOf(stream);
    case 'latency':
      return latencyRatio(stream);
    case 'errors':
      return stream.inbound_frames_in_error_total ?? undefined;
    case 'changed':
      return newestFirst(lastChange(stream));
    case 'loss':
      return stream.link_loss_ratio ?? undefined;
    case 'total_in':
      return stream.inbound_bytes_total ?? undefined;
    case 'total_out':
      return stream.outbound_bytes_total ?? undefined;
    case 'receive':
      return stream.receive_bits_per_second ?? undefined;
    case 'capacity':
      return stream.link_capacity_bits_per_second ?? undefined;
  }
}

/** `rows`: in the order of their names, which is that of ties too, so that rows never swap without a cause. */
export function sortRows(
  rows: readonly Row[],
  { column, descending }: { column: SortColumn; descending: boolean },
): Row[] {
  if (column === 'name') return descending ? [...rows].reverse() : [...rows];
  const sign = descending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: sortValue(row.stream, column) }))
    .sort(({ value: a }, { value: b }) => {
      if (a === b) return 0;
      if (a === undefined) return 1;
      if (b === undefined) return -1;
      return a < b ? -sign : sign;
    })
    .map(({ row }) => row);
}

/** Keeps the order that is on the screen: known rows stay where they are, new ones come last. */
export function keepOrder<R extends { key: string }>(
  rows: readonly R[],
  shown: readonly { key: string }[],
): R[] {
  const place = new Map(shown.map(({ key }, index) => [key, index]));
  const last = shown.length;
  return rows
    .map((row, index) => ({ row, at: place.get(row.key) ?? last + index }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}
