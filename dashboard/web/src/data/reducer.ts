import type {
  FeedMessage,
  Host,
  NodeMeta,
  NumberColumn,
  RedisState,
  SnapshotMessage,
  Stream,
  StreamPatch,
  UpdateMessage,
} from './wire';

/** All that the page knows about the world. Never changed in place: each message makes a new one. */
export interface LiveState {
  /** A random word per start of the dashboard. */
  readonly instance: string;
  readonly seq: number;
  readonly version: string;
  readonly redis: RedisState;
  readonly nodes: ReadonlyMap<string, NodeMeta>;
  readonly streams: ReadonlyMap<string, Stream>;
  readonly hosts: ReadonlyMap<string, Host>;
  /** Keys of streams by row. */
  readonly rows: ReadonlyMap<number, string>;
  /** Another object whenever the set of streams is another one. */
  readonly population: object;
}

export type Reduced = { kind: 'ok'; state: LiveState } | { kind: 'gap' };

/** Nodes are [A-Za-z0-9._-]+, so the first slash ends the node whatever the name holds. */
export const streamKey = (node: string, name: string): string => `${node}/${name}`;

/**
 * Folds one message into the state. `gap` means that a message was missed (or none came first):
 * the connection must be opened anew.
 */
export function reduce(state: LiveState | null, message: FeedMessage): Reduced {
  switch (message.type) {
    case 'snapshot':
      return { kind: 'ok', state: fromSnapshot(message) };
    case 'update':
      if (!state || (message.after_seq ?? message.seq - 1) !== state.seq) return { kind: 'gap' };
      return { kind: 'ok', state: applyUpdate(state, message) };
  }
}

const rowOf = ({ row, node, name }: Stream): [number, string][] =>
  typeof row === 'number' ? [[row, streamKey(node, name)]] : [];

function fromSnapshot(message: SnapshotMessage): LiveState {
  return {
    instance: message.instance,
    seq: message.seq,
    version: message.version ?? '',
    redis: message.redis ?? { ok: true },
    nodes: new Map((message.nodes ?? []).map((node) => [node.node, node])),
    streams: new Map((message.streams ?? []).map((s) => [streamKey(s.node, s.name), s])),
    hosts: new Map((message.hosts ?? []).map((host) => [host.host, host])),
    rows: new Map((message.streams ?? []).flatMap(rowOf)),
    population: {},
  };
}

function applyUpdate(state: LiveState, message: UpdateMessage): LiveState {
  let { nodes, hosts } = state;
  if (message.nodes?.length) {
    nodes = new Map([...nodes, ...message.nodes.map((node) => [node.node, node] as const)]);
  }
  if (message.hosts?.length) {
    hosts = new Map([...hosts, ...message.hosts.map((host) => [host.host, host] as const)]);
  }
  return {
    ...state,
    ...applyStreams(state, message),
    seq: message.seq,
    redis: message.redis ?? state.redis,
    nodes,
    hosts,
  };
}

function applyStreams(
  { streams, rows, population }: LiveState,
  message: UpdateMessage,
): Pick<LiveState, 'streams' | 'rows' | 'population'> {
  const numbers = Object.entries(message.numbers ?? {});
  if (
    !message.streams?.length &&
    !message.whole?.length &&
    !numbers.length &&
    !message.removed?.length
  )
    return { streams, rows, population };
  const next = new Map(streams);
  for (const patch of message.streams ?? []) {
    const key = streamKey(patch.node, patch.name);
    next.set(key, merge(next.get(key), patch));
  }
  const copies: Copies = [];
  for (const [member, column] of numbers) applyColumn(next, rows, copies, member, column);
  for (const stream of message.whole ?? []) {
    const key = streamKey(stream.node, stream.name);
    next.set(key, stream);
  }
  const keys = rowsAfter(rows, [...(message.streams ?? []), ...(message.whole ?? [])]);
  for (const [node, name] of message.removed ?? []) next.delete(streamKey(node, name));
  const changed = next.size !== streams.size || Boolean(message.removed?.length);
  return { streams: next, rows: keys, population: changed ? {} : population };
}

/** By row: streams that may be changed, because they are of the state that is being made; null: nothing is known of that row. */
type Copies = (Record<string, unknown> | null)[];

function applyColumn(
  streams: Map<string, Stream>,
  rows: ReadonlyMap<number, string>,
  copies: Copies,
  member: string,
  { rows: distances, values }: NumberColumn,
): void {
  let row = 0;
  for (let at = 0; at < distances.length; at += 1) {
    row += distances[at] ?? 0;
    const stream = (copies[row] ??= copyOf(streams, rows.get(row)));
    if (!stream) continue;
    const value = values[at] ?? null;
    if (value === null) delete stream[member];
    else stream[member] = value;
  }
}

function copyOf(
  streams: Map<string, Stream>,
  key: string | undefined,
): Record<string, unknown> | null {
  const before = key === undefined ? undefined : streams.get(key);
  if (key === undefined || !before) return null;
  const copy = { ...before };
  streams.set(key, copy);
  return copy as unknown as Record<string, unknown>;
}

/** A row stands for one stream as long as the dashboard runs, so old ones may stay; nearly always nothing changes. */
function rowsAfter(
  rows: ReadonlyMap<number, string>,
  streams: readonly (Stream | StreamPatch)[],
): ReadonlyMap<number, string> {
  const fresh = streams
    .flatMap((stream) => rowOf(stream as Stream))
    .filter(([row, key]) => rows.get(row) !== key);
  return fresh.length ? new Map([...rows, ...fresh]) : rows;
}

function merge(before: Stream | undefined, patch: StreamPatch): Stream {
  const merged: Record<string, unknown> = before
    ? { ...before, ...patch }
    : { state: 'unknown', ...patch };
  for (const key in patch) if (patch[key] === null) delete merged[key];
  return merged as unknown as Stream;
}
