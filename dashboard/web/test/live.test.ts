import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs } from '../src/data/backoff';
import { ServerClock } from '../src/data/clock';
import { kHiddenMs, kSilenceMs, LiveClient, type SocketLike } from '../src/data/live';

/** Until all promises that can go on have gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A world without real time: timers run when the test says so. */
class World {
  now = 1_000_000;
  sockets: FakeSocket[] = [];
  timers = new Map<number, { at: number; run: () => void }>();
  answers: Record<string, unknown> | null = null;
  hidden = false;
  private nextTimer = 1;
  readonly client = new LiveClient(
    {
      openSocket: (query) => {
        const socket = new FakeSocket(new URLSearchParams(query));
        this.sockets.push(socket);
        return socket;
      },
      fetchJson: async (path) => {
        if (!this.answers) throw new Error('refused');
        return this.answers[path] ?? {};
      },
      nowMs: () => this.now,
      random: () => 0.5,
      setTimer: (run, ms) => {
        this.timers.set(this.nextTimer, { at: this.now + ms, run });
        return this.nextTimer++;
      },
      clearTimer: (timer) => void this.timers.delete(timer),
      hidden: () => this.hidden,
    },
    () => {},
  );

  get socket(): FakeSocket {
    const last = this.sockets[this.sockets.length - 1];
    assert.ok(last);
    return last;
  }

  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      const due = [...this.timers]
        .filter(([, timer]) => timer.at <= end)
        .sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.now = due[1].at;
      due[1].run();
      await settled();
    }
    this.now = end;
    await settled();
  }

  send(message: object): void {
    this.socket.onmessage?.call(
      this.socket as unknown as WebSocket,
      {
        data: JSON.stringify({ server_time: new Date(this.now).toISOString(), ...message }),
      } as MessageEvent,
    );
  }
}

class FakeSocket implements SocketLike {
  onmessage: WebSocket['onmessage'] = null;
  onclose: WebSocket['onclose'] = null;
  onerror: WebSocket['onerror'] = null;
  closed = false;
  sent: Record<string, unknown>[] = [];
  constructor(readonly query: URLSearchParams) {}
  send(text: unknown): void {
    this.sent.push(JSON.parse(String(text)) as Record<string, unknown>);
  }
  close(): void {
    this.closed = true;
  }
  drop(): void {
    this.onclose?.call(this as unknown as WebSocket, {} as CloseEvent);
  }
}

const kSnapshot = { type: 'snapshot', instance: 'i', seq: 1, nodes: [], streams: [], hosts: [] };

test('back-off grows 1-2-4-8-15 s, stays there, and is spread by a fifth', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 99].map((n) => backoffMs(n, () => 0.5)),
    [1000, 2000, 4000, 8000, 15000, 15000, 15000],
  );
  assert.equal(
    backoffMs(1, () => 0),
    800,
  );
  assert.equal(
    backoffMs(5, () => 1),
    18000,
  );
  assert.equal(
    backoffMs(0, () => 0.5),
    1000,
  );
});

test('live after the first message, and while messages come', async () => {
  const world = new World();
  world.client.start();
  assert.equal(world.client.status.phase, 'connecting');
  world.send(kSnapshot);
  for (let seq = 2; seq < 12; seq += 1) {
    await world.pass(2000);
    world.send({ type: 'update', seq });
  }
  assert.equal(world.client.status.phase, 'live');
  assert.equal(world.client.state?.seq, 11);
  assert.equal(world.sockets.length, 1);
});

test('silence of more than 6 s means a dead connection', async () => {
  const world = new World();
  world.client.start();
  world.send(kSnapshot);
  await world.pass(kSilenceMs - 1);
  assert.equal(world.client.status.phase, 'live');
  await world.pass(1);
  assert.equal(world.client.status.phase, 'lost');
  assert.ok(world.sockets[0]?.closed);
  assert.equal(world.client.status.retryAtMs, world.now + 1000);
  await world.pass(1000);
  assert.equal(world.sockets.length, 2);
});

test('a gap closes the connection; the next snapshot heals it', async () => {
  const world = new World();
  world.client.start();
  world.send(kSnapshot);
  world.send({ type: 'update', seq: 5 });
  assert.equal(world.client.status.phase, 'lost');
  assert.equal(world.client.state?.seq, 1);
  await world.pass(1000);
  world.send({ ...kSnapshot, seq: 6 });
  assert.equal(world.client.status.phase, 'live');
  assert.equal(world.client.status.error, undefined);
});

test('messages of a closed socket are not heard any more', async () => {
  const world = new World();
  world.client.start();
  world.send(kSnapshot);
  const old = world.socket;
  const speak = old.onmessage;
  await world.pass(kSilenceMs + 1000);
  speak?.call(
    old as unknown as WebSocket,
    { data: JSON.stringify({ ...kSnapshot, seq: 99 }) } as MessageEvent,
  );
  assert.equal(world.client.state?.seq, 1);
});

test('without WebSocket it asks by REST, and comes back to the WebSocket', async () => {
  const world = new World();
  world.answers = {
    nodes: {
      nodes: [
        {
          node: 'local',
          up: true,
          collected_at: new Date(world.now + 50_000).toISOString(),
          age_seconds: 1,
        },
      ],
    },
    streams: { streams: [{ node: 'local', name: 'a', state: 'live' }] },
    '../../readyz': { redis: { ok: false, error: 'gone' } },
  };
  world.client.start();
  world.socket.drop();
  await world.pass(1000);
  world.socket.drop();
  await world.pass(0);
  assert.equal(world.client.status.phase, 'polling');
  assert.equal(world.client.state?.streams.size, 1);
  assert.equal(world.client.state?.redis.ok, false);
  assert.ok(Math.abs(world.client.clock.offsetMs - 50_000) < 10);
  await world.pass(2000);
  world.send(kSnapshot);
  assert.equal(world.client.status.phase, 'live');
  const requests = world.timers.size;
  assert.equal(requests, 2, 'only silence and the pulse are left: polling has ended');
});

test('when REST fails too it is lost, with the reason, and goes on trying', async () => {
  const world = new World();
  world.client.start();
  world.send(kSnapshot);
  world.socket.drop();
  await world.pass(1000);
  world.socket.drop();
  await world.pass(1);
  assert.equal(world.client.status.phase, 'lost');
  assert.equal(world.client.status.error, 'refused');
  assert.equal(world.client.state?.seq, 1, 'the last values stay');
  const tries = world.sockets.length;
  await world.pass(60_000);
  assert.ok(world.sockets.length > tries);
});

test('waking up after sleep connects at once; waking up in time does nothing', async () => {
  const world = new World();
  world.client.start();
  world.send(kSnapshot);
  world.client.wake();
  assert.equal(world.sockets.length, 1);
  world.now += 3_600_000;
  world.client.wake();
  assert.equal(world.sockets.length, 2);
  assert.equal(world.client.status.phase, 'lost', 'what is an hour old is not called live');
  world.send(kSnapshot);
  assert.equal(world.client.status.phase, 'live');
});

test('ages are by the clock of the server, and the fastest message is believed', () => {
  let local = 0;
  const clock = new ServerClock(() => local);
  const base = Date.parse('2026-11-22T18:00:00.000Z');
  local = base - 90_000 + 400;
  clock.observe('2026-11-22T18:00:00.000Z');
  local = base + 2000 - 90_000 + 10;
  clock.observe('2026-11-22T18:00:02.000Z');
  assert.equal(clock.offsetMs, 89_990);
  local += 5000;
  assert.equal(clock.ageSeconds('2026-11-22T18:00:02.000Z'), 5);
  assert.equal(clock.ageSeconds('2026-11-22T19:00:00.000Z'), 0);
  assert.equal(clock.ageSeconds('nonsense'), undefined);
  assert.equal(clock.ageSeconds(null), undefined);
});

const live = (world: World): void => {
  world.client.start();
  world.send({
    ...kSnapshot,
    seq: 7,
    streams: [{ node: 'local', name: 'a', state: 'live', row: 1, rtt_seconds: 0.1 }],
  });
};
const streamA = (world: World) => world.client.state?.streams.get('local/a');

test('the first handshake asks for rows in columns, and a later one for what was missed', async () => {
  const world = new World();
  live(world);
  const first = world.socket.query;
  assert.ok(first.get('fields')?.split(',').includes('inbound_bits_per_second'));
  assert.ok(!first.get('fields')?.split(',').includes('last_inbound_at'));
  assert.equal(first.get('numbers'), 'columns');
  assert.equal(first.get('seq'), null);
  world.socket.drop();
  await world.pass(1000);
  assert.equal(world.socket.query.get('instance'), 'i');
  assert.equal(world.socket.query.get('seq'), '7');
  world.send({
    type: 'update',
    seq: 12,
    after_seq: 7,
    numbers: { rtt_seconds: { rows: [1], values: [0.2] } },
  });
  assert.equal(world.client.status.phase, 'live');
  assert.equal(streamA(world)?.rtt_seconds, 0.2);
});

test('what was missed is added to what came by WebSocket, not to what REST said meanwhile', async () => {
  const world = new World();
  world.answers = { streams: { streams: [{ node: 'local', name: 'b', state: 'live' }] } };
  live(world);
  world.socket.drop();
  await world.pass(1000);
  world.socket.drop();
  await world.pass(0);
  assert.deepEqual([...(world.client.state?.streams.keys() ?? [])], ['local/b']);
  await world.pass(2000);
  assert.equal(world.socket.query.get('seq'), '7');
  world.send({ type: 'update', seq: 9, after_seq: 7 });
  assert.deepEqual([...(world.client.state?.streams.keys() ?? [])], ['local/a']);
});

test('a gap is not resumed from', async () => {
  const world = new World();
  live(world);
  world.send({ type: 'update', seq: 9 });
  await world.pass(1000);
  assert.equal(world.socket.query.get('seq'), null);
});

test('a hidden tab is told less after a while, and comes back to what it had', async () => {
  const world = new World();
  live(world);
  world.hidden = true;
  world.client.hide();
  await world.pass(5000);
  world.send({ type: 'update', seq: 8 });
  await world.pass(kHiddenMs - 5000);
  assert.deepEqual(world.socket.sent[0], {
    type: 'subscribe',
    id: 1,
    fields: ['state', 'reasons', 'muted_until'],
    whole: [],
    numbers: 'columns',
    instance: 'i',
    seq: 8,
  });
  assert.equal(world.client.resting, true);
  world.send({ type: 'update', seq: 9, numbers: { rtt_seconds: { rows: [1], values: [9] } } });
  assert.equal(streamA(world)?.rtt_seconds, 0.1, 'on its way before the confirmation: not heard');
  world.send({ type: 'subscribed', id: 1 });
  world.send({
    type: 'update',
    seq: 9,
    after_seq: 8,
    streams: [{ node: 'local', name: 'a', state: 'stalled' }],
  });
  assert.equal(streamA(world)?.state, 'stalled', 'the title can count it');

  world.hidden = false;
  world.client.wake();
  assert.equal(world.client.resting, false);
  assert.equal(world.socket.sent[1]?.seq, 8, 'from the last whole state');
  world.send({ type: 'subscribed', id: 2 });
  world.send({
    type: 'update',
    seq: 10,
    after_seq: 8,
    numbers: { rtt_seconds: { rows: [1], values: [0.3] } },
  });
  assert.equal(streamA(world)?.state, 'live');
  assert.equal(streamA(world)?.rtt_seconds, 0.3);
  assert.equal(world.sockets.length, 1);
});

test('a tab that is hidden for a moment is told everything', async () => {
  const world = new World();
  live(world);
  world.hidden = true;
  world.client.hide();
  await world.pass(5000);
  world.send({ type: 'update', seq: 8 });
  world.hidden = false;
  world.client.wake();
  await world.pass(5000);
  world.send({ type: 'update', seq: 9 });
  await world.pass(5000);
  assert.deepEqual(world.socket.sent, []);
});

test('the stream that is open comes whole', () => {
  const world = new World();
  live(world);
  world.client.show('local/a');
  assert.deepEqual(world.socket.sent[0]?.whole, ['local/a']);
  world.client.show('local/a');
  assert.equal(world.socket.sent.length, 1);
  world.send({ type: 'subscribed', id: 1 });
  world.send({
    type: 'update',
    seq: 7,
    after_seq: 7,
    whole: [{ node: 'local', name: 'a', row: 1, state: 'live', inbound_bytes_total: 5 }],
  });
  assert.equal(streamA(world)?.inbound_bytes_total, 5);
  assert.equal(streamA(world)?.rtt_seconds, undefined);
});

test('a stream that is open before the connection is named in the handshake, if it can be', () => {
  const named = (key: string): string | null => {
    const world = new World();
    world.client.show(key);
    world.client.start();
    return world.socket.query.get('whole');
  };
  assert.equal(named('local/<a> & b'), 'local/<a> & b');
  assert.equal(named('local/'), null);
  assert.equal(named(`local/${'x'.repeat(5000)}`), null);
  const world = new World();
  world.client.show('local/a,b');
  world.client.start();
  assert.equal(world.socket.query.get('whole'), null);
  world.send(kSnapshot);
  assert.deepEqual(world.socket.sent[0]?.whole, ['local/a,b']);
});

test('a stream that is opened while the connection is made is asked for afterwards', () => {
  const world = new World();
  world.client.start();
  world.client.show('local/a');
  assert.equal(world.socket.sent.length, 0);
  world.send(kSnapshot);
  assert.deepEqual(world.socket.sent[0]?.whole, ['local/a']);
});

test('a subscription that is not confirmed, or refused, is a lost connection', async () => {
  const world = new World();
  live(world);
  world.client.show('local/a');
  for (let seq = 8; seq < 11; seq += 1) {
    await world.pass(2000);
    world.send({ type: 'update', seq });
  }
  assert.equal(world.client.status.phase, 'lost');
  await world.pass(1000);
  world.send({ type: 'update', seq: 12, after_seq: 7 });
  assert.equal(world.client.status.phase, 'live');
  world.send({ type: 'error', error: 'no' });
  assert.equal(world.client.status.phase, 'lost');
  assert.equal(world.client.status.error, 'no');
});

test('a machine that slept connects anew by itself', async () => {
  const world = new World();
  live(world);
  await world.pass(2000);
  world.send({ type: 'update', seq: 8 });
  world.now += 3_600_000;
  await world.pass(0);
  assert.ok(world.sockets[0]?.closed);
  assert.notEqual(world.client.status.phase, 'live');
});

test('messages of a newer server are ignored', () => {
  const world = new World();
  live(world);
  world.send({ type: 'news' });
  assert.equal(world.client.status.phase, 'live');
  assert.equal(world.client.state?.seq, 7);
});
