// The page below a path of a reverse proxy: a real nginx that cuts the path off, and one that passes it on.
//   node proxy.mjs --bin-dir BUILD/bin --web-modules BUILD/…/node_modules --out DIR
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { parseArgs } from 'node:util';
import { fromWebModules, launchChromium } from './chromium.mjs';
import { startNginx } from './nginx.mjs';
import { startStack } from './stack.mjs';
import { Watcher, eventually, text } from './watch.mjs';

const { values: options } = parseArgs({
  options: {
    'bin-dir': { type: 'string' },
    'web-modules': { type: 'string' },
    out: { type: 'string' },
  },
});
if (!options['bin-dir'] || !options['web-modules'] || !options.out) {
  console.error('usage: proxy.mjs --bin-dir DIR --web-modules DIR --out DIR');
  process.exit(2);
}

const kRow = '[data-testid=row]';
const id = (name) => `[data-testid=${name}]`;

let stack;
let nginx;
let browser;

before(async () => {
  mkdirSync(options.out, { recursive: true });
  stack = await startStack({
    binDir: resolve(options['bin-dir']),
    hostileName: 'venue/<b>& "main"?#%',
    dashboardFlags: ['--web.route-prefix', '/tools/monitor'],
  });
  const dashboard = stack.url.replace(/\/$/, '');
  nginx = await startNginx({
    '/monitor/': `${dashboard}/`,
    '/tools/monitor': dashboard,
  });
  browser = await launchChromium(fromWebModules(options['web-modules']));
});

after(async () => {
  await browser?.close();
  await nginx?.close();
  await stack?.close();
});

for (const [how, prefix] of [
  ['cuts its path off', '/monitor/'],
  ['passes its path on', '/tools/monitor/'],
]) {
  test(`behind a proxy that ${how} everything works`, async () => {
    const base = nginx.url + prefix;
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
    });
    try {
      const page = await context.newPage();
      const watcher = await Watcher.on(page);
      const elsewhere = [];
      page.on(
        'request',
        (request) => request.url().startsWith(base) || elsewhere.push(request.url()),
      );
      const sockets = [];
      page.on('websocket', (socket) => sockets.push(socket.url()));
      await page.goto(base);
      await eventually('rows', async () => (await page.locator(kRow).count()) > 3);
      await eventually(
        'the live feed',
        async () => (await page.getAttribute(id('pill'), 'data-state')) === 'live',
      );
      assert.equal(sockets.length, 1);
      assert.ok(sockets[0].startsWith(`${base.replace('http', 'ws')}api/v1/live?`), sockets[0]);
      const rates = () => page.locator('.c-in').allTextContents();
      const first = (await rates()).join();
      await eventually('other rates', async () => (await rates()).join() !== first);

      // A stream whose name holds all that an address gives a meaning.
      await page.locator(`${kRow} a`, { hasText: 'venue/<b>' }).click();
      await page.waitForSelector(id('detail'));
      await eventually(
        'its history',
        async () =>
          (await page.locator(id('chart')).count()) > 0 &&
          (await page.locator('.over').count()) === 0,
      );
      await eventually(
        'its connections',
        async () => (await page.locator(id('connection')).count()) > 0,
      );
      await eventually('its bytes, which come only for an open stream', async () =>
        /Received\s*\d/.test(await text(page, id('facts'))),
      );
      await page.screenshot({
        path: join(options.out, `proxy${prefix.replaceAll('/', '-')}1280-dark.png`),
      });

      await page.goto(`${base}#/hosts`);
      await page.waitForSelector(id('host'));
      await page.reload();
      await page.waitForSelector(id('host'));
      assert.deepEqual(elsewhere, []);
      await watcher.assertClean({ outage: false });
    } catch (error) {
      console.error(stack.logs());
      throw error;
    } finally {
      await context.close();
    }
  });
}

test('a path without its slash leads to the page', async () => {
  for (const path of ['/monitor', '/tools/monitor']) {
    const answer = await fetch(nginx.url + path);
    assert.equal(answer.status, 200, path);
    assert.equal(answer.url, `${nginx.url}${path}/`);
    assert.match(await answer.text(), /<div id="app">/);
  }
});

test('what the dashboard does not serve is not found, below the path as well', async () => {
  for (const path of ['/monitor/api/v1/nothing', '/tools/monitoring/']) {
    assert.equal((await fetch(nginx.url + path)).status, 404, path);
  }
});
