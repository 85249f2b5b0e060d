import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ring, Sparks } from '../src/data/rings';
import { SparkPast } from '../src/data/spark_past';
import { stateOf, stream } from './small_world';

test('a ring forgets what is old and takes no time twice', () => {
  const ring = new Ring();
  for (const time of [0, 2, 2, 1, 30, 60, 62]) ring.push(time, time, 60);
  assert.deepEqual(ring.times, [2, 30, 60, 62]);
});

test('what was before the first value of a ring goes before it', () => {
  const ring = new Ring();
  ring.push(100, 1, 60);
  const { version } = ring;
  ring.prepend([94, 96, 98, 100, 102], [4, NaN, 5, 6, 7]);
  assert.deepEqual(
    [ring.times, ring.values],
    [
      [94, 96, 98, 100],
      [4, NaN, 5, 1],
    ],
  );
  assert.notEqual(ring.version, version, 'it is drawn anew');
});

test('the past of a spark is asked once, the newest wish first, and only as long as it is needed', async () => {
  const sparks = new Sparks();
  const names = ['a', 'b', 'c', 'd'];
  sparks.collect(stateOf(names.map((name) => stream(name, { inbound_bits_per_second: 3 }))));
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const past = new SparkPast(sparks, async (_node, name, series, _from, to) => {
    asked.push(name);
    await new Promise<void>((done) => answers.push(done));
    if (name === 'b') throw new Error('no history');
    return { step_seconds: 2, times: [to - 4, to - 2], series: { [series]: { avg: [7, null] } } };
  });
  for (const name of [...names, 'a']) past.want({ node: 'local', name, key: `local/${name}` });
  assert.deepEqual(asked, ['a', 'b'], 'two at a time');
  while (answers.length) {
    answers.shift()?.();
    await new Promise((done) => setImmediate(done));
  }
  assert.deepEqual(asked, ['a', 'b', 'd', 'c'], 'also after one that failed');
  assert.deepEqual(sparks.streams.get('local/a')?.values.slice(-1), [3]);
  assert.equal(sparks.streams.get('local/a')?.values[0], 7);
  assert.deepEqual(sparks.streams.get('local/b')?.values, [3]);
  past.want({ node: 'local', name: 'unknown', key: 'local/unknown' });
  const full = sparks.streams.get('local/a');
  full?.push((full.times[0] ?? 0) + 58, 3, 60);
  new SparkPast(sparks, () => assert.fail('a minute is known')).want({
    node: 'local',
    name: 'a',
    key: 'local/a',
  });
});

test('sparks take one point per poll, a gap where the rate is not known, and forget removed streams', () => {
  const sparks = new Sparks();
  const first = stateOf([
    stream('a', { inbound_bits_per_second: 3, outbound_bits_per_second: 1 }),
    stream('b'),
  ]);
  sparks.collect(first);
  sparks.collect(first);
  assert.deepEqual(sparks.streams.get('local/a')?.values, [3]);
  assert.deepEqual(sparks.streams.get('local/b')?.values, [NaN]);
  assert.deepEqual(sparks.inbound.values, [3]);
  const second = {
    ...first,
    nodes: new Map([['local', { node: 'local', collected_at: '2026-11-22T18:00:02Z' }]]),
    streams: new Map([['local/b', stream('b')]]),
  };
  sparks.collect(second);
  assert.equal(sparks.streams.has('local/a'), false);
  assert.deepEqual(sparks.inbound.values, [3, NaN]);
});
