import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  defaultColumns,
  fittingColumns,
  formatColumns,
  gridTemplate,
  kColumns,
  parseColumns,
} from '../src/data/columns';
import { choices, filterRows, parseShow, toggleWord } from '../src/data/filters';
import { playerLink } from '../src/data/links';
import { formatRoute, kDefaultSort, parseRoute, type Route } from '../src/data/route';
import {
  isProblem,
  keepOrder,
  keysByName,
  lastChange,
  latencyRatio,
  lostOf,
  sortRows,
  totals,
  type Row,
} from '../src/data/rows';
import { visibleSpan } from '../src/data/virtual';
import type { Stream } from '../src/data/wire';
import { stateOf, stream } from './small_world';

function sorted(streams: Stream[], column: Route['sort']['column'], descending = false): string[] {
  const state = stateOf(streams);
  const rows = keysByName(state.streams, 'en').map((key): Row => {
    const one = state.streams.get(key);
    assert.ok(one);
    return { key, stream: one, stale: false };
  });
  return sortRows(rows, { column, descending }).map((row) => row.stream.name);
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
    filterRows(rows, query, parseShow(show), (one) => one.state, 0).map((row) => row.stream.name);
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
    keepOrder(rows, [{ key: 'a' }, { key: 'b' }, { key: 'c' }]).map((row) => row.key),
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
  const everything = kColumns.map((column) => column.id);
  const all = kColumns.reduce((total, column) => total + column.width, 0);
  assert.equal(fittingColumns(all, everything).length, kColumns.length);
  assert.equal(
    fittingColumns(all - 1, everything).some((column) => column.id === 'capacity'),
    false,
  );
  const usual = defaultColumns(false);
  for (const width of [200, 500, 762, 900, 1246]) {
    const columns = fittingColumns(width, usual);
    assert.ok(
      columns.length === 3 || columns.reduce((total, column) => total + column.width, 0) <= width,
    );
  }
  const ids = (width: number) => fittingColumns(width, usual).map((column) => column.id);
  assert.deepEqual(ids(1), ['state', 'name', 'in']);
  for (const id of ['source', 'rtt', 'lost', 'readers', 'out'] as const)
    assert.ok(ids(920).includes(id), id);
  assert.match(gridTemplate(fittingColumns(1, usual)), /^\d+px minmax\(\d+px, 1fr\) \d+px$/);
});

test('chosen columns survive the URL, in the order of the screen, and unknown ones are left out', () => {
  assert.equal(formatColumns(['rtt', 'in', 'loss'], false), 'state name in rtt loss');
  assert.deepEqual(parseColumns('loss nonsense in'), ['in', 'loss']);
  assert.equal(parseColumns(''), undefined);
  assert.equal(parseColumns('nonsense'), undefined);
  assert.equal(formatColumns(defaultColumns(true), true), '', 'the usual ones need no words');
  assert.equal(defaultColumns(false).includes('node'), false, 'one server needs no name');
  assert.equal(defaultColumns(true).includes('node'), true);
  assert.equal(defaultColumns(true).includes('capacity'), false);
  assert.deepEqual(
    fittingColumns(9999, ['rtt']).map((column) => column.id),
    ['state', 'name', 'rtt'],
    'the list stays a list of streams',
  );
});

const rowsOf = (...streams: Stream[]): Row[] =>
  streams.map((one) => ({ key: `${one.node}/${one.name}`, stream: one, stale: false }));

test('filters combine: one of each list, and all that is said', () => {
  const now = Date.parse('2026-11-22T18:10:00Z');
  const rows = rowsOf(
    stream('a', { node: 'x', source: { protocol: 'srt' }, since: '2026-11-22T18:06:00Z' }),
    stream('b', { node: 'y', source: { protocol: 'rtsp' }, state: 'stalled' }),
    stream('c', {
      node: 'x',
      source: { protocol: 'srt' },
      state: 'stalled',
      since: '2026-11-22T17:00:00Z',
    }),
  );
  const shown = (show: string): string =>
    filterRows(rows, '', parseShow(show), (one) => one.state, now)
      .map((row) => row.stream.name)
      .join('');
  assert.equal(shown(''), 'abc');
  assert.equal(shown('problems'), 'bc');
  assert.equal(shown('node.x'), 'ac');
  assert.equal(shown('node.x node.y'), 'abc');
  assert.equal(shown('problems node.x'), 'c');
  assert.equal(shown('protocol.srt protocol.rtsp live'), 'a');
  assert.equal(shown('protocol.srt stalled live node.x'), 'ac');
  assert.equal(shown('changed'), 'a', 'what has no time has not changed lately');
  assert.equal(shown('changed problems'), '');
});

test('a choice says how many it has, worst states first, and stays while it is chosen', () => {
  const rows = rowsOf(
    stream('a', { node: 'x', source: { protocol: 'srt' } }),
    stream('b', { node: 'x', state: 'stalled' }),
    stream('c', { node: 'x', state: 'live' }),
  );
  const words = (show: string): string[] =>
    choices(rows, show, 0).map((choice) => `${choice.word} ${choice.count}`);
  assert.deepEqual(words(''), ['problems 1', 'stalled 1', 'live 2'], 'no choice between one');
  assert.deepEqual(words('gone node.y changed').sort(), [
    'changed 0',
    'gone 0',
    'live 2',
    'node.x 3',
    'node.y 0',
    'problems 1',
    'stalled 1',
  ]);
  assert.equal(toggleWord('live node.x', 'live'), 'node.x');
  assert.equal(toggleWord('', 'live'), 'live');
});

test('the last change is the newest of state, availability and reasons', () => {
  const at = (ms: number) => new Date(ms).toISOString();
  assert.equal(lastChange(stream('a')), undefined);
  assert.equal(lastChange(stream('a', { since: at(1000), available_since: at(5000) })), 5000);
  assert.equal(
    lastChange(
      stream('a', { since: at(1000), reasons: [{ code: 'x', since: at(2000), ended: at(9000) }] }),
    ),
    9000,
  );
});

test('latency ÷ RTT and what is lost for good', () => {
  assert.equal(latencyRatio(stream('a', { latency_seconds: 0.12, rtt_seconds: 0.06 })), 2);
  assert.equal(latencyRatio(stream('a', { latency_seconds: 0.12 })), undefined);
  assert.equal(latencyRatio(stream('a', { latency_seconds: 0.12, rtt_seconds: 0 })), undefined);
  assert.equal(lostOf(stream('a', { unrecovered_loss_ratio: 0, rtp_loss_ratio: 0.5 })), 0);
  assert.equal(lostOf(stream('a', { rtp_loss_ratio: 0.5, link_loss_ratio: 0.9 })), 0.5);
  assert.equal(
    lostOf(stream('a', { link_loss_ratio: 0.9 })),
    undefined,
    'most of that is repaired',
  );
});

test('every column sorts, what is not known last', () => {
  for (const { id } of kColumns) {
    if (id === 'spark') continue;
    assert.equal(sorted([stream('a'), stream('b')], id).length, 2, id);
  }
  const links = [
    stream('none'),
    stream('tight', { latency_seconds: 0.12, rtt_seconds: 0.1 }),
    stream('easy', { latency_seconds: 0.12, rtt_seconds: 0.01 }),
  ];
  assert.deepEqual(sorted(links, 'latency'), ['tight', 'easy', 'none']);
  const hd = (height: number) => [{ codec: 'Opus' }, { codec: 'H264', height }];
  assert.deepEqual(
    sorted([stream('sd', { tracks: hd(576) }), stream('hd', { tracks: hd(1080) })], 'tracks', true),
    ['hd', 'sd'],
  );
});

test('a muted stream is no problem, and stands behind those that are', () => {
  const muted = stream('muted', {
    state: 'stalled',
    muted_until: '2026-11-22T20:00:00Z',
    reasons: [{ code: 'x', severity: 'critical' }],
  });
  assert.equal(isProblem(muted), false);
  assert.deepEqual(sorted([stream('well'), muted, stream('bad', { state: 'degraded' })], 'state'), [
    'bad',
    'muted',
    'well',
  ]);
  assert.equal(totals(stateOf([muted])).problemStreams, 0);
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
      show: 'problems node.venue-a',
      columns: 'state name in',
      sort: { column: 'in', descending: true },
      full: false,
      zoom: null,
      range: '1h',
    };
    assert.deepEqual(parseRoute(formatRoute(route)), route);
  }
  assert.equal(formatRoute(parseRoute('')), '#/streams');
  assert.equal(parseRoute('#/streams?q=a?b').query, 'a?b');
  assert.deepEqual(parseRoute('#/nonsense/%E0%A4%A?sort=evil').sort, kDefaultSort);
  assert.equal(parseRoute('#/stream/local/%E0%A4%A').stream, undefined);
});
