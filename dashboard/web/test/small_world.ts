import assert from 'node:assert/strict';
import { reduce, type LiveState } from '../src/data/reducer';
import type { NodeMeta, Stream } from '../src/data/wire';

/** A live stream of the server "local". */
export const stream = (name: string, change: Partial<Stream> = {}): Stream => ({
  node: 'local',
  name,
  state: 'live',
  ...change,
});

/** The world with these streams and their server, as the first message tells it. */
export function stateOf(streams: Stream[], node: Partial<NodeMeta> = {}): LiveState {
  const reduced = reduce(null, {
    type: 'snapshot',
    instance: 'i',
    seq: 1,
    server_time: '',
    nodes: [{ node: 'local', up: true, collected_at: '2026-11-22T18:00:00Z', ...node }],
    streams,
  });
  assert.ok(reduced.kind === 'ok');
  return reduced.state;
}
