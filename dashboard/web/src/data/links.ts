/** A link to a player; undefined for what is no http or https address: it comes from outside. */
export function playerLink(url: string | null | undefined): string | undefined {
  if (!url || !/^https?:\/\//i.test(url)) return undefined;
  try {
    return new URL(url).href;
  } catch {
    return undefined;
  }
}

/** The page of a stream at a time of the past; unix seconds. */
export const streamAt = (node: string, name: string, from: number, to: number): string =>
  `#/stream/${encodeURIComponent(node)}/${encodeURIComponent(name)}?from=${Math.floor(from)}&to=${Math.ceil(to)}`;

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || host.startsWith('127.');

/**
 * Where a program's /metrics can be reached from this browser, as far as its listen address says; undefined where that is
 * only known on its own machine.
 */
export function metricsLink(
  listenAddress: string | null | undefined,
  pageHost: string,
): string | undefined {
  const [, host, port] = /^(\[[0-9a-f:]+\]|[\w.-]+):(\d+)$/i.exec(listenAddress ?? '') ?? [];
  if (!host || !port || host === '0.0.0.0' || host === '[::]') return undefined;
  if (isLoopback(host) && !isLoopback(pageHost)) return undefined;
  return `http://${host}:${port}/metrics`;
}
