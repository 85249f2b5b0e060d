import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatConnectionQuery,
  parseConnectionQuery,
  sessionParameters,
} from '../src/data/connection_query';
import {
  connectionRows,
  connectionValue,
  descendingFirst,
  discardsOf,
  filterConnections,
  headroomOf,
  healthOf,
  isTroubled,
  lossOfConnection,
  sortConnections,
  transportOf,
  type ConnectionColumn,
} from '../src/data/connections';
import { fitColumns } from '../src/data/fit_columns';
import { PollGate } from '../src/data/poll_gate';
import { keepOrder } from '../src/data/rows';
import type { Connection } from '../src/data/wire';

const connection = (change: Partial<Connection> = {}): Connection => ({
  node: 'local',
  id: 'x',
  protocol: 'srt',
  role: 'reader',
  stream: 'cam',
  ...change,
});
const reason = (severity: 'info' | 'warning' | 'critical', ended?: string) => ({
  code: 'reader_loss',
  severity,
  ...(ended && { ended }),
});
const all = parseConnectionQuery('');
const ids = (rows: readonly { connection: Connection }[]): string =>
  rows.map((row) => row.connection.id).join(' ');

test('the worst that holds is how a connection is', () => {
  assert.equal(healthOf(connection()), 'ok');
  assert.equal(healthOf(connection({ established: false })), 'connecting');
  assert.equal(healthOf(connection({ reasons: [reason('info')] })), 'ok');
  assert.equal(healthOf(connection({ reasons: [reason('warning')] })), 'warning');
  assert.equal(healthOf(connection({ reasons: [reason('critical', '2026-01-01')] })), 'ok');
  assert.equal(healthOf(connection({ silent: true, reasons: [reason('warning')] })), 'silent');
  assert.equal(
    healthOf(connection({ silent: true, reasons: [reason('warning'), reason('critical')] })),
    'critical',
  );
  assert.equal(isTroubled(connection({ established: false })), false);
  assert.equal(isTroubled(connection({ silent: true })), true);
});

test('figures come from the part of their protocol, and zero is a figure', () => {
  assert.equal(lossOfConnection(connection({ srt: { link_loss_ratio: 0 } })), 0);
  assert.equal(lossOfConnection(connection({ rtsp: { reported_loss_ratio: 0.2 } })), 0.2);
  assert.equal(lossOfConnection(connection({ webrtc: { rtp_loss_ratio: 0.1 } })), 0.1);
  assert.equal(lossOfConnection(connection()), undefined);
  assert.equal(discardsOf(connection({ rtmp: { frames_discarded_total: 3 } })), 3);
  assert.equal(discardsOf(connection({ rtsp: { rtp_packets_discarded_total: 0 } })), 0);
  assert.equal(discardsOf(connection({ srt: {} })), undefined);
  assert.equal(headroomOf(connection({ srt: { rtt_to_latency_ratio: 0.25 } })), 4);
  assert.equal(headroomOf(connection({ srt: { rtt_seconds: 0.05, latency_seconds: 0.12 } })), 2.4);
  assert.equal(headroomOf(connection({ srt: { rtt_to_latency_ratio: 0 } })), undefined);
  assert.equal(headroomOf(connection()), undefined);
  assert.equal(transportOf(connection({ rtsp: { transport: 'TCP' } })), 'TCP');
  assert.equal(transportOf(connection()), '');
});

test('filters: role, protocol, server, trouble, and words that all have to be there', () => {
  const rows = connectionRows([
    connection({ id: 'a', role: 'publisher', remote_addr: '192.0.2.7:5000' }),
    connection({ id: 'b', protocol: 'rtsp', rtsp: { transport: 'UDP' }, user_agent: 'VLC <b>' }),
    connection({ id: 'c', node: 'cloud', silent: true, stream: null }),
  ]);
  const found = (change: Partial<typeof all>): string =>
    ids(filterConnections(rows, { ...all, ...change }));
  assert.equal(found({}), 'a b c');
  assert.equal(found({ role: 'publisher' }), 'a');
  assert.equal(found({ protocols: ['rtsp'] }), 'b');
  assert.equal(found({ protocols: ['rtsp', 'srt'], role: 'reader' }), 'b c');
  assert.equal(found({ node: 'cloud' }), 'c');
  assert.equal(found({ troubled: true }), 'c');
  assert.equal(found({ query: 'vlc CAM' }), 'b');
  assert.equal(found({ query: '<b>' }), 'b');
  assert.equal(found({ query: '192.0.2.7' }), 'a');
  assert.equal(found({ query: 'cam nothing' }), '');
});

test('every column sorts, what is not known comes last in both directions', () => {
  const columns: ConnectionColumn[] = [
    'state',
    'stream',
    'role',
    'protocol',
    'node',
    'address',
    'agent',
    'since',
    'in',
    'out',
    'rtt',
    'loss',
    'headroom',
    'discards',
  ];
  const small = connection({
    id: 's',
    role: 'publisher',
    protocol: 'rtsp',
    node: 'n2',
    stream: 'cam/2',
    remote_addr: '192.0.2.9:1',
    user_agent: 'a',
    created: '2026-01-02T00:00:00Z',
    inbound_bits_per_second: 1,
    outbound_bits_per_second: 1,
    srt: {
      rtt_seconds: 0.01,
      link_loss_ratio: 0,
      rtt_to_latency_ratio: 0.5,
      frames_discarded_total: 0,
    },
    reasons: [reason('critical')],
  });
  const large = connection({
    id: 'l',
    role: 'reader',
    protocol: 'srt',
    node: 'n10',
    stream: 'cam/10',
    remote_addr: '192.0.2.10:1',
    user_agent: 'b',
    created: '2026-01-01T00:00:00Z',
    inbound_bits_per_second: 2,
    outbound_bits_per_second: 2,
    srt: {
      rtt_seconds: 0.02,
      link_loss_ratio: 0.1,
      rtt_to_latency_ratio: 0.1,
      frames_discarded_total: 9,
    },
  });
  for (const column of columns) {
    const rows = connectionRows([large, small]);
    assert.equal(ids(sortConnections(rows, { column, descending: false })), 's l', column);
    assert.equal(ids(sortConnections(rows, { column, descending: true })), 'l s', column);
  }
  const bare = connection({ id: 'u', stream: null, node: 'n1' });
  for (const column of columns) {
    if (connectionValue(bare, column) !== undefined) continue;
    for (const descending of [false, true]) {
      const sorted = sortConnections(connectionRows([bare, small]), { column, descending });
      assert.equal(ids(sorted), 's u', `${column} ${descending}`);
    }
  }
  assert.equal(descendingFirst('in'), true);
  assert.equal(descendingFirst('headroom'), false);
});

test('ties do not change places, and the order on the screen can be held', () => {
  const rows = connectionRows([
    connection({ id: '2', stream: 'cam/10' }),
    connection({ id: '1', stream: 'cam/9' }),
    connection({ id: '0', stream: 'cam/10' }),
  ]);
  const sorted = sortConnections(rows, { column: 'rtt', descending: true });
  assert.equal(ids(sorted), '1 0 2');
  const shown = [{ key: 'local srt 2' }, { key: 'local srt 1' }];
  assert.equal(ids(keepOrder(sorted, shown)), '2 1 0', 'known ones stay, new ones come last');
});

test('15,000 connections are filtered and sorted within a frame or two', () => {
  const list = Array.from({ length: 15_000 }, (_, index) =>
    connection({
      id: String(index),
      stream: `cam/${index % 1000}`,
      remote_addr: `10.0.0.${index}`,
    }),
  );
  const rows = filterConnections(connectionRows(list), { ...all, query: 'cam' });
  const sorted = sortConnections(rows, { column: 'address', descending: true });
  assert.equal(sorted.length, 15_000);
  assert.equal(sorted[0]?.connection.remote_addr, '10.0.0.14999');
});

test('the URL has all of it, and what it does not know is the default', () => {
  assert.equal(formatConnectionQuery(all), '');
  const search =
    'when=ended&q=a%26b&role=reader&protocol=rtsp%2Csrt&node=n1&show=problems&sort=-rtt&range=7d';
  assert.equal(formatConnectionQuery(parseConnectionQuery(search)), search);
  assert.deepEqual(parseConnectionQuery('sort=-nope&role=owner&range=9y&when=x'), all);
  assert.deepEqual(parseConnectionQuery('range=constructor'), all);
  assert.deepEqual(sessionParameters(parseConnectionQuery(search)), {
    q: 'a&b',
    role: 'reader',
    protocol: 'rtsp,srt',
    node: 'n1',
  });
});

test('columns give way whole, the least needed first', () => {
  const columns = [
    { id: 'a', width: 100, givesWay: 0 },
    { id: 'b', width: 100, givesWay: 2 },
    { id: 'c', width: 100, givesWay: 1 },
  ];
  const names = (width: number): string =>
    fitColumns(columns, width)
      .map(({ id }) => id)
      .join('');
  assert.equal(names(300), 'abc');
  assert.equal(names(299), 'ac');
  assert.equal(names(199), 'a');
  assert.equal(names(10), 'a', 'one column stays');
});

test('a list is read after news, never twice at once, and rests as long as it is long', () => {
  const gate = new PollGate();
  assert.equal(gate.due('1', 0), true);
  gate.begin('1', 0);
  assert.equal(gate.due('2', 5), false, 'one is under way');
  gate.end(100);
  assert.equal(gate.due('1', 5000), false, 'nothing new');
  assert.equal(gate.due('2', 799), false, 'it took 100 ms, an eighth of 800');
  assert.equal(gate.due('2', 800), true);
});
