import type { LiveState } from './reducer';
import { severityRank } from './rows';
import type { Stream } from './wire';

/** What one server on a host does: beside the load of the host it says what the load is for. */
export interface Carried {
  node: string;
  live: number;
  /** Worst first, then those with the most readers and bits. */
  streams: Stream[];
  /** Undefined while nothing is known: unknown is not zero. */
  readers: number | undefined;
  inbound: number | undefined;
  outbound: number | undefined;
}

/** The servers whose exporter names this host as theirs. */
export function carriedBy(host: string, { nodes, streams }: LiveState): Carried[] {
  const names = [...nodes.values()].filter((node) => node.host === host).map(({ node }) => node);
  return names.sort().map((node) => {
    const own = [...streams.values()].filter(
      (stream) => stream.node === node && stream.state !== 'gone',
    );
    return {
      node,
      live: own.filter(({ state }) => state === 'live' || state === 'degraded').length,
      streams: own.sort(
        (a, b) => severityRank(a) - severityRank(b) || weight(b) - weight(a) || (a.name < b.name ? -1 : 1),
      ),
      readers: sum(own.map((stream) => stream.readers)),
      inbound: sum(own.map((stream) => stream.inbound_bits_per_second)),
      outbound: sum(own.map((stream) => stream.outbound_bits_per_second)),
    };
  });
}

const weight = (stream: Stream): number =>
  (stream.inbound_bits_per_second ?? 0) + (stream.outbound_bits_per_second ?? 0);

function sum(values: readonly (number | null | undefined)[]): number | undefined {
  const known = values.filter((value) => value != null);
  return known.length ? known.reduce((total, value) => total + value, 0) : undefined;
}
