// What the mock has of the past: events and ended connections, a few more with every minute.
const iso = (ms) => new Date(ms).toISOString();
const kHostile = '<img src=x onerror=alert(1)>';
const kEvents = [
  ['stream_up', 'info', 'event/main', 'Live by srt, after 12 s.', { duration_seconds: 12 }],
  ['reason_began', 'warning', 'contribution/bad-link', 'Bad link: 12 % of the packets are lost on the way.', { code: 'srt_link_loss' }],
  ['stream_stalled', 'critical', 'cam/rtsp-tcp', 'No bytes, still connected.', {}],
  ['api_down', 'critical', undefined, 'connection refused (http://127.0.0.1:9997/v3/paths/list): is MediaMTX running?', {}],
  ['api_up', 'info', undefined, 'The API of MediaMTX answers again, after 31 s.', { duration_seconds: 31 }],
  ['publisher_changed', 'info', kHostile, 'Another publisher, by rtmp.', { connection: 'p' }],
  ['stream_flapping', 'warning', 'cam/rtsp-udp', 'Goes up and down: 7 changes in 44 s.', { count: 7 }],
  ['reason_ended', 'info', 'contribution/bad-link', 'Over after 95 s: Bad link: 12 % of the packets are lost on the way.', { code: 'srt_link_loss', duration_seconds: 95 }],
  ['stream_gone', 'warning', 'cam/rtsp-udp', 'The publisher left after a stall, 1 reader was watching.', {}],
];
const kReaderEvents = [
  ['reader_joined', 'info', 'event/main', 'A reader came, by srt.', { connection: 'srt0' }],
  ['reader_left', 'info', 'event/main', 'A reader went.', { connection: 'srt0' }],
];
const kCauses = ['publisher_ended', 'read_timeout', undefined, 'publisher_replaced', 'reader_timeout'];

/** Newest first, one per `everySeconds` back to a day ago. */
function made(nowMs, everySeconds, make) {
  const list = [];
  const newest = Math.floor(nowMs / 1000 / everySeconds);
  for (let index = newest; index > newest - 86_400 / everySeconds; index -= 1)
    list.push(make(index, index * everySeconds * 1000));
  return list;
}

function eventsAt(nowMs, nodes, readers) {
  const one = (kinds, every, mark) =>
    made(nowMs, every, (index, ms) => {
      const [type, severity, stream, text, more] = kinds[index % kinds.length];
      return {
        id: `${ms}-${mark}`,
        time: iso(ms),
        node: nodes[index % nodes.length],
        type,
        severity,
        ...(stream && { stream }),
        text,
        ...more,
        ...(more.count && { first_time: iso(ms - 44_000) }),
      };
    });
  const events = readers === '1' ? [] : one(kEvents, 180, 0);
  if (readers !== undefined && readers !== '0') events.push(...one(kReaderEvents, 60, 1));
  return events.sort((a, b) => (a.time < b.time ? 1 : -1));
}

const sessionsAt = (nowMs, nodes) =>
  made(nowMs, 120, (index, ms) => {
    const publisher = index % 4 === 0;
    const cause = kCauses[index % kCauses.length];
    return {
      node: nodes[index % nodes.length],
      id: `s${index}`,
      protocol: ['srt', 'rtsp', 'webrtc', 'rtmp'][index % 4],
      role: publisher ? 'publisher' : 'reader',
      stream: index % 7 === 0 ? kHostile : ['event/main', 'cam/0001', 'contribution/b'][index % 3],
      started: iso(ms - (30 + ((index * 7919) % 40_000)) * 1000),
      ended: iso(ms),
      ...(cause && { cause }),
      remote_addr: `198.51.100.${index % 250}:40${index % 1000}`,
      user_agent: index % 3 ? 'GStreamer' : 'VLC/3.0.20 LibVLC/3.0.20',
      inbound_bytes: publisher ? 812_345_678 : 0,
      outbound_bytes: publisher ? 0 : 123_456_789,
      mean_bits_per_second: 3_100_000,
      ...(index % 4 === 0 && { worst_rtt_seconds: 0.08, worst_link_loss_ratio: 0.02 }),
    };
  });

const secondsOf = (text, fallback) =>
  text ? (Number(text) || Date.parse(text) / 1000) : fallback;

/** The answer of /api/v1/events or /api/v1/sessions; the cursor is simply how many came before. */
export function recordsAnswer(kind, query, nodes) {
  const now = Date.now();
  const all =
    kind === 'events'
      ? eventsAt(now, nodes, query.get('readers') ?? undefined)
      : sessionsAt(now, nodes);
  const to = secondsOf(query.get('to'), now / 1000);
  const from = secondsOf(query.get('from'), to - 86_400);
  const words = (query.get('q') ?? '').toLowerCase();
  const wanted = (name, value) =>
    !query.get(name) || query.get(name).split(',').includes(value ?? '');
  const matching = all.filter((one) => {
    const at = Date.parse(one.time ?? one.ended) / 1000;
    return (
      at >= from &&
      at <= to &&
      ['node', 'type', 'severity', 'protocol', 'role', 'cause'].every((name) =>
        wanted(name, one[name]),
      ) &&
      (!query.get('stream') || query.get('stream') === one.stream) &&
      JSON.stringify(one).toLowerCase().includes(words)
    );
  });
  const limit = Number(query.get('limit') ?? 100);
  const start = Number(query.get('cursor') ?? 0);
  const next = start + limit < matching.length ? String(start + limit) : undefined;
  return { [kind]: matching.slice(start, start + limit), ...(next && { next }) };
}

export const endpointsAt = (up) => ({
  info: { state: 'ok', status: 200, duration_seconds: 0.0008 },
  paths: up
    ? { state: 'ok', status: 200, duration_seconds: 0.0021 }
    : { state: 'failed', error: 'connection refused' },
  srtconns: { state: 'ok', status: 200, duration_seconds: 0.0017 },
  rtspsessions: { state: 'ok', status: 200, duration_seconds: 0.0012 },
  moqsessions: { state: 'off', status: 404, duration_seconds: 0.0006 },
  webrtcsessions: { state: 'failed', status: 500, duration_seconds: 0.0312, error: `500: ${kHostile}` },
  sources: { state: 'unknown' },
});
