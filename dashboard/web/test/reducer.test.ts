import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reduce, streamKey, type LiveState } from '../src/data/reducer';
import type { FeedMessage, SnapshotMessage, UpdateMessage } from '../src/data/wire';

const kTime = '2026-11-22T18:00:00.000Z';
const snapshot = (change: Partial<SnapshotMessage> = {}): SnapshotMessage => ({
  type: 'snapshot',
  instance: 'one',
  seq: 7,
  server_time: kTime,
  version: '0.1.0',
  redis: { ok: true },
  nodes: [{ node: 'local', up: true }],
  hosts: [],
  streams: [
    { node: 'local', name: 'a', state: 'live', readers: 2, rtt_seconds: 0.03 },
    { node: 'local', name: 'b/c', state: 'offline' },
  ],
  ...change,
});
const update = (seq: number, change: Partial<UpdateMessage> = {}): UpdateMessage => ({
  type: 'update',
  seq,
  server_time: kTime,
  ...change,
});

function after(...messages: FeedMessage[]): LiveState {
  let state: LiveState | null = null;
  for (const message of messages) {
    const reduced = reduce(state, message);
    assert.equal(reduced.kind, 'ok');
    if (reduced.kind === 'ok') state = reduced.state;
  }
  assert.ok(state);
  return state;
}

test('a snapshot replaces everything', () => {
  const state = after(
    snapshot(),
    snapshot({ seq: 9, instance: 'two', streams: [{ node: 'x', name: 'n', state: 'live' }] }),
  );
  assert.deepEqual([...state.streams.keys()], ['x/n']);
  assert.equal(state.instance, 'two');
  assert.equal(state.seq, 9);
});

test('an update changes only the keys that it names', () => {
  const state = after(
    snapshot(),
    update(8, { streams: [{ node: 'local', name: 'a', readers: 3 }] }),
  );
  assert.deepEqual(state.streams.get('local/a'), {
    node: 'local',
    name: 'a',
    state: 'live',
    readers: 3,
    rtt_seconds: 0.03,
  });
});

test('null takes a key away, zero does not', () => {
  const stream = after(
    snapshot(),
    update(8, { streams: [{ node: 'local', name: 'a', rtt_seconds: null, readers: 0 }] }),
  ).streams.get('local/a');
  assert.ok(stream && !('rtt_seconds' in stream));
  assert.equal(stream.readers, 0);
});

test('an update leaves the state before it untouched', () => {
  const before = after(snapshot());
  const reduced = reduce(
    before,
    update(8, { streams: [{ node: 'local', name: 'a', readers: 9 }], removed: [['local', 'b/c']] }),
  );
  assert.equal(reduced.kind, 'ok');
  assert.equal(before.streams.get('local/a')?.readers, 2);
  assert.equal(before.streams.size, 2);
});

test('a missed, repeated or first update is a gap', () => {
  const state = after(snapshot());
  assert.equal(reduce(state, update(9)).kind, 'gap');
  assert.equal(reduce(state, update(7)).kind, 'gap');
  assert.equal(reduce(null, update(1)).kind, 'gap');
});

test('the population is another one with each other set of streams, and with nothing else', () => {
  const first = after(snapshot());
  const next = (part: Partial<UpdateMessage>): LiveState => {
    const reduced = reduce(first, update(8, part));
    assert.ok(reduced.kind === 'ok');
    return reduced.state;
  };
  const added = [{ node: 'local', name: 'new', state: 'live' as const }];
  const same = next({ streams: [{ node: 'local', name: 'a', readers: 1 }] });
  const more = next({ streams: added });
  const swapped = next({ streams: added, removed: [['local', 'a']] });
  assert.equal(same.population, first.population);
  assert.notEqual(more.population, first.population);
  assert.notEqual(swapped.population, first.population);
  assert.notEqual(more.population, swapped.population, 'from one state two others may come');
});

test('nodes and hosts come whole, the others stay', () => {
  const state = after(
    snapshot({
      nodes: [
        { node: 'a', up: true },
        { node: 'b', up: true },
      ],
    }),
    update(8, { nodes: [{ node: 'b', up: false, error: 'refused' }], hosts: [{ host: 'h' }] }),
  );
  assert.equal(state.nodes.get('a')?.up, true);
  assert.equal(state.nodes.get('b')?.error, 'refused');
  assert.ok(state.hosts.has('h'));
});

test('a heartbeat keeps the same maps, so that nothing is drawn anew', () => {
  const before = after(snapshot());
  const reduced = reduce(
    before,
    update(8, {
      streams: [],
      removed: [],
      nodes: [],
      hosts: [],
      redis: { ok: false, error: 'gone' },
    }),
  );
  assert.ok(reduced.kind === 'ok');
  assert.equal(reduced.state.streams, before.streams);
  assert.equal(reduced.state.nodes, before.nodes);
  assert.equal(reduced.state.redis.ok, false);
});

test('numbers stand in columns by row, and a null takes one away', () => {
  const before = after(
    snapshot({
      streams: [
        { node: 'local', name: 'a', row: 3, state: 'live', readers: 1, rtt_seconds: 0.1 },
        { node: 'local', name: 'b', row: 4, state: 'live', readers: 2 },
        { node: 'local', name: 'c', row: 9, state: 'live', readers: 3 },
      ],
    }),
    update(8, { streams: [{ node: 'local', name: 'd', row: 10, state: 'live' }] }),
  );
  const reduced = reduce(
    before,
    update(9, {
      streams: [{ node: 'local', name: 'a', row: 3, state: 'stalled' }],
      numbers: {
        readers: { rows: [3, 6, 1], values: [10, 30, 40] },
        rtt_seconds: { rows: [3, 90], values: [null, 1] },
      },
    }),
  );
  assert.ok(reduced.kind === 'ok');
  const { streams } = reduced.state;
  const readers = ['a', 'b', 'c', 'd'].map((name) => streams.get(`local/${name}`)?.readers);
  assert.deepEqual(readers, [10, 2, 30, 40]);
  assert.equal(streams.get('local/a')?.state, 'stalled');
  assert.equal('rtt_seconds' in (streams.get('local/a') ?? {}), false);
  assert.equal(
    streams.get('local/b'),
    before.streams.get('local/b'),
    'untouched ones stay as they are',
  );
  assert.equal(before.streams.get('local/a')?.readers, 1, 'states are not changed in place');
});

test('an update that skips messages says which it belongs to', () => {
  const state = after(snapshot());
  assert.equal(reduce(state, update(20, { after_seq: 7 })).kind, 'ok');
  assert.equal(reduce(state, update(20, { after_seq: 6 })).kind, 'gap');
  assert.equal(reduce(state, update(8, { after_seq: 6 })).kind, 'gap');
});

test('a whole stream replaces what was known of it', () => {
  const state = after(
    snapshot({ streams: [{ node: 'local', name: 'a', row: 1, state: 'live', readers: 1 }] }),
    update(8, { whole: [{ node: 'local', name: 'a', row: 1, state: 'live', viewers: 5 }] }),
  );
  assert.deepEqual(state.streams.get('local/a'), {
    node: 'local',
    name: 'a',
    row: 1,
    state: 'live',
    viewers: 5,
  });
});

test('names with slashes and a stream called __proto__ are ordinary keys', () => {
  assert.equal(streamKey('local', 'b/c'), 'local/b/c');
  const state = after(
    snapshot(),
    update(8, { streams: [{ node: 'local', name: '__proto__', state: 'live' }] }),
  );
  assert.equal(state.streams.get('local/__proto__')?.name, '__proto__');
});
