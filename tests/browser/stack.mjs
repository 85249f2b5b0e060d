// The real programs, started for one test run: Redis, the simulated MediaMTX, exporter, dashboard, agent.
// Every process is started here and ended here, by its own handle.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, get } from './watch.mjs';

const kStartMs = 15_000;
const kStopMs = 5_000;
const kReconnecting = 'cam/0003';

/** Starts a program and waits until its output says where it listens; throws with the output if it ends before. */
export async function start(command, args, ready) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let output = '';
  let timer;
  const match = await new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`${command} ${args.join(' ')}: ${why}\n${output}`));
    const read = (chunk) => {
      output += chunk;
      const found = ready.exec(output);
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
    timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`not ready after ${kStartMs / 1000} s`);
    }, kStartMs);
  }).finally(() => clearTimeout(timer));
  return { child, match, output: () => output };
}

export async function stop(program) {
  if (!program || program.child.exitCode !== null || program.child.signalCode !== null) return;
  const ended = new Promise((resolve) => program.child.once('exit', resolve));
  program.child.kill('SIGTERM');
  const timer = setTimeout(() => program.child.kill('SIGKILL'), kStopMs);
  await ended;
  clearTimeout(timer);
}

const kListening = /listening on http:\/\/127\.0\.0\.1:(\d+)/;

export async function startStack({ binDir, hostileName, streams = 12, dashboardFlags = [] }) {
  const folder = await mkdtemp(join(tmpdir(), 'mtxmon-browser-'));
  const running = new Map();
  const bin = (name) => join(binDir, name);
  const socket = join(folder, 'redis.sock');
  const config = join(folder, 'config.yml');
  const ports = {};

  async function run(name, command, args, ready = kListening) {
    const program = await start(command, args, ready);
    running.set(name, program);
    if (program.match[1]) ports[name] = program.match[1];
  }
  const common = ['--config.file', config, '--redis.url', `unix://${socket}`];
  const simulator = () =>
    run('mediamtx', bin('mediamtx-sim'), [
      '--streams',
      String(streams),
      '--readers',
      '2',
      '--name',
      hostileName,
      '--port',
      ports.mediamtx ?? '0',
    ]);
  const dashboard = () =>
    run('dashboard', bin('mediamtx-dashboard'), [
      ...common,
      '--grafana.url',
      'https://grafana.example/d/x?var-node={node}&var-path={path}&from={from}&to={to}',
      '--web.listen-address',
      `127.0.0.1:${ports.dashboard ?? 0}`,
      ...dashboardFlags,
    ]);

  const stack = {
    node: 'local',
    get url() {
      return `http://127.0.0.1:${ports.dashboard}/`;
    },
    stopMediamtx: () => stop(running.get('mediamtx')),
    startMediamtx: simulator,
    /** One publisher and its readers go and come again: an event, and connections that ended. */
    async endConnections() {
      const newest = async () => {
        const ids = await Promise.all(
          ['events', 'sessions'].map(async (kind) => {
            const answer = await (await get(`${stack.url}api/v1/${kind}?limit=1`)).json();
            return answer[kind]?.[0]?.id;
          }),
        );
        return ids;
      };
      const before = await newest();
      const answer = await fetch(`http://127.0.0.1:${ports.mediamtx}/sim/control`, {
        method: 'POST',
        body: JSON.stringify({ publisher: 'reconnect', stream: kReconnecting }),
      });
      if (!answer.ok) throw new Error(`the simulator answers ${answer.status}: ${await answer.text()}`);
      await eventually('an event and an end', async () =>
        (await newest()).every((one, index) => one !== undefined && one !== before[index]),
      );
    },
    stopDashboard: () => stop(running.get('dashboard')),
    startDashboard: dashboard,
    /** Tells the simulated MediaMTX what is to happen (tests/simulator/README.md). */
    async control(order) {
      const answer = await fetch(`http://127.0.0.1:${ports.mediamtx}/sim/control`, {
        method: 'POST',
        body: JSON.stringify(order),
      });
      if (!answer.ok) throw new Error(`${JSON.stringify(order)}: ${await answer.text()}`);
    },
    async close() {
      for (const program of [...running.values()].reverse()) await stop(program);
      await rm(folder, { recursive: true, force: true });
    },
    logs: () =>
      [...running].map(([name, program]) => `--- ${name}\n${program.output()}`).join('\n'),
  };
  try {
    await writeFile(config, '');
    await run(
      'redis',
      'redis-server',
      [
        '--port',
        '0',
        '--unixsocket',
        socket,
        '--dir',
        folder,
        '--save',
        '',
        '--appendonly',
        'no',
        '--daemonize',
        'no',
      ],
      /ready to accept connections/i,
    );
    await simulator();
    await run('exporter', bin('mediamtx-exporter'), [
      ...common,
      '--mediamtx.url',
      `http://127.0.0.1:${ports.mediamtx}`,
      '--web.listen-address',
      '127.0.0.1:0',
    ]);
    await run('agent', bin('mediamtx-agent'), [...common, '--web.listen-address', '127.0.0.1:0']);
    await dashboard();
    return stack;
  } catch (error) {
    await stack.close();
    throw error;
  }
}
