import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeriesBuffer } from '../src/chart/series';
import { de } from '../src/i18n/de';
import { en } from '../src/i18n/en';
import { streamDe } from '../src/i18n/stream_de';
import { streamEn } from '../src/i18n/stream_en';
import { formats, kNone } from '../src/i18n/format';
import { german } from '../src/i18n/german';
import { english, preferredLang, translator } from '../src/i18n/i18n';
import { dataAgeSeconds, isStale, oldAfterSeconds, pillState } from '../src/view/freshness';
import { ServerClock } from '../src/data/clock';
import { reduce } from '../src/data/reducer';
import type { NodeMeta } from '../src/data/wire';

const e = formats('en', 'UTC');
const d = formats('de', 'Europe/Berlin');

test('both languages have the same words with the same places to fill', () => {
  const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  const check = <W extends Record<string, string>>(english: W, german: W): void => {
    assert.deepEqual(Object.keys(german).sort(), Object.keys(english).sort());
    for (const [word, text] of Object.entries(english)) {
      assert.deepEqual(places(german[word] ?? ''), places(text), word);
      assert.notEqual((german[word] ?? '').trim(), '', word);
    }
  };
  check<Record<string, string>>(en, de);
  check<Record<string, string>>(streamEn, streamDe);
});

test('every plural has both forms', () => {
  for (const word of Object.keys(en)) {
    if (word.endsWith('.one')) assert.ok(`${word.slice(0, -4)}.other` in en, word);
    if (word.endsWith('.other')) assert.ok(`${word.slice(0, -6)}.one` in en, word);
  }
  assert.equal(translator(english).plural('servers', 1), '1 server');
  assert.equal(translator(english).plural('servers', 1200), '1,200 servers');
  assert.equal(translator(german).plural('servers', 1200), '1.200 Server');
});

test('values are filled in as text, once', () => {
  const t = translator(english);
  assert.equal(t('nomatch.query', { query: '<b>{n}$&' }), 'Nothing contains “<b>{n}$&”.');
});

test('the first spoken language of the browser is taken', () => {
  assert.equal(preferredLang(['fr-FR', 'de-AT', 'en']), 'de');
  assert.equal(preferredLang(['fr']), 'en');
  assert.equal(preferredLang([]), 'en');
});

test('numbers have fixed decimals and the separators of the language', () => {
  assert.equal(e.megabits(1_114_000), '1.11');
  assert.equal(d.megabits(1_114_000), '1,11');
  assert.equal(d.megabits(1_234_567_890), '1.234,57');
  assert.equal(e.megabits(0), '0.00');
  assert.equal(e.milliseconds(0.0624), '62');
  assert.equal(e.milliseconds(0.0004), '0.4');
  assert.equal(d.percent(0.0042, 2), '0,42 %');
  assert.equal(e.bitRate(949_700), '950 kbit/s');
  assert.equal(e.bitRate(0), '0 kbit/s');
  assert.equal(d.times(4.94), '4,9 ×');
  assert.equal(e.times(247.8), '248 ×');
  assert.equal(e.times(125_000), '> 9,999 ×');
  assert.equal(e.times(undefined), '–');
  assert.equal(d.bitRate(6_020_000), '6,02 Mbit/s');
  assert.deepEqual(e.total(17_940_000), { value: '17.9', unit: 'Mbit/s' });
  assert.deepEqual(e.total(572_540_000), { value: '573', unit: 'Mbit/s' });
  assert.deepEqual(d.total(14_814_500_000), { value: '14,81', unit: 'Gbit/s' });
  assert.deepEqual(e.total(NaN), { value: '–', unit: 'Mbit/s' });
  assert.equal(e.bytes(1536 * 1024 * 1024), '1.5 GiB');
  assert.equal(e.bytes(12), '12 B');
});

test('what is not known is a dash, never a zero', () => {
  for (const value of [null, undefined, NaN, Infinity]) {
    for (const text of [
      e.megabits(value),
      e.bitRate(value),
      e.milliseconds(value),
      e.percent(value),
      e.count(value),
      e.bytes(value),
      e.duration(value),
      e.time(value),
    ]) {
      assert.equal(text, kNone);
    }
  }
});

test('a day and a time of day have no year', () => {
  const at = Date.parse('2026-11-29T23:04:05Z');
  assert.equal(e.dayTime(at), '29 Nov, 23:04');
  assert.equal(d.dayTime(at), '30. Nov., 00:04');
  assert.equal(d.day(at), 'Montag, 30. November');
  assert.equal(e.dayTime(undefined), kNone);
});

test('durations are short and do not round up', () => {
  assert.deepEqual(
    [0, 0.46, 59.9, 60, 3599, 3600, 8040, 86399, 97200].map((s) => e.duration(s)),
    ['0 s', '0 s', '59 s', '1 min', '59 min', '1 h 0 min', '2 h 14 min', '23 h 59 min', '1 d 3 h'],
  );
  assert.equal(e.duration(0.46, true), '0.4 s');
  assert.equal(d.duration(9.99, true), '9,9 s');
  assert.equal(e.duration(10.5, true), '10 s');
});

test('times are in 24 h, also at midnight', () => {
  const midnight = Date.parse('2026-11-22T00:05:09Z');
  assert.equal(e.time(midnight), '00:05');
  assert.equal(e.time(midnight, true), '00:05:09');
  assert.equal(d.time(midnight), '01:05');
  assert.deepEqual(
    [1, 60, 86_400].map((step) => e.tick(midnight, step)),
    ['00:05:09', '00:05', '22 Nov'],
  );
  assert.equal(e.moment(midnight), '22 Nov, 00:05:09');
  assert.equal(d.moment(midnight), '22. Nov., 01:05:09');
});

test('a series grows from history by live samples, and silence becomes a gap', () => {
  const buffer = new SeriesBuffer(['a', 'b']);
  buffer.push(106, [6, 60]);
  buffer.load({
    step_seconds: 2,
    times: [100, 102, 104],
    series: { a: { avg: [1, null, 3] }, b: undefined },
  });
  assert.deepEqual(buffer.times, [100, 102, 104, 106]);
  assert.deepEqual(buffer.columns, [
    [1, null, 3, 6],
    [null, null, null, 60],
  ]);
  buffer.push(106, [9, 9]);
  buffer.push(130, [7, 70]);
  assert.deepEqual(buffer.times.slice(-3), [106, 108, 130]);
  assert.deepEqual(buffer.columns[0]?.slice(-3), [6, null, 7]);
  buffer.trim(105);
  assert.deepEqual(buffer.times, [104, 106, 108, 130], 'one point before the window stays');
  assert.equal(buffer.empty, false);
  assert.equal(new SeriesBuffer(['a']).empty, true);
});

test('the pill tells live, stale, polling and lost apart', () => {
  const base = Date.parse('2026-11-22T18:00:00Z');
  let local = base;
  const clock = new ServerClock(() => local);
  const node: NodeMeta = {
    node: 'local',
    up: true,
    collected_at: '2026-11-22T18:00:00Z',
    interval_seconds: 2,
  };
  const state = (nodes: NodeMeta[], ok = true) => {
    const reduced = reduce(null, {
      type: 'snapshot',
      instance: 'i',
      seq: 1,
      server_time: '',
      nodes,
      redis: { ok },
    });
    assert.ok(reduced.kind === 'ok');
    return reduced.state;
  };
  assert.equal(pillState(null, { phase: 'connecting' }, clock), 'connecting');
  assert.equal(pillState(state([node]), { phase: 'live' }, clock), 'live');
  assert.equal(pillState(state([node]), { phase: 'polling' }, clock), 'polling');
  assert.equal(pillState(state([node]), { phase: 'lost' }, clock), 'lost');
  assert.equal(pillState(state([node], false), { phase: 'live' }, clock), 'stale');
  local += 6001;
  assert.equal(pillState(state([node]), { phase: 'live' }, clock), 'stale');
  const fresh = { ...node, node: 'b', collected_at: '2026-11-22T18:00:05Z' };
  assert.equal(pillState(state([node, fresh]), { phase: 'live' }, clock), 'live');
  assert.equal(isStale({ ...fresh, up: false }, clock), true);
  assert.equal(Math.round(dataAgeSeconds(state([{ ...node, up: false }, fresh]), clock) ?? -1), 1);
  assert.equal(oldAfterSeconds(10), 30);
});
