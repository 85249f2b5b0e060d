import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carriedBy } from '../src/data/host_streams';
import { reduce, type LiveState } from '../src/data/reducer';
import type { Stream } from '../src/data/wire';

function state(streams: Stream[]): LiveState {
  const reduced = reduce(null, {
    type: 'snapshot',
    instance: 'x',
    seq: 1,
    server_time: '',
    nodes: [{ node: 'a', host: 'venue' }, { node: 'b', host: 'venue' }, { node: 'c' }],
    streams,
  });
  if (reduced.kind !== 'ok') throw new Error('no state');
  return reduced.state;
}

test('a host carries the streams of the servers that name it', () => {
  const carried = carriedBy(
    'venue',
    state([
      { node: 'a', name: 'small', state: 'live', readers: 1, inbound_bits_per_second: 1e6 },
      { node: 'a', name: 'large', state: 'live', readers: 2, inbound_bits_per_second: 5e6 },
      { node: 'a', name: 'bad', state: 'stalled' },
      { node: 'a', name: 'past', state: 'gone', readers: 7 },
      { node: 'c', name: 'elsewhere', state: 'live' },
    ]),
  );
  assert.deepEqual(
    carried.map(({ node }) => node),
    ['a', 'b'],
  );
  assert.deepEqual(
    carried[0]?.streams.map(({ name }) => name),
    ['bad', 'large', 'small'],
    'worst first, then the largest; what is gone is not carried',
  );
  assert.equal(carried[0]?.live, 2);
  assert.equal(carried[0]?.readers, 3);
  assert.equal(carried[0]?.inbound, 6e6);
  assert.equal(carried[0]?.outbound, undefined, 'unknown is not zero');
  assert.equal(carried[1]?.readers, undefined);
  assert.deepEqual(carriedBy('nowhere', state([])), []);
});
