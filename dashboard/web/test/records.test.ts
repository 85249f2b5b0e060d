import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { eventParameters, formatEventQuery, parseEventQuery } from '../src/data/event_query';
import { isEventType, kEventTypes } from '../src/data/event_types';
import { lastVisit, noteVisit } from '../src/data/last_visit';
import { metricsLink, streamAt } from '../src/data/links';
import { appendPage, eventKey, mergeNewest, newSince, sessionKey } from '../src/data/records';
import { formatRoute, kViews, parseRoute } from '../src/data/route';
import { de } from '../src/i18n/de';
import { en } from '../src/i18n/en';
import type { EventRecord } from '../src/data/wire';

const event = (id: string, time = `2026-11-29T14:00:0${id}Z`): EventRecord => ({
  id,
  node: 'local',
  time,
  type: 'stream_up',
  severity: 'info',
  text: 'The stream is there.',
});
const ids = (list: readonly EventRecord[]): string => list.map((one) => one.id).join('');

/** The file of the sources, from wherever this test was built to. */
function source(path: string): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    try {
      return readFileSync(join(folder, path), 'utf8');
    } catch (error) {
      if (folder === dirname(folder)) throw error;
    }
  }
}

test('every type of event that the API documents has a word in both languages', () => {
  const list = /type:\n\s+type: string\n\s+examples: \[([^\]]+)\]/.exec(
    source('docs/openapi.yaml').split('    Event:\n')[1] ?? '',
  )?.[1];
  const documented = (list ?? '').split(',').map((type) => type.trim());
  assert.ok(documented.length > 10, 'the list is found');
  assert.deepEqual([...kEventTypes].sort(), documented.sort());
  for (const type of kEventTypes) {
    assert.ok(`event.${type}` in en, type);
    assert.ok(`event.${type}` in de, type);
  }
  assert.equal(isEventType('stream_teleported'), false);
});

test('every documented cause of an end has a word', () => {
  const list = /cause:\n\s+type: string\n[^\n]+\n\s+examples: \[([^\]]+)\]/.exec(
    source('docs/openapi.yaml').split('    Session:\n')[1] ?? '',
  )?.[1];
  const documented = (list ?? '').split(',').map((cause) => `cause.${cause.trim()}`);
  assert.ok(documented.length > 5, 'the list is found');
  const known = Object.keys(en).filter((word) => word.startsWith('cause.'));
  assert.deepEqual(known.sort(), documented.sort());
});

test('what is new comes on top; an event that grew moves up', () => {
  const list = [event('2'), event('1')];
  assert.equal(mergeNewest(list, [event('2')], eventKey), list, 'nothing new: the same list');
  assert.equal(ids(mergeNewest(list, [event('3'), event('2')], eventKey)), '321');
  const grown = { ...event('1', '2026-11-29T14:00:09Z'), count: 6 };
  const merged = mergeNewest(list, [grown, event('2')], eventKey);
  assert.equal(ids(merged), '12');
  assert.equal(merged[0]?.count, 6);
});

test('ids are unique within their node', () => {
  assert.notEqual(eventKey(event('1')), eventKey({ ...event('1'), node: 'cloud' }));
  const session = { node: 'n', id: 'a', protocol: 'srt', role: 'reader', stream: 's', ended: '1' } as const;
  assert.notEqual(sessionKey(session), sessionKey({ ...session, protocol: 'rtsp' }));
});

test('an older page is added once', () => {
  assert.equal(ids(appendPage([event('3'), event('2')], [event('2'), event('1')], eventKey)), '321');
});

test('the line of the last visit stands below what came since', () => {
  const times = ['2026-11-29T14:00:03Z', '2026-11-29T14:00:02Z', '2026-11-29T14:00:01Z'];
  assert.equal(newSince(times, undefined), 0, 'a first visit marks nothing');
  assert.equal(newSince(times, Date.parse('2026-11-29T14:00:02Z')), 1);
  assert.equal(newSince(times, Date.parse('2026-11-29T14:00:03Z')), 0);
  assert.equal(newSince(times, Date.parse('2026-11-28T00:00:00Z')), 3);
  assert.equal(newSince([], 5), 0);
});

test('the last visit is remembered, and storage that is forbidden or broken is none', () => {
  const kept = new Map<string, string>();
  const keeper = () => ({
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
  assert.equal(lastVisit(keeper), undefined);
  noteVisit(keeper, 1795348800000.4);
  assert.equal(lastVisit(keeper), 1795348800000);
  for (const key of kept.keys()) kept.set(key, 'soon');
  assert.equal(lastVisit(keeper), undefined);
  const forbidden = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  assert.equal(lastVisit(forbidden), undefined);
  noteVisit(forbidden, 1);
});

test('the URL of the log has all of it', () => {
  assert.equal(formatEventQuery(parseEventQuery('')), '');
  const search = 'q=x&node=n1&stream=a%2Fb&type=reasons&severity=warning&range=7d&from=100&to=200';
  assert.equal(formatEventQuery(parseEventQuery(search)), search);
  assert.equal(formatEventQuery(parseEventQuery('type=nope&severity=bad&range=9y&from=soon')), '');
  for (const odd of [
    'type=constructor&range=__proto__',
    'from=1e20',
    'from=-1&to=99999999999999999999',
  ])
    assert.equal(formatEventQuery(parseEventQuery(odd)), '', odd);
  assert.equal(
    formatEventQuery(parseEventQuery('from=1795370000&to=1795360000000')),
    'from=1795360000&to=1795370000',
    'in any order, and in milliseconds, too',
  );
});

test('what is asked of the API', () => {
  const asked = (search: string) => eventParameters(parseEventQuery(search));
  assert.deepEqual(asked(''), {});
  assert.deepEqual(asked('type=reasons'), { type: 'reason_began,reason_ended' });
  assert.deepEqual(asked('type=readers&severity=critical'), { readers: '1', severity: 'critical' });
  assert.deepEqual(asked('severity=warning&q=cam&stream=a,b'), {
    severity: 'warning,critical',
    q: 'cam',
    stream: 'a,b',
  });
});

test('a link into the past keeps a hostile name whole', () => {
  const name = 'a/<b>?x#y&z %';
  const link = streamAt('local', name, 99.5, 200.2);
  assert.equal(link.split('?')[1], 'from=99&to=201');
  assert.equal(parseRoute(link).stream?.name, name);
});

test('/metrics is linked where this browser can reach it', () => {
  assert.equal(metricsLink('127.0.0.1:9972', '127.0.0.1'), 'http://127.0.0.1:9972/metrics');
  assert.equal(metricsLink('127.0.0.1:9972', 'localhost'), 'http://127.0.0.1:9972/metrics');
  assert.equal(metricsLink('127.0.0.1:9972', 'monitor.example'), undefined);
  assert.equal(metricsLink('10.0.0.5:9972', 'monitor.example'), 'http://10.0.0.5:9972/metrics');
  assert.equal(metricsLink('[::1]:9972', 'localhost'), 'http://[::1]:9972/metrics');
  assert.equal(metricsLink('0.0.0.0:9972', 'localhost'), undefined);
  for (const broken of [undefined, '', 'x', 'javascript:alert(1)', 'a/b:1', '@evil:80'])
    assert.equal(metricsLink(broken, 'localhost'), undefined);
});

test('every view has an address of its own; those with filters keep theirs', () => {
  for (const view of kViews) {
    const route = parseRoute(`#/${view}`);
    assert.equal(route.view, view);
    assert.equal(formatRoute(route), `#/${view}`);
  }
  const own = parseRoute('#/connections?q=cam&sort=-rtt');
  assert.equal(own.query, '', 'the filter of the streams is another one');
  assert.equal(formatRoute(own), '#/connections?q=cam&sort=-rtt');
  assert.equal(parseRoute('#/nothing').view, 'streams');
});
