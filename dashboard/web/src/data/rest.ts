import { kConnectionFields } from './connections';
import type { Window } from './window';
import type {
  Connection,
  EventRecord,
  History,
  Host,
  NodeMeta,
  RedisState,
  SnapshotMessage,
  Stream,
  Uptime,
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
  signal?: AbortSignal,
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

export type Owner = { node: string; path: string } | { node: string };

/** What was when, with every change of state. */
export async function fetchUptime(
  owner: Owner,
  window: Window,
  signal: AbortSignal,
): Promise<Uptime> {
  const query = new URLSearchParams({
    ...owner,
    from: String(window.from),
    to: String(window.to),
    timeline: '1',
  });
  return (await fetchJson(`uptime?${query}`, signal)) as Uptime;
}

const kServerEvents = 'api_down,api_up,server_restarted';
const kMostEvents = '200';

/** Of a stream, and of its server as far as they concern all of its streams; newest first. */
export async function fetchStreamEvents(
  node: string,
  stream: string,
  window: Window,
  signal: AbortSignal,
): Promise<EventRecord[]> {
  const time = { from: String(window.from), to: String(window.to), limit: kMostEvents };
  const ask = async (which: Record<string, string>): Promise<EventRecord[]> => {
    const query = new URLSearchParams({ node, ...which, ...time });
    const answer = (await fetchJson(`events?${query}`, signal)) as { events: EventRecord[] };
    return answer.events;
  };
  const [own, server] = await Promise.all([ask({ stream }), ask({ type: kServerEvents })]);
  return [...own, ...server].sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
}

/** What the operator configured for the page. */
export async function fetchPageSettings(): Promise<{ grafana_url?: string | null }> {
  return (await fetchJson('page')) as { grafana_url?: string | null };
}

/** Those of all streams and servers, with what a table shows of them. */
export async function fetchAllConnections(signal: AbortSignal): Promise<Connection[]> {
  const answer = (await fetchJson(`connections?fields=${kConnectionFields.join(',')}`, signal)) as {
    connections?: Connection[] | null;
  };
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
