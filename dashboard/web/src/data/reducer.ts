import type {
  Host,
  LiveMessage,
  NodeMeta,
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
  /** Counts changes of the set of streams. */
  readonly population: number;
}

export type Reduced = { kind: 'ok'; state: LiveState } | { kind: 'gap' } | { kind: 'ignored' };

/** Nodes are [A-Za-z0-9._-]+, so the first slash ends the node whatever the name holds. */
export const streamKey = (node: string, name: string): string => `${node}/${name}`;

/**
 * Folds one message into the state. `gap` means that a message was missed (or none came first):
 * the connection must be opened anew. Unknown messages of newer servers are ignored.
 */
export function reduce(state: LiveState | null, message: LiveMessage): Reduced {
  switch (message.type) {
    case 'snapshot':
      return { kind: 'ok', state: fromSnapshot(state, message) };
    case 'update':
      if (!state || message.seq !== state.seq + 1) return { kind: 'gap' };
      return { kind: 'ok', state: applyUpdate(state, message) };
    default:
      return { kind: 'ignored' };
  }
}

function fromSnapshot(before: LiveState | null, message: SnapshotMessage): LiveState {
  return {
    instance: message.instance,
    seq: message.seq,
    version: message.version ?? '',
    redis: message.redis ?? { ok: true },
    nodes: new Map((message.nodes ?? []).map((node) => [node.node, node])),
    streams: new Map((message.streams ?? []).map((s) => [streamKey(s.node, s.name), s])),
    hosts: new Map((message.hosts ?? []).map((host) => [host.host, host])),
    population: (before?.population ?? 0) + 1,
  };
}

function applyUpdate(state: LiveState, message: UpdateMessage): LiveState {
  let { nodes, streams, hosts, population } = state;
  if (message.nodes?.length) {
    nodes = new Map([...nodes, ...message.nodes.map((node) => [node.node, node] as const)]);
  }
  if (message.hosts?.length) {
    hosts = new Map([...hosts, ...message.hosts.map((host) => [host.host, host] as const)]);
  }
  if (message.streams?.length || message.removed?.length) {
    const next = new Map(streams);
    for (const patch of message.streams ?? []) {
      const key = streamKey(patch.node, patch.name);
      next.set(key, merge(next.get(key), patch));
    }
    for (const [node, name] of message.removed ?? []) next.delete(streamKey(node, name));
    if (next.size !== streams.size || message.removed?.length) population += 1;
    streams = next;
  }
  return {
    ...state,
    seq: message.seq,
    redis: message.redis ?? state.redis,
    nodes,
    streams,
    hosts,
    population,
  };
}

function merge(before: Stream | undefined, patch: StreamPatch): Stream {
  const merged: Record<string, unknown> = before
    ? { ...before, ...patch }
    : { state: 'unknown', ...patch };
  for (const key in patch) if (patch[key] === null) delete merged[key];
  return merged as unknown as Stream;
}
