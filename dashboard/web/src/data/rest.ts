import { kConnectionFields } from './connections';
import type {
  Connection,
  History,
  Host,
  NodeMeta,
  RedisState,
  SnapshotMessage,
  Stream,
} from './wire';

export type FetchJson = (path: string) => Promise<unknown>;

/** Relative to the page, so that it works below any prefix of a reverse proxy. */
export const apiUrl = (path: string): URL =>
  new URL(`api/v1/${path}`, new URL('.', document.baseURI));

export class HttpError extends Error {
  constructor(
    readonly status: number,
    text: string,
    readonly body: unknown = null,
  ) {
    super(text);
  }
}

/** GETs JSON; an answer other than 2xx throws an HttpError with the server's own sentence. */
export async function fetchJson(path: string, signal?: AbortSignal): Promise<unknown> {
  const response = await fetch(apiUrl(path), {
    cache: 'no-store',
    signal: signal ?? AbortSignal.timeout(10_000),
  });
  if (response.ok) return response.json();
  // A reverse proxy answers with HTML: then the status must do.
  const body: unknown = await response.json().catch(() => null);
  const text = (body as { error?: unknown } | null)?.error;
  throw new HttpError(
    response.status,
    typeof text === 'string' ? text : `HTTP ${response.status}`,
    body,
  );
}

/** The same as a WebSocket's first message, put together from REST answers. */
export async function fetchSnapshot(get: FetchJson): Promise<SnapshotMessage> {
  const [streams, nodes, hosts, redis] = await Promise.all([
    get('streams') as Promise<{ streams?: Stream[] }>,
    get('nodes') as Promise<{ nodes?: NodeMeta[] }>,
    get('hosts') as Promise<{ hosts?: Host[] }>,
    redisState(get),
  ]);
  return {
    type: 'snapshot',
    instance: 'rest',
    seq: -1,
    server_time: serverTime(nodes.nodes ?? []) ?? '',
    redis,
    nodes: nodes.nodes ?? [],
    streams: streams.streams ?? [],
    hosts: hosts.hosts ?? [],
  };
}

/** A time plus its age, both by the server's clock, is the server's "now". */
function serverTime(nodes: NodeMeta[]): string | undefined {
  for (const node of nodes) {
    if (node.collected_at && typeof node.age_seconds === 'number') {
      return new Date(Date.parse(node.collected_at) + node.age_seconds * 1000).toISOString();
    }
  }
  return undefined;
}

async function redisState(get: FetchJson): Promise<RedisState> {
  const answer = (await get('../../readyz').catch((error: unknown) =>
    error instanceof HttpError ? error.body : null,
  )) as { redis?: RedisState } | null;
  return answer?.redis ?? { ok: true };
}

const streamPath = (node: string, name: string): string =>
  `streams/${encodeURIComponent(node)}/${name.split('/').map(encodeURIComponent).join('/')}`;

export async function fetchConnections(
  node: string,
  name: string,
  signal: AbortSignal,
): Promise<Connection[]> {
  const answer = (await fetchJson(streamPath(node, name), signal)) as {
    connections?: Connection[] | null;
  };
  return answer.connections ?? [];
}

export type Subject = { node: string; path: string } | { host: string };

export async function fetchHistory(
  subject: Subject,
  series: readonly string[],
  fromSeconds: number,
  toSeconds: number,
  points: number,
  signal: AbortSignal,
): Promise<History> {
  const query = new URLSearchParams({
    ...subject,
    series: series.join(','),
    from: fromSeconds.toFixed(0),
    to: toSeconds.toFixed(0),
    points: String(points),
  });
  return (await fetchJson(`history?${query}`, signal)) as History;
}

/** Those of all streams and servers, with what a table shows of them. */
export async function fetchAllConnections(signal: AbortSignal): Promise<Connection[]> {
  const answer = (await fetchJson(
    `connections?fields=${kConnectionFields.join(',')}`,
    signal,
  )) as { connections?: Connection[] | null };
  return answer.connections ?? [];
}

export interface RecordPage<T> {
  records: T[];
  /** Hand it back as `cursor` for what comes after. */
  next?: string;
}

export async function fetchRecords<T>(
  kind: 'events' | 'sessions',
  parameters: Record<string, string>,
  signal: AbortSignal,
): Promise<RecordPage<T>> {
  const query = new URLSearchParams(parameters);
  const answer = (await fetchJson(`${kind}?${query}`, signal)) as Record<string, unknown>;
  const next = answer.next;
  return {
    records: (answer[kind] ?? []) as T[],
    ...(typeof next === 'string' && { next }),
  };
}
