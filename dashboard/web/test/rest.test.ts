import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchJson, HttpError } from '../src/data/rest';

let asked = '';

/** The page lives below a prefix; the server answers with this. */
function server(status: number, json: () => Promise<unknown>): void {
  Object.assign(globalThis, {
    document: { baseURI: 'http://127.0.0.1/monitor/index.html#/streams' },
    fetch: async (url: URL) => {
      asked = url.href;
      return { ok: status < 300, status, json };
    },
  });
}

test('requests stay below the prefix of the page', async () => {
  server(200, async () => ({ hosts: [] }));
  assert.deepEqual(await fetchJson('hosts'), { hosts: [] });
  assert.equal(asked, 'http://127.0.0.1/monitor/api/v1/hosts');
  await fetchJson('../../readyz');
  assert.equal(asked, 'http://127.0.0.1/monitor/readyz');
});

test('an answer that breaks off is a failure, never an empty answer', async () => {
  server(200, async () => Promise.reject(new DOMException('aborted', 'AbortError')));
  await assert.rejects(fetchJson('history?'), { name: 'AbortError' });
});

test('an error carries the sentence of the server, or the status if a proxy speaks HTML', async () => {
  server(503, async () => ({ error: 'Redis does not answer' }));
  await assert.rejects(
    fetchJson('streams'),
    (error: unknown) =>
      error instanceof HttpError &&
      error.message === 'Redis does not answer' &&
      error.status === 503,
  );
  server(502, async () => Promise.reject(new SyntaxError('<html>')));
  await assert.rejects(fetchJson('streams'), { message: 'HTTP 502' });
});
