import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerClock } from '../src/data/clock';
import { reduce, type LiveState } from '../src/data/reducer';
import { Sparks } from '../src/data/rings';
import { clockSkews } from '../src/view/clock_skew';
import { publishCommand, publishProtocols } from '../src/view/publish';
import type { NodeMeta } from '../src/data/wire';

const kNow = Date.parse('2026-11-22T18:00:00.000Z');
const iso = (ms: number): string => new Date(ms).toISOString();

function stateOf(...nodes: NodeMeta[]): LiveState {
  const reduced = reduce(null, {
    type: 'snapshot',
    instance: 'i',
    seq: 1,
    server_time: iso(kNow),
    nodes,
    streams: [{ node: 'local', name: 'a', state: 'live', inbound_bits_per_second: 5 }],
  });
  assert.ok(reduced.kind === 'ok');
  return reduced.state;
}

function clockAfter(messages: number, localMs: number): ServerClock {
  const clock = new ServerClock(() => localMs);
  for (let n = 0; n < messages; n += 1) clock.observe(iso(kNow));
  return clock;
}

const skewsOf = (ownAheadMs: number, nodeAheadMs: number, messages = 3) =>
  clockSkews(
    stateOf({ node: 'local', polled_at: iso(kNow + nodeAheadMs) }),
    clockAfter(messages, kNow + ownAheadMs),
  );

test('a wrong clock is said from 5 s on, and whose it is', () => {
  assert.deepEqual(skewsOf(4900, 4900), []);
  assert.deepEqual(skewsOf(90_000, 0), [{ seconds: 90 }]);
  assert.deepEqual(skewsOf(-6000, 0), [{ seconds: -6 }]);
  assert.deepEqual(skewsOf(0, 60_000), [{ node: 'local', seconds: 60 }]);
});

test('an exporter that is behind is not told from old data, and one late message tells nothing', () => {
  assert.deepEqual(skewsOf(0, -60_000), []);
  assert.deepEqual(skewsOf(90_000, 60_000, 2), []);
});

test('one publishes by the protocols that a server has, by any while none is known', () => {
  const node = (endpoints: NonNullable<NodeMeta['endpoints']> | null): NodeMeta => ({
    node: 'x',
    endpoints,
  });
  assert.deepEqual(publishProtocols([]), ['srt', 'rtsp', 'rtmp']);
  assert.deepEqual(publishProtocols([node(null), node({ srtconns: { state: 'off' } })]), [
    'srt',
    'rtsp',
    'rtmp',
  ]);
  assert.deepEqual(
    publishProtocols([
      node({ srtconns: { state: 'off' }, rtmpconns: { state: 'ok' } }),
      node({ rtspsessions: { state: 'ok' }, rtmpconns: { state: 'failed' } }),
    ]),
    ['rtsp', 'rtmp'],
  );
  assert.match(
    publishCommand('rtmp', 'media.example'),
    / -f flv "rtmp:\/\/media\.example:1935\/demo"$/,
  );
});

test('a minute of values has a hole where nobody listened', () => {
  const sparks = new Sparks();
  for (const seconds of [0, 2, 4, 30, 32])
    sparks.collect(
      stateOf({ node: 'local', collected_at: iso(kNow + 1000 * seconds), interval_seconds: 2 }),
    );
  const ring = sparks.streams.get('local/a');
  assert.deepEqual(ring?.values, [5, 5, 5, NaN, 5, 5]);
  assert.deepEqual(
    ring?.times.map((time) => time - kNow / 1000),
    [0, 2, 4, 17, 30, 32],
  );
});
