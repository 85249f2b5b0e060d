import { activeReasons } from './rows';
import type { Connection, Reason } from './wire';

/** What the table shows of a connection; the whole has some sixty figures. */
export const kConnectionFields = [
  'protocol',
  'role',
  'stream',
  'state',
  'remote_addr',
  'user',
  'user_agent',
  'created',
  'established',
  'internal',
  'silent',
  'silent_since',
  'inbound_bits_per_second',
  'outbound_bits_per_second',
  'reasons',
  'srt.rtt_seconds',
  'srt.rtt_to_latency_ratio',
  'srt.latency_seconds',
  'srt.link_loss_ratio',
  'srt.frames_discarded_total',
  'rtsp.transport',
  'rtsp.rtp_loss_ratio',
  'rtsp.reported_loss_ratio',
  'rtsp.rtp_packets_discarded_total',
  'webrtc.rtp_loss_ratio',
  'webrtc.frames_discarded_total',
  'rtmp.frames_discarded_total',
  'hls.frames_discarded_total',
  'moq.transport',
] as const;

export type ConnectionColumn =
  | 'state'
  | 'stream'
  | 'role'
  | 'protocol'
  | 'node'
  | 'address'
  | 'agent'
  | 'since'
  | 'in'
  | 'out'
  | 'rtt'
  | 'loss'
  | 'headroom'
  | 'discards';

export interface ConnectionRow {
  key: string;
  connection: Connection;
}

export type Health = 'critical' | 'warning' | 'silent' | 'connecting' | 'ok';
const kHealthRank: Record<Health, number> = {
  critical: 0,
  silent: 1,
  warning: 2,
  connecting: 3,
  ok: 4,
};

/** The worst that is known of it. */
export function healthOf({ silent, established, reasons }: Connection): Health {
  const worst = worstReason(reasons)?.severity;
  if (worst === 'critical') return 'critical';
  if (silent) return 'silent';
  if (worst === 'warning') return 'warning';
  return established === false ? 'connecting' : 'ok';
}

export const worstReason = (reasons: Reason[] | null | undefined): Reason | undefined => {
  const active = activeReasons(reasons);
  return (
    active.find((reason) => reason.severity === 'critical') ??
    active.find((reason) => reason.severity === 'warning')
  );
};

export const isTroubled = (connection: Connection): boolean =>
  kHealthRank[healthOf(connection)] < kHealthRank.connecting;

/** Of SRT what was lost on the way, most of it repaired; of RTP what was lost for good. */
export const lossOfConnection = ({ srt, rtsp, webrtc }: Connection): number | undefined =>
  srt?.link_loss_ratio ??
  rtsp?.rtp_loss_ratio ??
  rtsp?.reported_loss_ratio ??
  webrtc?.rtp_loss_ratio ??
  webrtc?.reported_loss_ratio ??
  undefined;

/** SRT: how many round trips fit into the latency. Each is one chance to repair a loss. */
export function headroomOf({ srt }: Connection): number | undefined {
  const ratio = srt?.rtt_to_latency_ratio;
  if (typeof ratio === 'number') return ratio > 0 ? 1 / ratio : undefined;
  const { rtt_seconds: rtt, latency_seconds: latency } = srt ?? {};
  return rtt && latency != null ? latency / rtt : undefined;
}

/** Frames or packets that were thrown away because a reader is too slow. */
export const discardsOf = (connection: Connection): number | undefined =>
  connection.srt?.frames_discarded_total ??
  connection.rtsp?.rtp_packets_discarded_total ??
  connection.webrtc?.frames_discarded_total ??
  connection.rtmp?.frames_discarded_total ??
  connection.hls?.frames_discarded_total ??
  undefined;

/** "RTSP/TCP" as words of the protocol alone: the transport, where there is a choice. */
export const transportOf = ({ rtsp, moq }: Connection): string =>
  rtsp?.transport ?? moq?.transport ?? '';

/** Ids are unique within a protocol of a node. */
export const connectionRows = (list: readonly Connection[]): ConnectionRow[] =>
  list.map((connection) => ({
    key: `${connection.node} ${connection.protocol} ${connection.id}`,
    connection,
  }));

export interface ConnectionFilter {
  query: string;
  role: '' | 'publisher' | 'reader';
  protocols: readonly string[];
  node: string;
  troubled: boolean;
}

export function filterConnections(
  rows: readonly ConnectionRow[],
  filter: ConnectionFilter,
): ConnectionRow[] {
  const words = filter.query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ connection }) => {
    if (filter.role && connection.role !== filter.role) return false;
    if (filter.protocols.length && !filter.protocols.includes(connection.protocol)) return false;
    if (filter.node && connection.node !== filter.node) return false;
    if (filter.troubled && !isTroubled(connection)) return false;
    if (words.length === 0) return true;
    const text = textOf(connection);
    return words.every((word) => text.includes(word));
  });
}

const textOf = (connection: Connection): string =>
  [
    connection.stream,
    connection.node,
    connection.protocol,
    transportOf(connection),
    connection.role,
    connection.remote_addr,
    connection.user,
    connection.user_agent,
    connection.id,
  ]
    .join(' ')
    .toLowerCase();

/** Compares like people count: cam/2 before cam/10, 192.0.2.9 before 192.0.2.10. Cheap for thousands. */
export const natural = (text: string): string =>
  text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(10, '0'));

const kNumeric: ReadonlySet<ConnectionColumn> = new Set([
  'in',
  'out',
  'rtt',
  'loss',
  'headroom',
  'discards',
]);
/** Numbers are looked at from the largest down; but little headroom is what is bad. */
export const descendingFirst = (column: ConnectionColumn): boolean =>
  kNumeric.has(column) && column !== 'headroom';

/** The value a column sorts by; undefined (not known) comes last in both directions. */
export function connectionValue(
  connection: Connection,
  column: ConnectionColumn,
): number | string | undefined {
  const known = (text: string | null | undefined) => (text ? natural(text) : undefined);
  switch (column) {
    case 'state':
      return kHealthRank[healthOf(connection)];
    case 'stream':
      return known(connection.stream);
    case 'role':
      return connection.role;
    case 'protocol':
      return `${connection.protocol} ${transportOf(connection)}`;
    case 'node':
      return natural(connection.node);
    case 'address':
      return known(connection.remote_addr);
    case 'agent':
      return known(connection.user_agent);
    case 'since':
      return connection.created ? -Date.parse(connection.created) : undefined;
    case 'in':
      return connection.inbound_bits_per_second ?? undefined;
    case 'out':
      return connection.outbound_bits_per_second ?? undefined;
    case 'rtt':
      return connection.srt?.rtt_seconds ?? undefined;
    case 'loss':
      return lossOfConnection(connection);
    case 'headroom':
      return headroomOf(connection);
    case 'discards':
      return discardsOf(connection);
  }
}

/** A new array; ties are in the order of stream, role and id, so that rows never swap without a cause. */
export function sortConnections(
  rows: readonly ConnectionRow[],
  sort: { column: ConnectionColumn; descending: boolean },
): ConnectionRow[] {
  const sign = sort.descending ? -1 : 1;
  const decorated = rows.map((row) => ({
    row,
    value: connectionValue(row.connection, sort.column),
    tie: `${natural(row.connection.stream ?? '')} ${row.connection.role} ${row.key}`,
  }));
  decorated.sort((a, b) => {
    if (a.value !== b.value) {
      if (a.value === undefined) return 1;
      if (b.value === undefined) return -1;
      return a.value < b.value ? -sign : sign;
    }
    return a.tie < b.tie ? -1 : Number(a.tie > b.tie);
  });
  return decorated.map(({ row }) => row);
}
