// The views beside the streams: connections, hosts, events, about. Called by run.mjs, which has the browser and the programs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { id, kDesktop, kPhone } from './harness.mjs';
import { eventually, get, rowNames, text } from './watch.mjs';

const kRow = id('row');
const kViews = ['streams', 'connections', 'hosts', 'events', 'about'];
/** What stands in a view once it has its data. */
const kShown = {
  streams: kRow,
  connections: `${id('connection-table')} ${kRow}`,
  hosts: `${id('host')} ${id('carries-node')} li`,
  events: id('event'),
  about: `${id('endpoints')} td`,
};

export function addViewTests(world, hostileName) {
  const { withPage, shot, assertAccessible, mock } = world;
  const opened = (page, view) => page.waitForSelector(kShown[view], { timeout: 30_000 });

  /** The API itself, as the page asks it. */
  const api = async (path) => (await get(`${world.stack.url}api/v1/${path}`)).json();

  test('the keys 1 to 5 and the tabs lead to the views, and back to how they were left', async () => {
    await withPage({}, async (page) => {
      await opened(page, 'streams');
      for (const [index, view] of kViews.entries()) {
        await page.keyboard.press(String(index + 1));
        await opened(page, view);
        assert.equal(await page.locator('nav [aria-current=page]').count(), 1);
        assert.equal(await page.getAttribute(id(`tab-${view}`), 'aria-current'), 'page');
        assert.ok(page.url().includes(`#/${view}`));
      }
      await page.click(id('tab-connections'));
      await opened(page, 'connections');
      await page.click(id('chip-publisher'));
      await eventually('the filter in the address', () => page.url().includes('role=publisher'));
      await page.keyboard.press('3');
      await opened(page, 'hosts');
      await page.keyboard.press('2');
      await eventually('the filter again', () => page.url().includes('role=publisher'));
      assert.equal(await page.getAttribute(id('chip-publisher'), 'aria-pressed'), 'true');
    });
  });

  test('every connection is in the table, sorted by any column, and the address has it all', async () => {
    await withPage({ path: '#/connections' }, async (page) => {
      await opened(page, 'connections');
      const { connections } = await api('connections');
      const count = async () =>
        Number(await page.getAttribute(id('connection-table'), 'aria-rowcount')) - 1;
      await eventually('all of them', async () => (await count()) === connections.length);
      const columns = await page
        .locator(`${id('connection-table')} [role=columnheader] button`)
        .evaluateAll((buttons) => buttons.map((button) => button.dataset.testid));
      assert.ok(columns.length >= 10, columns.join());
      for (const column of columns) {
        await page.click(id(column));
        const head = page.locator(`[role=columnheader]:has(${id(column)})`);
        const first = await head.getAttribute('aria-sort');
        assert.notEqual(first, 'none', column);
        await page.click(id(column));
        assert.notEqual(await head.getAttribute('aria-sort'), first, column);
      }
      await page.click(id('sort-in'));
      const rates = async () =>
        (await page.locator('.c-in').allTextContents()).map(Number).filter((n) => !Number.isNaN(n));
      await page.mouse.move(5, 60);
      await eventually('rates from the largest down', async () => {
        const shown = await rates();
        return shown.length > 3 && shown.every((rate, at) => at === 0 || rate <= shown[at - 1]);
      });
      assert.ok(page.url().includes('sort=-in'));

      await page.click(id('chip-srt'));
      await page.click(id('chip-reader'));
      const srtReaders = connections.filter(
        ({ protocol, role }) => protocol === 'srt' && role === 'reader',
      );
      await eventually('SRT readers', async () => (await count()) === srtReaders.length);
      assert.match(await text(page, id('shown')), new RegExp(`^${srtReaders.length} of \\d+$`));
      await page.reload();
      await eventually(
        'the same after a reload',
        async () => (await count()) === srtReaders.length,
      );
      await page.click(id('chip-all'));

      await page.keyboard.press('/');
      await page.keyboard.type('no connection is called like this');
      await page.waitForSelector(id('no-connections'));
      await page.keyboard.press('Escape');
      await eventually('all again', async () => (await count()) === connections.length);
      await shot(page, 'connections-1280-dark');
    });
  });

  test('connections change by themselves, their order is held under the pointer, and they lead to streams', async () => {
    await withPage({ path: '#/connections?sort=-in' }, async (page) => {
      await opened(page, 'connections');
      const rates = async () => (await page.locator('.c-in, .c-out').allTextContents()).join();
      const first = await rates();
      await eventually('other rates', async () => (await rates()) !== first);
      await page.hover(id('connection-table'));
      await page.waitForSelector(id('held'));
      const names = await rowNames(page);
      const held = await rates();
      await eventually('other rates', async () => (await rates()) !== held);
      assert.deepEqual(await rowNames(page), names, 'no row moves');
      await page.mouse.move(5, 60);
      await eventually('released', async () => (await page.locator(id('held')).count()) === 0);
      await page.keyboard.press('j');
      await eventually('a focused link', () =>
        page.evaluate(() => document.activeElement?.dataset.testid === 'row-name'),
      );
      const name = await page.evaluate(() => document.activeElement.textContent);
      await page.keyboard.press('Enter');
      await page.waitForSelector(id('detail'));
      assert.equal(await text(page, `${id('detail')} h2`), name);
    });
  });

  test('who leaves the view of connections asks no more', async () => {
    await withPage({ path: '#/connections' }, async (page) => {
      await opened(page, 'connections');
      let asked = 0;
      page.on('request', (request) => {
        if (request.url().includes('/api/v1/connections')) asked += 1;
      });
      await eventually('it is asked', () => asked > 0);
      await page.keyboard.press('5');
      await opened(page, 'about');
      asked = 0;
      const seq = async () => (await api('nodes')).nodes[0].seq;
      const before = await seq();
      await eventually('some polls', async () => (await seq()) >= before + 3);
      assert.equal(asked, 0);
    });
  });

  test('connections that ended: who, when, how much, why; page by page', async () => {
    await withPage({ path: '#/connections' }, async (page) => {
      await opened(page, 'connections');
      if (!mock) await world.stack.endConnections();
      await page.click(id('when-ended'));
      await page.waitForSelector(`${id('ended-table')} ${kRow}`, { timeout: 30_000 });
      assert.ok(page.url().includes('when=ended'));
      const row = page.locator(`${id('ended-table')} ${kRow}`).first();
      assert.match(await row.locator('.c-duration').innerText(), /\d+ (s|min|h)/);
      assert.match(await row.locator('.c-ended').innerText(), /\d\d:\d\d/);
      const href = await page.getAttribute(id('csv'), 'href');
      const csv = await (await get(href)).text();
      if (!mock) assert.match(csv, /^started,ended,node,stream,/);
      const count = async () =>
        Number(await page.getAttribute(id('ended-table'), 'aria-rowcount')) - 1;
      if (await page.locator(id('load-more')).count()) {
        const first = await count();
        await page.click(id('load-more'));
        await eventually('more rows', async () => (await count()) > first);
      }
      await shot(page, 'ended-1280-dark');
      await page.click(id('chip-publisher'));
      await eventually('publishers only', async () => {
        const roles = await page.locator('.c-role').allTextContents();
        return roles.length > 0 && roles.every((role) => role === 'publisher');
      });
    });
  });

  test('events: new ones come by themselves, filters count, and lead to the stream at that time', async () => {
    await withPage({ path: '#/events' }, async (page) => {
      if (!mock) await world.stack.endConnections();
      await opened(page, 'events');
      const first = page.locator(id('event')).first();
      assert.match(await first.locator('time').innerText(), /^\d\d:\d\d:\d\d$/);
      assert.match(await first.locator('.state').innerText(), /critical|warning|note/);
      if (!mock) {
        const seen = new Set(await page.locator(`${id('event')} time`).allTextContents());
        await world.stack.endConnections();
        await eventually('a new event on top', async () => {
          const times = await page.locator(`${id('event')} time`).allTextContents();
          return times.some((time) => !seen.has(time));
        });
      }
      await page.click(id('severity-critical'));
      assert.ok(page.url().includes('severity=critical'));
      await eventually('critical ones or none', async () => {
        const severities = await page
          .locator(`${id('event')} .state`)
          .evaluateAll((all) => all.map((one) => one.dataset.severity));
        return (
          severities.every((one) => one === 'critical') &&
          (severities.length > 0 || (await page.locator(id('no-events')).count()) > 0)
        );
      });
      await page.click(id('severity-all'));
      await page.click(id('chip-streams'));
      await opened(page, 'events');
      const link = page.locator(`${id('event')} a`).first();
      const href = await link.getAttribute('href');
      assert.match(href, /^#\/stream\/[^/]+\/[^/]+\?from=\d{10}&to=\d{10}$/);
      const csv = await (await get(await page.getAttribute(id('csv'), 'href'))).text();
      if (!mock) assert.match(csv, /^time,node,severity,type,/);
      const name = await link.getAttribute('title');
      await link.click();
      await page.waitForSelector(`${id('stream-page')} ${id('window')}`);
      assert.equal(await text(page, `${id('stream-page')} h2`), name);
    });
  });

  test('the line of the last visit stands between what is new and what is not', async () => {
    await withPage({}, async (page) => {
      await opened(page, 'streams');
      let { events } = await api('events');
      while (events.length < 3) {
        await world.stack.endConnections();
        ({ events } = await api('events'));
      }
      // As if the last visit had ended just after the oldest of them.
      const oldest = Date.parse(events.at(-1).time);
      const old = events.filter((event) => Date.parse(event.time) <= oldest).length;
      await page.evaluate((ms) => localStorage.setItem('mtxmon.events.seen', String(ms)), oldest);
      await page.keyboard.press('4');
      await opened(page, 'events');
      while (await page.locator(id('load-more')).count()) {
        const before = await page.locator(id('event')).count();
        await page.click(id('load-more'));
        await eventually(
          'more events',
          async () => (await page.locator(id('event')).count()) > before,
        );
      }
      const below = await page.evaluate(() => {
        const all = [...document.querySelectorAll('[data-testid=event], [data-testid=last-visit]')];
        const at = all.findIndex((one) => one.dataset.testid === 'last-visit');
        return at < 0 ? -1 : all.length - at - 1;
      });
      if (!mock) assert.equal(below, old);
      else assert.ok(below >= 0);
      assert.match(
        await text(page, id('last-visit')),
        /new since your last visit, \d+ \w+, \d\d:\d\d/,
      );
      await shot(page, 'events-1280-dark');
      await page.keyboard.press('5');
      await opened(page, 'about');
      await page.keyboard.press('4');
      await opened(page, 'events');
      assert.equal(await page.locator(id('last-visit')).count(), 0, 'now they are old');
    });
  });

  test('a host shows the streams of its server; what runs here has its version', async () => {
    await withPage({ path: '#/hosts' }, async (page) => {
      await opened(page, 'hosts');
      const { streams } = await api('streams');
      const node = mock ? 'local' : world.stack.node;
      const carried = page.locator(`${id('carries-node')}[data-node="${node}"]`).first();
      const there = streams.filter((one) => one.node === node && one.state !== 'gone');
      await eventually('its sums', async () =>
        (await carried.innerText()).includes(`of ${there.length} streams live`),
      );
      await page.keyboard.press('5');
      await opened(page, 'about');
      const { nodes } = await api('nodes');
      const versions = await text(page, id('versions'));
      for (const part of ['This page', 'mediamtx-dashboard', 'mediamtx-exporter', 'mediamtx-agent'])
        assert.ok(versions.includes(part), part);
      assert.ok(versions.includes(nodes[0].exporter.version));
      assert.ok(versions.includes(nodes[0].server.version));
      const rows = page.locator(`${id('endpoints')}[data-node="${nodes[0].node}"] tbody tr`);
      assert.equal(await rows.count(), Object.keys(nodes[0].endpoints).length);
      for (const [name, endpoint] of Object.entries(nodes[0].endpoints)) {
        const row = rows.filter({ has: page.locator(`th:text-is("${name}")`) });
        assert.equal(await row.getAttribute('data-state'), endpoint.state, name);
      }
      assert.equal(await page.locator(`${id('unchecked')} li`).count(), 6);
      const licences = await (await get(`${world.stack.url}licences.txt`)).text();
      for (const name of ['preact', 'uplot', 'civetweb', 'MIT License'])
        assert.ok(licences.includes(name), name);
      await shot(page, 'about-1280-dark');
    });
  });

  test('hostile names are text in every view', async () => {
    await withPage({ path: '#/connections' }, async (page) => {
      await opened(page, 'connections');
      await page.fill(id('search'), 'onerror');
      await eventually('its rows', async () => {
        const names = await rowNames(page);
        return names.length > 0 && names.every((name) => name === hostileName);
      });
      for (const view of ['connections', 'hosts', 'events', 'about']) {
        await page.keyboard.press('Escape');
        await page.evaluate(() => document.activeElement?.blur());
        await page.keyboard.press(String(kViews.indexOf(view) + 1));
        await opened(page, view);
        assert.equal(await page.locator('img').count(), 0, view);
      }
    });
  });

  test('15,000 connections scroll: only those in view exist', async () => {
    await withPage({ path: '#/streams' }, async (page) => {
      const made = Array.from({ length: 15_000 }, (_, index) => ({
        node: world.stack.node,
        id: String(index),
        protocol: 'srt',
        role: 'reader',
        stream: `cam/${index % 1000}`,
        remote_addr: `198.51.100.${index % 250}:${index}`,
        reasons: [],
      }));
      await page.route('**/api/v1/connections?**', (route) =>
        route.fulfill({ json: { connections: made } }),
      );
      await page.keyboard.press('2');
      await eventually(
        'all of them',
        async () =>
          (await page.getAttribute(id('connection-table'), 'aria-rowcount').catch(() => '')) ===
          '15001',
      );
      assert.ok((await page.locator(kRow).count()) < 100);
      await page.locator('main').evaluate((main) => main.scrollTo(0, main.scrollHeight));
      await eventually(
        'the last row',
        async () => (await page.locator(kRow).last().getAttribute('aria-rowindex')) === '15001',
      );
      await page.fill(id('search'), 'cam/999');
      await eventually(
        'the filtered ones',
        async () => (await page.getAttribute(id('connection-table'), 'aria-rowcount')) === '16',
      );
    });
  });

  for (const viewport of [kDesktop, kPhone]) {
    for (const theme of ['dark', 'light']) {
      for (const lang of ['en', 'de']) {
        const name = `${viewport.width}-${theme}-${lang}`;
        test(`the views are accessible and inside their width: ${name}`, async () => {
          await withPage(
            { viewport, theme, lang: lang === 'de' ? 'de-DE' : 'en-GB', path: '#/connections' },
            async (page) => {
              const check = async (view) => {
                await assertAccessible(page, view);
                for (const one of kViews) {
                  const box = await page.locator(id(`tab-${one}`)).boundingBox();
                  assert.ok(
                    box.x >= 0 && box.x + box.width <= viewport.width,
                    `${view}: the tab ${one} is in sight`,
                  );
                }
                await shot(page, `${view}-${name}`);
              };
              await opened(page, 'connections');
              await check('connections');
              await page.click(id('when-ended'));
              await eventually(
                'the ended ones',
                async () =>
                  (await page.locator(`${id('ended-table')} ${kRow}`).count()) > 0 ||
                  (await page.locator(id('no-sessions')).count()) > 0,
              );
              await check('ended');
              for (const view of ['hosts', 'events', 'about']) {
                await page.click(id(`tab-${view}`));
                await opened(page, view);
                await check(view);
              }
            },
          );
        });
      }
    }
  }
}
