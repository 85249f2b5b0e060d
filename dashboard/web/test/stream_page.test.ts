import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bandColumns,
  cellText,
  hasValues,
  lineOf,
  perSecond,
  sumOf,
  summaryOf,
  tableRows,
} from '../src/data/chart_data';
import { eventTone, marksOf } from '../src/data/marks';
import { latencyTone, qualityOf } from '../src/data/quality';
import { formatRoute, parseRoute } from '../src/data/route';
import { fieldLines, type Field } from '../src/data/schema';
import { curlOf, grafanaLink, historyCsv, streamJson } from '../src/data/stream_links';
import { honestRatio, segments, shadesOf, spanTone } from '../src/data/timeline';
import { kLeastSeconds, moved, parseWindow, windowOf } from '../src/data/window';
import type { Connection, EventRecord, UptimeSpan } from '../src/data/wire';

const kDay = Date.parse('2026-11-22T00:00:00Z');
const span = (fromHour: number, toHour: number, state: string): UptimeSpan => ({
  from: new Date(kDay + fromHour * 3_600_000).toISOString(),
  to: new Date(kDay + toHour * 3_600_000).toISOString(),
  state,
});
const strip = (spans: UptimeSpan[], cells: number): string[] =>
  segments(spans, kDay, kDay + 24 * 3_600_000, cells).map(
    ({ start, length, state }) =>
      `${state} ${Math.round(start * cells)}+${Math.round(length * cells)}`,
  );

test('a strip has one segment per run of a state', () => {
  assert.deepEqual(strip([span(0, 12, 'live'), span(12, 24, 'gone')], 24), [
    'live 0+12',
    'gone 12+12',
  ]);
});

test('an outage of a second is seen, and hides no second outage', () => {
  assert.deepEqual(
    strip(
      [span(0, 6, 'live'), span(6, 6.0003, 'stalled'), span(6.0003, 24, 'live')],
      24,
    ),
    ['live 0+6', 'stalled 6+1', 'live 7+17'],
  );
  assert.deepEqual(strip([span(0, 24, 'live'), span(23.9999, 24, 'missing')], 24).slice(-1), [
    'missing 23+1',
  ]);
});

test('what no span covers was seen by nobody, and spans beyond the strip do no harm', () => {
  assert.deepEqual(strip([span(12, 40, 'live')], 24), ['unknown 0+12', 'live 12+12']);
  assert.deepEqual(strip([], 4), ['unknown 0+4']);
  assert.deepEqual(
    strip([span(0, 23.99, 'unknown'), span(23.99, 24, 'live')], 4),
    ['unknown 0+3', 'live 3+1'],
    'what was seen shows, however short',
  );
  assert.deepEqual(strip([span(-5, 12, 'new_state'), span(12, 24, 'live')], 24), [
    'new_state 0+12',
    'live 12+12',
  ]);
  assert.equal(spanTone('new_state'), 'none');
  assert.equal(spanTone('gone'), 'bad');
});

test('with an outage no share is a round 100 %', () => {
  assert.equal(honestRatio(0.99999, 1), 0.9999);
  assert.equal(honestRatio(1, 0), 1);
  assert.equal(honestRatio(0.5, 3), 0.5);
});

test('a server that was down and one that nobody saw are different shades', () => {
  assert.deepEqual(
    shadesOf([span(0, 1, 'up'), span(1, 2, 'down'), span(2, 3, 'unknown')]).map(
      ({ from, to, tone }) => [(from * 1000 - kDay) / 3_600_000, (to - from) / 3600, tone],
    ),
    [
      [1, 1, 'bad'],
      [2, 1, 'off'],
    ],
  );
});

test('a window comes from unix seconds or RFC 3339, in any order, and from nothing else', () => {
  assert.deepEqual(parseWindow('1000', '2000'), { from: 1000, to: 2000 });
  assert.deepEqual(parseWindow('2000', '1000'), { from: 1000, to: 2000 });
  assert.deepEqual(parseWindow('1970-01-01T00:16:40Z', '2000.4'), { from: 1000, to: 2000 });
  for (const [from, to] of [
    [null, '5'],
    ['5', null],
    ['', ''],
    ['soon', '5'],
    ['1e999', '5'],
    ['-3', 'x'],
  ] as const)
    assert.equal(parseWindow(from, to), null, `${from} ${to}`);
});

test('a window is never too short to show something', () => {
  const { from, to } = windowOf(1000, 1001);
  assert.equal(to - from, kLeastSeconds);
  assert.ok(from <= 1000 && to >= 1001);
});

test('zoom keeps its middle, moves go half a width, nothing goes beyond now', () => {
  const window = { from: 1000, to: 2000 };
  assert.deepEqual(moved(window, 'in', 9000), { from: 1250, to: 1750 });
  assert.deepEqual(moved(window, 'in', 9000, 1200), { from: 1100, to: 1600 });
  assert.deepEqual(moved(window, 'out', 9000), { from: 500, to: 2500 });
  assert.deepEqual(moved(window, 'out', 2100), { from: 100, to: 2100 });
  assert.deepEqual(moved(window, 'earlier', 9000), { from: 500, to: 1500 });
  assert.deepEqual(moved(window, 'later', 9000), { from: 1500, to: 2500 });
  assert.deepEqual(moved(window, 'later', 2000), { from: 1000, to: 2000 });
});

test('a page of its own and its time are in the URL; without a stream neither is', () => {
  const route = parseRoute('#/stream/local/cam%2F1?from=1000&to=2000');
  assert.equal(route.full, true, 'an incident link opens the page');
  assert.deepEqual(route.zoom, { from: 1000, to: 2000 });
  assert.equal(formatRoute(route), '#/stream/local/cam%2F1?from=1000&to=2000');
  const full = parseRoute('#/stream/local/cam?full=1&range=7d');
  assert.equal(full.full, true);
  assert.equal(full.zoom, null);
  for (const odd of ['from=99999999999999&to=99999999999999', 'from=1e30&to=2', 'from=-5&to=x'])
    assert.equal(parseRoute(`#/stream/one/a?${odd}`).zoom, null, odd);
  assert.deepEqual(parseRoute('#/stream/one/a?from=1795360000000&to=1795370000000').zoom, {
    from: 1795360000,
    to: 1795370000,
  });
  assert.equal(full.range, '7d');
  assert.equal(formatRoute(full), '#/stream/local/cam?range=7d&full=1');
  assert.equal(parseRoute('#/stream/local/cam?from=x&to=2').full, false);
  assert.equal(parseRoute('#/hosts?full=1&from=1000&to=2000').full, false);
  assert.equal(parseRoute('#/stream/a/b?range=9y').range, '5m');
});

test('a counter becomes a rate; holes and new beginnings give none that is invented', () => {
  const { mean } = perSecond([0, 2, 4, 6, 8, 10, 12], [10, 14, null, 20, 24, 4, 4]);
  assert.deepEqual(mean, [null, 2, null, null, 2, 2, 0]);
});

test('the sum of lines counts those that have a value', () => {
  assert.deepEqual(sumOf([{ mean: [1, null, null] }, { mean: [2, 3, null] }]).mean, [3, 3, null]);
  assert.deepEqual(sumOf([]).mean, []);
});

test('statistics: sums of time bring their extremes, 95 % are of the means', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  assert.deepEqual(summaryOf({ mean: hundred }), { last: 100, min: 1, max: 100, p95: 95 });
  assert.deepEqual(summaryOf({ mean: [5, null], min: [2, null], max: [9, null] }), {
    last: 5,
    min: 2,
    max: 9,
    p95: 5,
  });
  assert.equal(summaryOf({ mean: [null, null] }), undefined);
  assert.equal(summaryOf({ mean: [] }), undefined);
  const many = new Array<number>(200_000).fill(1);
  assert.equal(summaryOf({ mean: many })?.max, 1, 'also of more values than a call has room for');
});

test('a band is mean, most, least; without sums its edges are empty', () => {
  assert.deepEqual(bandColumns({ mean: [2], min: [1], max: [3] }), [[2], [3], [1]]);
  assert.deepEqual(bandColumns({ mean: [2, 4] }), [
    [2, 4],
    [null, null],
    [null, null],
  ]);
  const history = { step_seconds: 10, times: [1], series: { a: { avg: [2], min: [1], max: [3] } } };
  assert.deepEqual(lineOf(history, 'a'), { mean: [2], min: [1], max: [3] });
  assert.equal(hasValues(lineOf(history, 'b')), false);
  assert.equal(hasValues(lineOf(undefined, 'a')), false);
});

test('a table sums up what does not fit, newest first, and leaves holes', () => {
  const rows = tableRows([10, 20, 30, 40, 50], [{ mean: [1, 3, null, null, 5] }], 3);
  assert.deepEqual(
    rows.map(({ time, cells }) => [time, cells[0]?.mean, cells[0]?.min, cells[0]?.max]),
    [
      [50, 5, 5, 5],
      [30, null, null, null],
      [10, 2, 1, 3],
    ],
  );
  assert.deepEqual(tableRows([], [{ mean: [] }], 3), []);
  const format = (value: number | null): string => `${value} ms`;
  assert.equal(cellText({ mean: 2, min: 1, max: 3 }, format), '2 ms (1 ms – 3 ms)');
  assert.equal(cellText({ mean: 2, min: 2, max: 2 }, format), '2 ms');
  assert.equal(cellText({ mean: null, min: null, max: null }, format), '–');
});

const event = (type: string, severity: EventRecord['severity'] = 'info'): EventRecord => ({
  id: type,
  time: '1970-01-01T00:01:00Z',
  node: 'n',
  type,
  severity,
  text: '',
});

test('what changes a stream is a mark, a reason is none', () => {
  assert.deepEqual(marksOf([event('stream_stalled'), event('reason_began', 'critical')]), [
    { time: 60, tone: 'bad' },
  ]);
  assert.equal(eventTone(event('reason_began', 'critical')), 'bad');
  assert.equal(eventTone(event('of_the_future')), 'info');
});

const connection: Connection = {
  node: 'n',
  id: '1',
  protocol: 'srt',
  role: 'reader',
  outbound_bits_per_second: 2e6,
  inbound_bits_per_second: 1,
  srt: { rtt_seconds: 0.04, latency_seconds: 0.12, link_loss_ratio: 0.01, dropped_ratio: 0.002 },
};

test('quality has what the protocol says, and nothing else', () => {
  assert.deepEqual(qualityOf(connection), {
    bitsPerSecond: 2e6,
    rttSeconds: 0.04,
    lossRatio: 0.01,
    latencyRatio: 3,
    missedRatio: 0.002,
    missedFrames: undefined,
  });
  const rtmp = qualityOf({
    node: 'n',
    id: '2',
    protocol: 'rtmp',
    role: 'reader',
    rtmp: { frames_discarded_total: 7 },
  });
  assert.deepEqual(
    Object.entries(rtmp).filter(([, value]) => value !== undefined),
    [['missedFrames', 7]],
  );
  assert.equal(qualityOf({ ...connection, srt: { rtt_seconds: 0 } }).latencyRatio, undefined);
  assert.deepEqual([2.9, 3, 3.9, 4].map(latencyTone), ['bad', 'warn', 'warn', 'ok']);
});

test('every figure of a connection is a line, known or not, in the order of the table', () => {
  const field = (key: string, role: Field['role']): Field => ({
    key,
    role,
    kind: 'gauge',
    unit: 'ratio',
    label: { en: key, de: key },
    help: { en: `${role}.`, de: `${role}.` },
  });
  const schema = {
    srt: [
      field('dropped_ratio', 'publisher'),
      field('dropped_ratio', 'reader'),
      field('rtt_seconds', 'both'),
      field('absent_ratio', 'both'),
    ],
  };
  const srt = { rtt_seconds: 0.04, dropped_ratio: 0, of_the_future: 5, nothing: null };
  const [group] = fieldLines({ ...connection, srt }, schema);
  assert.equal(group?.resource, 'srt');
  assert.deepEqual(
    group?.lines.map((line) => [line.key, line.value, line.field?.help.en]),
    [
      ['dropped_ratio', 0, 'reader.'],
      ['rtt_seconds', 0.04, 'both.'],
      ['of_the_future', 5, undefined],
    ],
  );
  assert.equal(fieldLines(connection, {})[0]?.lines.length, 4, 'also before the schema is read');
});

test('links bear hostile names', () => {
  const base = new URL('https://m.example/sub/api/v1/');
  const address = { node: 'local', name: "a b/'; rm -rf ~ #?&{from}" };
  const json = streamJson(base, address);
  assert.equal(
    json,
    'https://m.example/sub/api/v1/streams/local/a%20b/%27%3B%20rm%20-rf%20~%20%23%3F%26%7Bfrom%7D',
  );
  assert.equal(curlOf(json), `curl -sS '${json}'`);
  assert.equal(curlOf("https://x/'$(id)'"), "curl -sS 'https://x/%27$(id)%27'");
  const csv = new URL(historyCsv(base, address, { from: 1, to: 2 }));
  assert.equal(csv.searchParams.get('path'), address.name);
  assert.equal(csv.searchParams.get('format'), 'csv');
  const grafana = grafanaLink('https://g/d/x?n={node}&p={path}&from={from}&to={to}', address, {
    from: 1,
    to: 2,
  });
  assert.equal(new URL(grafana ?? '').searchParams.get('p'), address.name);
  assert.equal(new URL(grafana ?? '').searchParams.get('to'), '2000');
  assert.equal(grafanaLink('javascript:alert(1)', address, { from: 1, to: 2 }), undefined);
});
