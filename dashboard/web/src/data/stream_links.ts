import type { Window } from './window';

/** Percent-encoded also where encodeURIComponent is lenient: a quote would end the word of a shell. */
const encoded = (text: string): string => encodeURIComponent(text).replaceAll("'", '%27');
const encodedPath = (name: string): string => name.split('/').map(encoded).join('/');

export interface StreamAddress {
  node: string;
  name: string;
}

export const streamJson = (base: URL, { node, name }: StreamAddress): string =>
  new URL(`streams/${encoded(node)}/${encodedPath(name)}`, base).href;

export const historyCsv = (base: URL, { node, name }: StreamAddress, window: Window): string =>
  new URL(
    `history?node=${encoded(node)}&path=${encoded(name)}&from=${window.from}&to=${window.to}&points=2000&format=csv`,
    base,
  ).href;

/** For a shell: the URL is percent-encoded, so quotes are safe around it. */
export const curlOf = (url: string): string => `curl -sS '${url.replaceAll("'", '%27')}'`;

/** The configured dashboard of Grafana with the stream and the time filled in. */
export function grafanaLink(
  template: string,
  { node, name }: StreamAddress,
  window: Window,
): string | undefined {
  if (!/^https?:\/\//i.test(template)) return undefined;
  const values: Record<string, string> = {
    node: encoded(node),
    path: encoded(name),
    from: String(window.from * 1000),
    to: String(window.to * 1000),
  };
  return template.replace(/\{(node|path|from|to)\}/g, (_, word: string) => values[word] ?? '');
}
