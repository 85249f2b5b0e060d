import { hasChangedSince, isProblem, type Row, type StateWord } from './rows';
import type { StreamState } from './wire';

/** Which rows are shown. Within a list one is enough; everything that is said must hold. */
export interface Filter {
  problems: boolean;
  /** Something happened in the last five minutes. */
  changed: boolean;
  states: string[];
  nodes: string[];
  protocols: string[];
}

const kChangedMs = 300_000;
const lately = (nowMs: number): string => new Date(nowMs - kChangedMs).toISOString();
const kNode = 'node.';
const kProtocol = 'protocol.';

/** "problems live node.venue-a protocol.srt", as in the URL. */
export function parseShow(show: string): Filter {
  const filter: Filter = { problems: false, changed: false, states: [], nodes: [], protocols: [] };
  for (const word of show.split(' ').filter(Boolean)) {
    if (word === 'problems') filter.problems = true;
    else if (word === 'changed') filter.changed = true;
    else if (word.startsWith(kNode)) filter.nodes.push(word.slice(kNode.length));
    else if (word.startsWith(kProtocol)) filter.protocols.push(word.slice(kProtocol.length));
    else filter.states.push(word);
  }
  return filter;
}

export const nodeWord = (node: string): string => kNode + node;
export const protocolWord = (protocol: string): string => kProtocol + protocol;

export const showsWord = (show: string, word: string): boolean => show.split(' ').includes(word);

/** With the word if it was not there, else without it. */
export function toggleWord(show: string, word: string): string {
  const words = show.split(' ').filter(Boolean);
  return (words.includes(word) ? words.filter((one) => one !== word) : [...words, word]).join(' ');
}

/** All words of the query must occur somewhere in what the row says: name, title, node, protocol or state word. */
export function filterRows(
  rows: readonly Row[],
  query: string,
  filter: Filter,
  word: StateWord,
  nowMs: number,
): Row[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const from = lately(nowMs);
  const among = (list: readonly string[], one: string): boolean =>
    list.length === 0 || list.includes(one);
  return rows.filter(({ stream }) => {
    if (filter.problems && !isProblem(stream)) return false;
    if (filter.changed && !hasChangedSince(stream, from)) return false;
    if (!among(filter.states, stream.state) || !among(filter.nodes, stream.node)) return false;
    if (!among(filter.protocols, stream.source?.protocol ?? '')) return false;
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

const kStateOrder: readonly StreamState[] = [
  'missing',
  'stalled',
  'degraded',
  'unknown',
  'standby',
  'starting',
  'live',
  'idle',
  'offline',
  'gone',
];

export interface Choice {
  word: string;
  /** A state, node or protocol as it is called in the data. */
  name: string;
  kind: 'problems' | 'changed' | 'state' | 'node' | 'protocol';
  count: number;
}

/** What can be chosen, with how many streams each has. What is chosen stays, also with none. */
export function choices(rows: Iterable<Row>, show: string, nowMs: number): Choice[] {
  const from = lately(nowMs);
  let problems = 0;
  let changed = 0;
  const states = new Map<string, number>();
  const nodes = new Map<string, number>();
  const protocols = new Map<string, number>();
  const add = (counts: Map<string, number>, name: string, by: number): void => {
    counts.set(name, (counts.get(name) ?? 0) + by);
  };
  for (const { stream } of rows) {
    if (isProblem(stream)) problems += 1;
    if (hasChangedSince(stream, from)) changed += 1;
    add(states, stream.state, 1);
    add(nodes, stream.node, 1);
    if (stream.source?.protocol) add(protocols, stream.source.protocol, 1);
  }
  const filter = parseShow(show);
  for (const name of filter.states) add(states, name, 0);
  for (const name of filter.nodes) add(nodes, name, 0);
  for (const name of filter.protocols) add(protocols, name, 0);
  const single = (kind: 'problems' | 'changed', count: number): Choice[] =>
    count > 0 || filter[kind] ? [{ word: kind, name: '', kind, count }] : [];
  const of = (
    kind: Choice['kind'],
    counts: Map<string, number>,
    word: (name: string) => string,
  ): Choice[] => [...counts].map(([name, count]) => ({ word: word(name), name, kind, count }));
  const place = ({ name }: Choice): number => {
    const at = kStateOrder.indexOf(name as StreamState);
    return at < 0 ? kStateOrder.length : at;
  };
  const byName = (a: Choice, b: Choice): number => (a.name < b.name ? -1 : 1);
  // A choice between one is none.
  const several = (list: Choice[]): Choice[] =>
    list.length > 1 || list.some((choice) => showsWord(show, choice.word)) ? list : [];
  return [
    ...single('problems', problems),
    ...single('changed', changed),
    ...of('state', states, (name) => name).sort((a, b) => place(a) - place(b)),
    ...several(of('protocol', protocols, protocolWord).sort(byName)),
    ...several(of('node', nodes, nodeWord).sort(byName)),
  ];
}
