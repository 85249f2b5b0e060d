import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs } from '../src/data/backoff';
import { ServerClock } from '../src/data/clock';
import { kSilenceMs, LiveClient, type SocketLike } from '../src/data/live';

/** Until all promises that can go on have gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A world without real time: timers run when the test says so. */
class World {
  now = 1_000_000;
  sockets: FakeSocket[] = [];
  timers = new Map<number, { at: number; run: () => void }>();
  answers: Record<string, unknown> | null = null;
  private nextTimer = 1;
  readonly client = new LiveClient(
    {
      openSocket: () => {
        const socket = new FakeSocket();
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
      hidden: () => false,
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
  assert.equal(requests, 1, 'only the silence timer is left: polling has ended');
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
