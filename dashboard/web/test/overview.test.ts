import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdictTone } from '../src/view/verdict';
import { kMuteLengths, localDateTime, muteUntil } from '../src/data/mutes';
import { freeze } from '../src/data/pause';
import { worstProblems } from '../src/data/problems';
import { LiveClient } from '../src/data/live';
import type { LiveState } from '../src/data/reducer';
import { Sparks } from '../src/data/rings';
import { totals } from '../src/data/rows';
import { verdictOf, type Verdict } from '../src/data/verdict';
import type { Problem } from '../src/data/wire';
import { worstLink } from '../src/data/worst_link';
import { wantsKiosk } from '../src/view/kiosk';
import { stateOf, stream } from './small_world';

const problem = (change: Partial<Problem> = {}): Problem => ({
  key: 'k',
  code: 'srt_link_loss',
  severity: 'warning',
  streams: ['a'],
  ...change,
});

const verdict = (state: LiveState, blind = false): Verdict =>
  verdictOf(state, totals(state), worstProblems(state.nodes.values(), new Set()), blind);

test('the verdict counts what is not muted, by severity', () => {
  const state = stateOf([stream('a', { state: 'degraded' })], {
    problems: [
      problem({ severity: 'critical' }),
      problem(),
      problem(),
      problem({ severity: 'critical', muted_until: '2026-11-22T20:00:00Z' }),
    ],
  });
  assert.deepEqual(verdict(state), { kind: 'bad', critical: 1, warning: 2 });
  assert.deepEqual(verdict(state, true), { kind: 'unknown' }, 'what was seen last is not now');
});

test('a server that is down is critical, and streams without a sentence still count', () => {
  assert.deepEqual(verdict(stateOf([], { up: false })), { kind: 'bad', critical: 1, warning: 0 });
  assert.deepEqual(verdict(stateOf([stream('a', { state: 'stalled' })])), {
    kind: 'bad',
    critical: 0,
    warning: 1,
  });
});

test('since when all is well comes from the data: the last that came, or whose trouble ended', () => {
  const at = (time: string): string => `2026-11-22T${time}:00Z`;
  const well = verdict(
    stateOf([
      stream('a', {
        since: at('17:00'),
        reasons: [
          { code: 'x', severity: 'warning', since: at('18:00'), ended: at('18:02') },
          { code: 'y', severity: 'info', since: at('18:00'), ended: at('18:30') },
        ],
      }),
      stream('b', { since: at('17:30') }),
      stream('c', { state: 'idle', since: at('18:40') }),
    ]),
  );
  assert.deepEqual(well, {
    kind: 'well',
    live: 2,
    streams: 3,
    sinceMs: Date.parse(at('18:02')),
  });
  assert.deepEqual(verdict(stateOf([])), { kind: 'none' });
  const undated = verdict(stateOf([stream('a')]));
  assert.ok(undated.kind === 'well' && undated.sinceMs === undefined);
});

test('the worst link: lost for good, else too little time for repair, else lost on the way', () => {
  const tight = stream('tight', { latency_seconds: 0.12, rtt_seconds: 0.1 });
  const easy = stream('easy', { latency_seconds: 0.12, rtt_seconds: 0.01 });
  const losing = stream('losing', { rtp_loss_ratio: 0.02 });
  assert.equal(worstLink([easy, tight])?.stream.name, 'tight');
  assert.equal(worstLink([easy, tight, losing])?.by, 'lost');
  assert.equal(worstLink([stream('x', { rtp_loss_ratio: 0 })]), undefined);
  assert.equal(worstLink([stream('x', { link_loss_ratio: 0.1 })])?.by, 'loss');
  assert.equal(worstLink([{ ...losing, state: 'unknown' }, easy])?.stream.name, 'easy');
});

test('a mute ends where its button says', () => {
  const now = new Date(2026, 10, 22, 23, 30).getTime();
  assert.equal(muteUntil('30m', now) - now, 1_800_000);
  assert.equal(muteUntil('2h', now) - now, 7_200_000);
  assert.equal(muteUntil('24h', now) - now, 86_400_000);
  const morning = new Date(muteUntil('tomorrow', now));
  assert.deepEqual(
    [morning.getDate(), morning.getHours(), morning.getMinutes(), morning.getSeconds()],
    [23, 8, 0, 0],
  );
  assert.equal(localDateTime(now), '2026-11-22T23:30');
  assert.equal(new Date(localDateTime(now)).getTime(), now, 'and back');
  for (const length of kMuteLengths) assert.ok(muteUntil(length, now) > now);
});

test('paused, state, curves and clock stand still while messages go on', () => {
  let nowMs = 1_000_000;
  const client = new LiveClient(
    {
      openSocket: () => {
        throw new Error('none');
      },
      fetchJson: () => Promise.reject(new Error('none')),
      nowMs: () => nowMs,
      random: () => 0,
      setTimer: () => 0,
      clearTimer: () => undefined,
      hidden: () => false,
    },
    () => undefined,
  );
  client.clock.observe(new Date(nowMs + 5000).toISOString());
  client.state = stateOf([stream('a', { inbound_bits_per_second: 1 })], {
    collected_at: new Date(nowMs).toISOString(),
  });
  const sparks = new Sparks();
  sparks.collect(client.state);
  const frozen = freeze(client, sparks, nowMs);
  nowMs += 60_000;
  client.state = stateOf([stream('a', { inbound_bits_per_second: 2 })], {
    collected_at: new Date(nowMs).toISOString(),
  });
  sparks.collect(client.state);
  assert.equal(frozen.client.clock.nowMs(), 1_005_000);
  assert.equal(client.clock.nowMs(), 1_065_000);
  assert.equal(frozen.client.state, frozen.state);
  assert.notEqual(client.state, frozen.state);
  assert.deepEqual(frozen.sparks.streams.get('local/a')?.values, [1]);
});

test('the wall is asked for in the address, before or behind the hash', () => {
  const wants = (url: string): boolean => wantsKiosk(new URL(url, 'http://a/'));
  assert.equal(wants('/?kiosk=1'), true);
  assert.equal(wants('/#/streams?kiosk=1'), true);
  assert.equal(wants('/?kiosk=0#/streams?q=kiosk'), false);
  assert.equal(wants('/'), false);
});

test('only what is critical is red', () => {
  const tone = (critical: number, warning: number): string =>
    verdictTone({ kind: 'bad', critical, warning });
  assert.equal(tone(0, 3), 'warn');
  assert.equal(tone(1, 0), 'bad');
  assert.equal(tone(1, 3), 'bad');
  assert.equal(verdictTone({ kind: 'unknown' }), 'bad');
  assert.equal(verdictTone({ kind: 'none' }), 'off');
});
