// A dashboard without a backend, for work on the page: the same REST and WebSocket answers, made of sine waves.
// Only for developers: nothing of this is built into the product.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { endpointsAt, recordsAnswer } from './mock_records.mjs';

export const kContentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
const kTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};
const kIntervalMs = 2000;
const kSeries = [
  'inbound_bits_per_second',
  'outbound_bits_per_second',
  'rtt_seconds',
  'link_loss_ratio',
  'readers',
];
const kGib = 1024 ** 3;

/**
 * `nowMs` is its clock. `edit` changes what it says of its servers, for states that it has not got by itself;
 * `pastSeconds` of history are before its start; a `flags.mute` accepts a browser and says nothing.
 */
export function makeMock({
  dist,
  streams = 14,
  nodes = 2,
  beforePage = async () => {},
  nowMs = Date.now,
  edit = (meta) => meta,
  pastSeconds = 1800,
}) {
  const started = nowMs();
  const flags = { up: true, redis: true, exporter: true, webSocket: true, rest: true, mute: false };
  const nodeNames = nodes > 1 ? ['venue-a', 'cloud'] : ['local'];
  const specs = makeSpecs(streams, nodeNames, started);
  const sockets = new Map(); // of each, what it wants
  const downSince = {};
  let version = '0.1.0';
  let seq = 0;
  let polls = 0;
  let collected = nowMs();
  let polled = nowMs();
  let now = specs.map((spec) => streamAt(spec, collected));

  const mutes = new Map();
  const muteOf = (node, { code, streams }) =>
    [...mutes.values()].find(
      (mute) =>
        Date.parse(mute.until) > nowMs() &&
        mute.node === node &&
        mute.code === code &&
        mute.stream === streams[0],
    );
  const marked = (node, problem) => {
    const mute = muteOf(node, problem);
    return mute
      ? {
          ...problem,
          muted_until: mute.until,
          mute_id: mute.id,
          ...(mute.comment && { mute_comment: mute.comment }),
        }
      : problem;
  };
  const withMute = (stream) => {
    const problems = problemsOf([stream]).map((problem) => marked(stream.node, problem));
    const muted = problems.length > 0 && problems.every((problem) => problem.muted_until);
    return muted ? { ...stream, muted_until: problems[0].muted_until } : stream;
  };
  const nodeMetas = () =>
    nodeNames.map((node, index) => {
      const unreadable = !flags.redis && nowMs() - collected > 6000;
      const up = flags.exporter && !unreadable && (flags.up || index > 0);
      const at = index > 0 && flags.exporter ? polled : collected;
      const meta = {
        node,
        host: node,
        seq: polls,
        collected_at: iso(at),
        polled_at: iso(polled),
        interval_seconds: 2,
        up,
        host: node,
        exporter: { version: '0.1.0', listen_address: '127.0.0.1:9972' },
        endpoints: endpointsAt(up),
        server: { version: 'v1.20.1', started: iso(started) },
        problems: problemsOf(now.filter((stream) => stream.node === node)).map((problem) =>
          marked(node, problem),
        ),
        age_seconds: (nowMs() - at) / 1000,
        exporter_age_seconds: (nowMs() - polled) / 1000,
      };
      if (up) return edit(meta);
      return edit({
        ...meta,
        down_since: iso(downSince.at ?? collected),
        error: unreadable
          ? `nothing is known since ${iso(polled)}: ${redis().error}`
          : flags.exporter
          ? 'connection refused (http://127.0.0.1:9997/v3/paths/list): is MediaMTX running?'
          : `no exporter for ${Math.round((nowMs() - polled) / 1000)} s`,
        ...((!flags.exporter || unreadable) && { no_exporter: true }),
      });
    });
  const hosts = () => nodeNames.map((host, index) => hostAt(host, index, nowMs()));
  const snapshot = (view) => ({
    type: 'snapshot',
    instance: 'mock',
    seq,
    server_time: iso(nowMs()),
    version,
    redis: redis(),
    nodes: nodeMetas(),
    streams: now.map((stream) => part(view, stream)),
    hosts: hosts(),
  });
  const redis = () =>
    flags.redis
      ? { ok: true }
      : { ok: false, error: 'cannot connect to unix:///run/redis.sock: no such file' };

  function tick() {
    if (flags.exporter) polled = nowMs();
    if (flags.up && flags.exporter && flags.redis) {
      collected = polled;
      polls += 1;
      delete downSince.at;
    } else downSince.at ??= nowMs();
    const before = new Map(now.map((stream) => [key(stream), stream]));
    const unknown = nowMs() - collected > 6000;
    now = specs.map((spec) => {
      const last = before.get(key(spec));
      const frozen = !flags.exporter || !flags.redis || (!flags.up && spec.node === nodeNames[0]);
      if (!frozen) return withMute(streamAt(spec, polled));
      return unknown
        ? {
            ...last,
            state: 'unknown',
            since: last.state === 'unknown' ? last.since : iso(nowMs()),
          }
        : last;
    });
    seq += 1;
    const changed = now.map((stream) => patch(before.get(key(stream)), stream)).filter(Boolean);
    for (const [socket, view] of sockets) {
      send(socket, {
        type: 'update',
        seq,
        server_time: iso(nowMs()),
        redis: redis(),
        nodes: nodeMetas(),
        ...changesIn(view, changed, before),
        whole: now.filter((stream) => view.whole.includes(key(stream))),
        removed: [],
        hosts: hosts(),
      });
    }
  }
  const timer = setInterval(tick, kIntervalMs);

  let sent = 0;
  const send = (socket, message) => {
    if (flags.mute) return;
    sent += 1;
    socket.write(textFrame(JSON.stringify(message)));
  };

  /** Only subscriptions come; the mock knows no past, so each begins with a snapshot. */
  function receive(socket, text) {
    const { type, id, ...view } = JSON.parse(text);
    if (type !== 'subscribe') return send(socket, { type: 'error', error: `what is ${type}?` });
    sockets.set(socket, { whole: [], ...view });
    send(socket, { type: 'subscribed', id });
    return send(socket, snapshot(sockets.get(socket)));
  }

  function history(query) {
    const to = Number(query.get('to')) || nowMs() / 1000;
    const from = Math.max(Number(query.get('from')) || to - 600, started / 1000 - pastSeconds);
    const step = Math.max(2, Math.ceil((to - from) / Number(query.get('points') || 300) / 2) * 2);
    const spec = specs.find(
      (one) => one.node === query.get('node') && one.name === query.get('path'),
    );
    const index = nodeNames.indexOf(query.get('host'));
    if (!spec && index < 0) return { tier: 'samples', step_seconds: 2, times: [], series: {} };
    const names = (query.get('series') ?? '').split(',');
    const times = [];
    const columns = names.map(() => []);
    const isSum = to - Number(query.get('from')) > 3600;
    for (
      let time = Math.ceil(from / step) * step;
      time <= Math.min(to, collected / 1000);
      time += step
    ) {
      const gap = spec && spec.index % 3 === 1 && time > to - 150 && time < to - 120;
      const values = spec
        ? streamAt(spec, time * 1000)
        : hostSeries(hostAt(nodeNames[index], index, time * 1000));
      times.push(time);
      names.forEach((name, column) => columns[column].push(gap ? null : (values[name] ?? null)));
    }
    return {
      tier: isSum ? '10s' : 'samples',
      step_seconds: step,
      times,
      series: Object.fromEntries(
        names
          .map((name, column) => [name, columns[column]])
          .filter(([, avg]) => avg.some((value) => value !== null))
          .map(([name, avg]) => [name, isSum && !name.endsWith('_total') ? around(avg) : { avg }]),
      ),
    };
  }

  /** A day with two outages and an hour that nobody saw; a server's day without any. */
  function uptime(query) {
    const to = Number(query.get('to')) * 1000;
    const from = Number(query.get('from')) * 1000;
    const spec = specs.find(
      (one) => one.node === query.get('node') && one.name === query.get('path'),
    );
    const good = spec ? 'live' : 'up';
    const ends = spec
      ? [
          [0.2, good],
          [0.24, 'unknown'],
          [0.55, good],
          [0.551, 'stalled'],
          [0.7, good],
          [0.72, 'gone'],
          [0.93, good],
          [1, spec.state === 'live' ? 'live' : 'degraded'],
        ]
      : [[1, good]];
    const at = (share) => iso(from + share * (to - from));
    const timeline = ends.map(([end, state], index) => ({
      from: at(ends[index - 1]?.[0] ?? 0),
      to: at(end),
      state,
    }));
    const seconds = (span) => (Date.parse(span.to) - Date.parse(span.from)) / 1000;
    const observed = timeline.filter((span) => span.state !== 'unknown');
    const sum = (spans) => spans.reduce((total, span) => total + seconds(span), 0);
    const outages = timeline.filter((span) => ['stalled', 'gone'].includes(span.state));
    return {
      node: query.get('node'),
      ...(spec && { stream: spec.name }),
      from: iso(from),
      to: iso(to),
      observed_seconds: sum(observed),
      unknown_seconds: sum(timeline) - sum(observed),
      uptime_ratio: 1 - sum(outages) / sum(observed),
      states: Object.fromEntries(
        [...new Set(observed.map((span) => span.state))].map((state) => {
          const total = sum(observed.filter((span) => span.state === state));
          return [state, { seconds: total, ratio: total / sum(observed) }];
        }),
      ),
      outage_seconds: sum(outages),
      outages: outages.map((span) => ({ ...span, seconds: seconds(span) })),
      ...(query.get('timeline') === '1' && { timeline }),
    };
  }

  function answer(path, query) {
    if (path === 'streams')
      return {
        collected_at: iso(collected),
        age_seconds: (nowMs() - collected) / 1000,
        nodes: nodeMetas(),
        streams: now,
      };
    if (path === 'nodes') return { nodes: nodeMetas() };
    if (path === 'hosts') return { hosts: hosts() };
    if (path === 'mutes') return { may_change: true, mutes: [...mutes.values()] };
    if (path === 'history') return history(query);
    if (path === 'uptime') return uptime(query);
    if (path === 'schema') return { resources: kSchema };
    if (path === 'page')
      return { grafana_url: 'https://grafana.example/d/x?var-path={path}&from={from}&to={to}' };
    if (path === 'connections') return { connections: now.flatMap(connectionsOf) };
    if (path === 'events' || path === 'sessions') return recordsAnswer(path, query, nodeNames);
    const [, node, name] = /^streams\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const stream =
      name &&
      now.find(
        (one) => one.node === decodeURIComponent(node) && one.name === decodeURIComponent(name),
      );
    return stream
      ? { ...stream, age_seconds: 0, connections: connectionsOf(stream, nowMs()) }
      : null;
  }

  async function changeMutes(request, url, json) {
    if (request.method === 'DELETE')
      return mutes.delete(url.searchParams.get('id'))
        ? json(204, {})
        : json(404, { error: 'id: there is no such mute' });
    let text = '';
    for await (const chunk of request) text += chunk;
    const { node, key: problemKey, until, comment } = JSON.parse(text);
    const problem = problemsOf(now.filter((stream) => stream.node === node)).find(
      (one) => one.key === problemKey,
    );
    if (!problem) return json(404, { error: 'key: there is no such problem on this node now' });
    if (!(Date.parse(until) > nowMs())) return json(400, { error: 'until: is over' });
    const [stream] = problem.streams;
    const { code, severity } = problem;
    const id = `${node}/${code}/${stream}`;
    mutes.set(id, { id, node, code, stream, severity, until, created: iso(nowMs()), comment });
    return json(200, mutes.get(id));
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://mock');
    const headers = {
      'Content-Security-Policy': kContentSecurityPolicy,
      'X-Content-Type-Options': 'nosniff',
    };
    const json = (status, body) =>
      response
        .writeHead(status, {
          ...headers,
          'Content-Type': 'application/json',
          'Cache-Control': 'no-store',
        })
        .end(status === 204 ? undefined : JSON.stringify(body));
    if (url.pathname === '/readyz')
      return json(flags.redis ? 200 : 503, { ready: flags.redis, redis: redis(), nodes: [] });
    if (url.pathname.startsWith('/api/v1/')) {
      if (!flags.rest) return json(503, { error: 'switched off' });
      if (url.pathname === '/api/v1/mutes' && request.method !== 'GET')
        return changeMutes(request, url, json);
      const body = answer(url.pathname.slice('/api/v1/'.length), url.searchParams);
      return body ? json(200, body) : json(404, { error: 'not known' });
    }
    const name = url.pathname === '/' ? 'index.html' : url.pathname.slice(1);
    try {
      if (name === 'index.html') await beforePage();
      if (!/^[\w.-]+$/.test(name)) throw new Error('no such file');
      const body = await readFile(join(dist, name));
      return response
        .writeHead(200, {
          ...headers,
          'Content-Type': kTypes[extname(name)] ?? 'application/octet-stream',
        })
        .end(body);
    } catch (error) {
      return response.writeHead(404, headers).end(String(error));
    }
  });
  server.on('upgrade', (request, socket) => {
    socket.on('error', () => socket.destroy());
    if (!flags.webSocket) return socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    const protocol = request.headers['sec-websocket-protocol'];
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n` +
        `${protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : ''}\r\n`,
    );
    const query = new URL(request.url, 'http://mock').searchParams;
    const list = (name) => query.get(name)?.split(',');
    sockets.set(socket, {
      fields: list('fields'),
      whole: list('whole') ?? [],
      numbers: query.get('numbers'),
    });
    socket.on('close', () => sockets.delete(socket));
    onFrames(socket, (text) => receive(socket, text));
    return send(socket, snapshot(sockets.get(socket)));
  });

  const dropSockets = () => [...sockets.keys()].forEach((socket) => socket.destroy());
  return {
    flags,
    dropSockets,
    /** Messages of the live feed so far. */
    sent: () => sent,
    listen: (port = 0) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () =>
          resolve(`http://127.0.0.1:${server.address().port}/`),
        );
      }),
    version: (next) => {
      version = next;
    },
    /** A poll at once, as if its time had come. */
    tick,
    close: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        dropSockets();
        server.closeAllConnections?.();
        server.close(resolve);
      }),
  };
}

const silentAt = (ms) => ({
  silent: true,
  silent_since: iso(ms - 40_000),
  reasons: [
    {
      code: 'reader_silent',
      severity: 'warning',
      text: 'No sign of life for 40 s: it does not take the stream.',
      remedy: 'Look at the player, or close the session.',
      since: iso(ms - 40_000),
    },
  ],
});
/** Mean, least and most of sums over time. */
const around = (avg) => {
  const times = (share) => avg.map((value) => (value === null ? null : value * share));
  return { avg, min: times(0.8), max: times(1.3) };
};
/** Some rows of the field table. */
const kSchema = {
  srt: [
    {
      key: 'rtt_seconds',
      native: 'msRTT',
      metrics: ['mediamtx_srt_publish_rtt_seconds', 'mediamtx_srt_read_rtt_seconds'],
      role: 'both',
      kind: 'gauge',
      unit: 'seconds',
      label: { en: 'Round trip', de: 'Umlaufzeit' },
      help: {
        en: 'Smoothed round trip time of the SRT link; of readers the worst one.',
        de: 'Geglättete Umlaufzeit der SRT-Strecke.',
      },
    },
    {
      key: 'link_loss_ratio',
      metrics: [],
      role: 'both',
      kind: 'gauge',
      unit: 'ratio',
      label: { en: 'Lost on the way', de: 'Unterwegs verloren' },
      help: {
        en: 'Share of packets lost on the way in the last 10 s; most of them are repaired.',
        de: 'Anteil der unterwegs verlorenen Pakete in den letzten 10 s; die meisten werden repariert.',
      },
    },
  ],
};
const iso = (ms) => new Date(ms).toISOString();
const key = ({ node, name }) => `${node}/${name}`;

/** What a view holds of a stream. */
const part = (view, stream) =>
  !view.fields || view.whole.includes(key(stream))
    ? stream
    : Object.fromEntries(
        Object.entries(stream).filter(([member]) =>
          ['node', 'name', 'row', ...view.fields].includes(member),
        ),
      );

/** Patches, and of a view with columns the numbers of all streams by member. */
function changesIn(view, patches, before) {
  const streams = [];
  const numbers = {};
  const lastRow = {};
  for (const full of patches) {
    if (view.whole.includes(key(full))) continue;
    const { node, name, row, ...changes } = part({ ...view, whole: [] }, full);
    const rest = {};
    for (const [member, value] of Object.entries(changes)) {
      const was = before.get(key(full))?.[member];
      if (
        view.numbers &&
        (typeof value === 'number' || (value === null && typeof was === 'number'))
      ) {
        const column = (numbers[member] ??= { rows: [], values: [] });
        column.rows.push(row - (lastRow[member] ?? 0));
        column.values.push(value);
        lastRow[member] = row;
      } else rest[member] = value;
    }
    if (Object.keys(rest).length) streams.push({ node, name, row, ...rest });
  }
  return view.numbers ? { streams, numbers } : { streams };
}

/** Calls back with each text that a browser sends; ends the connection when it says so. */
function onFrames(socket, take) {
  let pending = Buffer.alloc(0);
  socket.on('data', (data) => {
    pending = Buffer.concat([pending, data]);
    for (;;) {
      if (pending.length < 6) return;
      const short = (pending[1] ?? 0) & 0x7f;
      const head = short < 126 ? 2 : 4; // a page sends at most 4 KiB
      const length = short < 126 ? short : pending.readUInt16BE(2);
      const end = head + 4 + length;
      if (pending.length < end) return;
      const mask = pending.subarray(head, head + 4);
      const payload = pending.subarray(head + 4, end).map((byte, at) => byte ^ mask[at % 4]);
      if ((pending[0] & 0x0f) === 8) return socket.end();
      if ((pending[0] & 0x0f) === 1) take(Buffer.from(payload).toString());
      pending = pending.subarray(end);
    }
  });
}

function makeSpecs(count, nodes, ms) {
  const known = [
    ['event/main', 'srt', 'live', 4.1],
    ['cam/rtsp-tcp', 'rtsp', 'stalled', 0],
    ['cam/rtsp-udp', 'rtsp', 'gone', 0],
    ['pull/dead', 'rtsp', 'offline', 0],
    ['always/on', 'rtmp', 'standby', 0.14],
    ['browser/cam', 'webrtc', 'live', 0.7],
    ['<img src=x onerror=alert(1)>', 'rtmp', 'live', 1.2],
    ['contribution/b', 'srt', 'live', 6.02],
    ['stage/rtmps', 'rtmps', 'live', 1.13],
    ['in/udp-mpegts', 'mpegts', 'live', 1.12],
    ['contribution/bad-link', 'srt', 'degraded', 3.1],
    ['event/expected', 'srt', 'missing', 0],
  ];
  return Array.from({ length: count }, (_, index) => {
    const [name, protocol, state, mbit] = known[index] ?? [
      `cam/${String(index).padStart(4, '0')}`,
      ['rtsp', 'srt', 'rtmp', 'webrtc'][index % 4],
      'live',
      0.5 + ((index * 37) % 90) / 10,
    ];
    return {
      index,
      name,
      protocol,
      state,
      mbit,
      node: nodes[index % 10 > 6 ? nodes.length - 1 : 0],
      since: ms - 1000 * (40 + ((index * 7919) % 90000)),
    };
  });
}

function streamAt({ index, node, name, protocol, state, mbit, since }, ms) {
  const s = ms / 1000;
  const base = {
    node,
    name,
    row: index + 1,
    state,
    since: iso(since),
    conf_name: 'all_others',
    ...(name === 'event/main' && {
      title: 'Main stage, wide shot',
      contact: 'Anna, +49 30 1234567',
      player_url: 'https://play.example/event/main',
    }),
    source: { protocol, kind: name.startsWith('pull/') ? 'static' : 'session', id: `id-${index}` },
  };
  if (state === 'offline')
    return {
      ...base,
      readers: 0,
      reasons: [
        {
          code: 'source_unreachable',
          severity: 'critical',
          text: 'The camera does not answer: connection refused.',
          since: iso(since),
        },
      ],
    };
  if (state === 'missing')
    return {
      ...base,
      source: null,
      reasons: [
        {
          code: 'expected_missing',
          severity: 'critical',
          text: 'Expected, but nobody publishes it.',
          remedy: 'Look at the encoder and its uplink.',
          since: iso(since),
        },
      ],
    };
  if (state === 'gone') return base;
  const wave = 1 + 0.06 * Math.sin(s / 7 + index) + 0.04 * Math.sin(s / 2.3 + 3 * index);
  const readers = state === 'degraded' ? 3 : (index * 5) % 7;
  const inbound = Math.round(mbit * 1e6 * wave);
  const stream = {
    ...base,
    available_since: iso(since),
    last_inbound_at: iso(state === 'stalled' ? since : ms),
    tracks: [
      { codec: 'H264', width: 1280, height: 720, profile: 'High', level: '4.1' },
      { codec: 'MPEG-4 Audio', sample_rate_hertz: 48000, channels: 2 },
    ],
    readers,
    readers_silent: state === 'degraded' ? 1 : 0,
    viewers: Math.max(0, readers - (state === 'degraded' ? 2 : 0)),
    readers_by_protocol: readers
      ? {
          [protocol === 'srt' ? 'srt' : 'rtsp']: Math.ceil(readers / 2),
          ...(readers > 1 ? { webrtc: Math.floor(readers / 2) } : {}),
        }
      : {},
    inbound_bits_per_second: inbound,
    outbound_bits_per_second: inbound * readers,
    inbound_bytes_total: Math.round((ms - since) * mbit * 125),
    outbound_bytes_total: Math.round((ms - since) * mbit * 125 * readers),
    inbound_frames_in_error_total: 0,
  };
  if (state === 'stalled')
    stream.reasons = [
      {
        code: 'no_inbound_bytes',
        severity: 'critical',
        text: 'No bytes, still connected.',
        remedy: 'Look at the encoder 203.0.113.5 or its uplink.',
        since: iso(since),
      },
    ];
  if (state === 'degraded')
    stream.reasons = [
      {
        code: 'srt_link_loss',
        severity: 'warning',
        text: 'Bad link: 12 % of the packets are lost on the way.',
        remedy:
          'Above 10 % loss repair cannot be counted on: lower the bit rate, or look at the link.',
        since: iso(since),
        link_loss_ratio: 0.12,
      },
      {
        code: 'bitrate_low',
        severity: 'warning',
        text: 'The bit rate fell to 0.4 Mbit/s.',
        since: iso(since),
        ended: iso(since + 20_000),
        inbound_bits_per_second: 400_000,
      },
    ];
  if (protocol === 'srt')
    Object.assign(stream, {
      rtt_seconds: 0.03 + 0.01 * wave + 0.006 * Math.sin(s / 3),
      latency_seconds: state === 'degraded' ? 0.12 : 0.25,
      unrecovered_loss_ratio: state === 'degraded' ? 0.004 : 0,
      receive_bits_per_second: inbound,
      packets_received_retransmitted_total: Math.round(s * 3),
      link_loss_ratio: Math.max(0, 0.004 * Math.sin(s / 9 + index)),
      link_capacity_bits_per_second: 4.2e7,
    });
  return stream;
}

/** What the exporter makes of the reasons of a node's streams. */
const problemsOf = (streams) =>
  streams.flatMap(({ name, reasons }) =>
    (reasons ?? [])
      .filter((reason) => reason.severity !== 'info' && !reason.ended)
      .slice(0, 1)
      .map(({ code, severity, since, text, remedy }) => ({
        key: `${code}-${name}`,
        severity,
        code,
        since,
        streams: [name],
        stream_count: 1,
        text,
        ...(remedy && { remedy }),
      })),
  );

function connectionsOf(stream, ms) {
  if (!stream.available_since) return [];
  const one = { node: stream.node, stream: stream.name, created: stream.since };
  const srt =
    stream.source.protocol === 'srt'
      ? {
          srt: {
            rtt_seconds: stream.rtt_seconds,
            latency_seconds: 0.12,
            packets_received_total: 48_210,
            rtt_to_latency_ratio: stream.rtt_seconds / 0.12,
            link_loss_ratio: stream.link_loss_ratio,
          },
        }
      : {};
  return [
    {
      ...one,
      id: `p-${stream.name}`,
      user_agent: 'OBS 30.1',
      protocol: stream.source.protocol,
      role: 'publisher',
      remote_addr: '192.0.2.17:51234',
      inbound_bits_per_second: stream.inbound_bits_per_second,
      ...srt,
    },
    ...Object.entries(stream.readers_by_protocol).flatMap(([protocol, count]) =>
      Array.from({ length: count }, (_, n) => ({
        ...one,
        id: `${protocol}${n}-${stream.name}`,
        ...(protocol === 'rtsp' && { rtsp: { transport: 'TCP', rtp_packets_discarded_total: n } }),
        protocol,
        role: 'reader',
        silent: false,
        ...(stream.readers_silent > 0 &&
          (n > 0 ? { internal: true } : protocol === 'webrtc' && silentAt(ms))),
        ...(protocol === 'srt'
          ? {
              remote_addr: `198.51.100.${n}:4000${n}`,
              outbound_bits_per_second: stream.inbound_bits_per_second,
              srt: { rtt_seconds: 0.021 * (n + 1), latency_seconds: 0.12, link_loss_ratio: 0 },
            }
          : {}),
      })),
    ),
  ];
}

function hostAt(host, index, ms) {
  const s = ms / 1000;
  const cpu = 0.3 + 0.12 * Math.sin(s / 20 + index) + 0.05 * Math.sin(s / 3);
  const receive = 14e6 + 1e6 * Math.sin(s / 9);
  return {
    schema: 1,
    host,
    collected_at: iso(ms),
    interval_seconds: 2,
    agent: { version: '0.1.0', listen_address: '127.0.0.1:9973' },
    uptime_seconds: 93000 + index * 700000,
    cpu_count: 2 + 2 * index,
    cpu_usage_ratio: cpu,
    cpu_ratio: {
      user: cpu * 0.66,
      nice: 0,
      system: cpu * 0.26,
      softirq: cpu * 0.08,
      irq: 0,
      steal: 0,
      iowait: 0.012,
      idle: 0.988 - cpu,
    },
    load1: 0.62 + index,
    load5: 0.55,
    load15: 0.4,
    memory_total_bytes: 4 * kGib,
    memory_used_bytes: (1.4 + 0.1 * Math.sin(s / 40)) * kGib,
    memory_available_bytes: 2.5 * kGib,
    swap_total_bytes: index ? 2 * kGib : 0,
    swap_used_bytes: index ? 0.1 * kGib : 0,
    network: [
      {
        device: 'eth0',
        receive_bits_per_second: receive,
        transmit_bits_per_second: receive * 2.6,
        receive_errors_total: 0,
        transmit_errors_total: 0,
        receive_drops_total: 12,
        transmit_drops_total: 0,
      },
      { device: 'lo', receive_bits_per_second: 2e5, transmit_bits_per_second: 2e5 },
    ],
    mediamtx_processes: [
      { pid: 812, cpu_cores: cpu * 1.6, resident_bytes: 0.21 * kGib, threads: 18, uptime_seconds: 86_000 },
    ],
    disks: [
      {
        mount: '/',
        device: '/dev/vda1',
        fstype: 'ext4',
        size_bytes: 40 * kGib,
        available_bytes: 22 * kGib,
        used_bytes: 16 * kGib,
      },
      {
        mount: '/srv/recordings',
        device: '/dev/vdb1',
        fstype: 'xfs',
        size_bytes: 500 * kGib,
        available_bytes: 31 * kGib,
        used_bytes: 469 * kGib,
      },
    ],
  };
}

const hostSeries = (host) => ({
  ...host,
  network_receive_bits_per_second: host.network[0].receive_bits_per_second,
  network_transmit_bits_per_second: host.network[0].transmit_bits_per_second,
});

function patch(before, after) {
  if (!before) return after;
  const changes = { node: after.node, name: after.name, row: after.row };
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (before[name] === after[name]) continue;
    if (JSON.stringify(before[name]) !== JSON.stringify(after[name]))
      changes[name] = after[name] ?? null;
  }
  return Object.keys(changes).length > 3 ? changes : null;
}

function textFrame(text) {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x81, body.length])
      : body.length < 65536
        ? Buffer.from([0x81, 126, body.length >> 8, body.length & 255])
        : Buffer.alloc(10);
  if (head.length === 10) {
    head[0] = 0x81;
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(body.length), 2);
  }
  return Buffer.concat([head, body]);
}
