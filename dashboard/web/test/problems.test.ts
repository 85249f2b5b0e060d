import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worstProblems } from '../src/data/problems';
import { reduce, type LiveState } from '../src/data/reducer';
import { totals } from '../src/data/rows';
import type { FeedMessage, NodeMeta, Problem } from '../src/data/wire';

const problem = (key: string, change: Partial<Problem> = {}): Problem => ({
  key,
  code: 'srt_link_loss',
  severity: 'warning',
  since: '2026-11-22T18:00:00Z',
  streams: ['a'],
  stream_count: 1,
  text: 'Bad link.',
  ...change,
});

function after(...messages: FeedMessage[]): LiveState {
  let state: LiveState | null = null;
  for (const message of messages) {
    const reduced = reduce(state, message);
    assert.ok(reduced.kind === 'ok');
    state = reduced.state;
  }
  assert.ok(state);
  return state;
}

const snapshot = (nodes: NodeMeta[]): FeedMessage => ({
  type: 'snapshot',
  instance: 'i',
  seq: 1,
  server_time: '',
  nodes,
});

const keys = (state: LiveState, stale: string[] = []): string[] =>
  worstProblems(state.nodes.values(), new Set(stale)).map((one) => one.problem.key);

test('problems are sorted over all nodes: the worst, then the longest, muted ones last', () => {
  const state = after(
    snapshot([
      {
        node: 'a',
        problems: [
          problem('muted', { severity: 'critical', muted_until: '2026-11-22T20:00:00Z' }),
          problem('young'),
        ],
      },
      {
        node: 'b',
        problems: [
          problem('old', { since: '2026-11-22T17:00:00Z' }),
          problem('grave', { severity: 'critical' }),
          problem('undated', { since: null }),
        ],
      },
    ]),
  );
  assert.deepEqual(keys(state), ['grave', 'old', 'young', 'undated', 'muted']);
  assert.deepEqual(
    keys(state, ['b']),
    ['young', 'muted'],
    'the banner speaks for a node that is down',
  );
});

test('an update brings the problems of its node anew, and only of that node', () => {
  const state = after(
    snapshot([
      { node: 'a', problems: [problem('1'), problem('2')] },
      { node: 'b', problems: [problem('3')] },
    ]),
    {
      type: 'update',
      seq: 2,
      server_time: '',
      nodes: [{ node: 'a', problems: [problem('2')] }],
    },
  );
  assert.deepEqual(keys(state).sort(), ['2', '3']);
});

test('an exporter that knows no problems shows none', () => {
  assert.deepEqual(keys(after(snapshot([{ node: 'a' }, { node: 'b', problems: [] }]))), []);
});

test('a problem of the server itself counts, unless it is muted or the server is down', () => {
  const of = (node: Partial<NodeMeta>, change: Partial<Problem> = {}): number =>
    totals(
      after(
        snapshot([{ node: 'a', problems: [problem('1', { streams: [], ...change })], ...node }]),
      ),
    ).serverProblems;
  assert.equal(of({ up: true }), 1);
  assert.equal(of({ up: false }), 0);
  assert.equal(of({}, { muted_until: '2026-11-22T20:00:00Z' }), 0);
  assert.equal(of({}, { streams: ['a'] }), 0, 'its stream counts already');
});
