import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fittingColumns, gridTemplate, kColumns } from '../src/data/columns';
import { playerLink } from '../src/data/links';
import { reduce } from '../src/data/reducer';
import { Ring, Sparks } from '../src/data/rings';
import { formatRoute, kDefaultSort, parseRoute, type Route } from '../src/data/route';
import {
  filterRows,
  isProblem,
  keepOrder,
  rankNames,
  sortRows,
  totals,
  type Row,
} from '../src/data/rows';
import { visibleSpan } from '../src/data/virtual';
import type { Stream } from '../src/data/wire';

const stream = (name: string, change: Partial<Stream> = {}): Stream => ({
  node: 'local',
  name,
  state: 'live',
  ...change,
});

function stateOf(streams: Stream[]) {
  const reduced = reduce(null, {
    type: 'snapshot',
    instance: 'i',
    seq: 1,
    server_time: '',
    nodes: [{ node: 'local', up: true, collected_at: '2026-11-22T18:00:00Z' }],
    streams,
  });
  assert.ok(reduced.kind === 'ok');
  return reduced.state;
}

function sorted(streams: Stream[], column: Route['sort']['column'], descending = false): string[] {
  const state = stateOf(streams);
  const rows: Row[] = [...state.streams].map(([key, one]) => ({ key, stream: one, stale: false }));
  return sortRows(rows, { column, descending }, rankNames(state.streams, 'en')).map(
    (row) => row.stream.name,
  );
}

test('the default order is the worst first, then by name with numbers as numbers', () => {
  assert.deepEqual(
    sorted(
      [
        stream('cam10'),
        stream('cam9'),
        stream('on', { state: 'idle' }),
        stream('was', { state: 'gone' }),
        stream('off', { state: 'offline' }),
        stream('pull', { state: 'offline', source: { kind: 'static' } }),
        stream('frozen', { state: 'stalled' }),
        stream('slate', { state: 'standby' }),
        stream('expected', { state: 'missing' }),
        stream('dead', { state: 'offline', reasons: [{ code: 'x', severity: 'critical' }] }),
        stream('bad link', { reasons: [{ code: 'x', severity: 'critical' }] }),
        stream('worse', { state: 'degraded', reasons: [{ code: 'x', severity: 'critical' }] }),
        stream('was bad', {
          state: 'degraded',
          reasons: [
            { code: 'x', severity: 'warning' },
            { code: 'y', severity: 'critical', ended: '2026-11-22T18:00:00Z' },
          ],
        }),
      ],
      'state',
    ),
    [
      'dead',
      'expected',
      'frozen',
      'bad link',
      'worse',
      'was bad',
      'slate',
      'off',
      'pull',
      'was',
      'cam9',
      'cam10',
      'on',
    ],
  );
});

test('what is not known comes last in both directions, zero does not', () => {
  const streams = [
    stream('none'),
    stream('zero', { inbound_bits_per_second: 0 }),
    stream('two', { inbound_bits_per_second: 2 }),
  ];
  assert.deepEqual(sorted(streams, 'in'), ['zero', 'two', 'none']);
  assert.deepEqual(sorted(streams, 'in', true), ['two', 'zero', 'none']);
});

test('since ascending begins with the youngest; ties keep the order of names in both directions', () => {
  const streams = [
    stream('old', { since: '2026-01-01T00:00:00Z' }),
    stream('b', { since: '2026-02-01T00:00:00Z' }),
    stream('a', { since: '2026-02-01T00:00:00Z' }),
  ];
  assert.deepEqual(sorted(streams, 'since'), ['a', 'b', 'old']);
  assert.deepEqual(sorted(streams, 'since', true), ['old', 'a', 'b']);
  assert.deepEqual(sorted(streams, 'name', true), ['old', 'b', 'a']);
});

test('every word of the filter must occur in what the row says', () => {
  const rows: Row[] = [
    stream('Stage/Left', { source: { protocol: 'srt' }, title: 'Wide shot' }),
    stream('stage/right', { state: 'stalled' }),
  ].map((one) => ({ key: one.name, stream: one, stale: false }));
  const names = (query: string, show = ''): string[] =>
    filterRows(rows, query, show, (one) => one.state).map((row) => row.stream.name);
  assert.deepEqual(names(''), ['Stage/Left', 'stage/right']);
  assert.deepEqual(names('stage LEFT'), ['Stage/Left']);
  assert.deepEqual(names('srt local'), ['Stage/Left']);
  assert.deepEqual(names('WIDE srt'), ['Stage/Left'], 'the title counts');
  assert.deepEqual(names('null'), []);
  assert.deepEqual(names('stalled'), ['stage/right']);
  assert.deepEqual(names('', 'problems'), ['stage/right']);
  assert.deepEqual(names('', 'live'), ['Stage/Left']);
  assert.deepEqual(names('.*'), []);
});

test('only http and https lead to a player', () => {
  assert.equal(playerLink('https://play.example/cam/1'), 'https://play.example/cam/1');
  assert.equal(playerLink('HTTP://a/k%C3%BCche'), 'http://a/k%C3%BCche');
  for (const url of [undefined, null, '', 'javascript:alert(1)', ' https://a', '/cam', 'https://'])
    assert.equal(playerLink(url), undefined, String(url));
});

test('a held order keeps known rows in place and puts new ones last', () => {
  const rows = ['new', 'c', 'a'].map((key) => ({ key, stream: stream(key), stale: false }));
  assert.deepEqual(
    keepOrder(rows, ['a', 'b', 'c']).map((row) => row.key),
    ['a', 'c', 'new'],
  );
});

test('the figures are the sums of the columns; nothing known is not zero', () => {
  const sum = totals(
    stateOf([
      stream('a', { inbound_bits_per_second: 5, readers: 2, readers_by_protocol: { srt: 2 } }),
      stream('b', {
        state: 'stalled',
        inbound_bits_per_second: 0,
        readers: 1,
        readers_by_protocol: { rtsp: 1 },
      }),
      stream('c', { state: 'gone', readers: 7 }),
      stream('d', { state: 'offline' }),
      stream('e', { state: 'degraded', readers: 3, readers_silent: 1 }),
      stream('f', { state: 'missing' }),
    ]),
  );
  assert.equal(sum.inbound, 5);
  assert.ok(Number.isNaN(sum.outbound));
  assert.equal(sum.readers, 6, 'readers of a stream that is gone left with it');
  assert.deepEqual(sum.readersByProtocol, { srt: 2, rtsp: 1 });
  assert.equal(sum.readersSilent, 1);
  assert.equal(sum.live, 2, 'a degraded stream carries bits, too');
  assert.equal(sum.problemStreams, 3);
  assert.deepEqual(sum.problemsByState, { stalled: 1, degraded: 1, missing: 1 });
});

test('a stream that is not connected is no problem by itself: it may be on demand', () => {
  assert.equal(isProblem(stream('x', { state: 'offline' })), false);
  const unreachable = { code: 'source_unreachable', severity: 'warning' as const };
  assert.equal(isProblem(stream('x', { state: 'offline', reasons: [unreachable] })), true);
  const over = { ...unreachable, ended: '2026-11-22T18:00:00Z' };
  assert.equal(isProblem(stream('x', { state: 'offline', reasons: [over] })), false);
  assert.equal(isProblem(stream('x', { state: 'idle' })), false);
  assert.equal(isProblem(stream('x', { state: 'offline', source: { kind: 'static' } })), false);
  assert.equal(isProblem(stream('x', { state: 'unknown' })), false);
  assert.equal(isProblem(stream('x', { state: 'stalled' })), true);
});

test('a slate is a problem only where a publisher is missed', () => {
  const slate = (severity: 'info' | 'warning') =>
    stream('x', { state: 'standby', reasons: [{ code: 'slate_playing', severity }] });
  assert.equal(isProblem(slate('info')), false);
  assert.equal(isProblem(slate('warning')), true);
});

test('columns give way whole, in their order, and never the state, the name and the rate', () => {
  const all = kColumns.reduce((total, column) => total + column.width, 0);
  assert.equal(fittingColumns(all).length, kColumns.length);
  assert.equal(
    fittingColumns(all - 1).some((column) => column.id === 'since'),
    false,
  );
  for (const width of [200, 500, 762, 900]) {
    const columns = fittingColumns(width);
    assert.ok(
      columns.length === 3 || columns.reduce((total, column) => total + column.width, 0) <= width,
    );
  }
  assert.deepEqual(
    fittingColumns(1).map((column) => column.id),
    ['state', 'name', 'in'],
  );
  assert.ok(fittingColumns(762).some((column) => column.id === 'rtt'));
  assert.match(gridTemplate(fittingColumns(1)), /^\d+px minmax\(\d+px, 1fr\) \d+px$/);
});

test('only rows in view and a few beyond exist', () => {
  assert.deepEqual(visibleSpan(5000, 32, 0, 640), { first: 0, end: 28 });
  assert.deepEqual(visibleSpan(5000, 32, 32_000, 640), { first: 992, end: 1028 });
  assert.deepEqual(visibleSpan(5000, 32, 159_400, 640), { first: 4973, end: 5000 });
  assert.deepEqual(visibleSpan(5000, 32, -300, 640), { first: 0, end: 19 });
  assert.deepEqual(visibleSpan(3, 32, 32_000, 640), { first: 3, end: 3 });
  assert.deepEqual(visibleSpan(0, 32, 0, 640), { first: 0, end: 0 });
});

test('a route survives the URL, hostile names included', () => {
  for (const name of [
    'a',
    'a/b c',
    '<img src=x onerror=alert(1)>',
    'ümläut/100%?&#=',
    '../..',
    '日本',
  ]) {
    const route: Route = {
      view: 'streams',
      stream: { node: 'venue-a', name },
      query: 'x y&z',
      show: 'problems',
      sort: { column: 'in', descending: true },
      full: false,
      zoom: null,
      range: '1h',
    };
    assert.deepEqual(parseRoute(formatRoute(route)), route);
  }
  assert.equal(formatRoute(parseRoute('')), '#/streams');
  assert.deepEqual(parseRoute('#/nonsense/%E0%A4%A?sort=evil').sort, kDefaultSort);
  assert.equal(parseRoute('#/stream/local/%E0%A4%A').stream, undefined);
});

test('a ring forgets what is old and takes no time twice', () => {
  const ring = new Ring();
  for (const time of [0, 2, 2, 1, 30, 60, 62]) ring.push(time, time, 60);
  assert.deepEqual(ring.times, [2, 30, 60, 62]);
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
