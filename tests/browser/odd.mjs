// What nobody meant: odd links, answers that cannot be had or understood, a pointer that vanishes; in a real browser.
//   node odd.mjs --bin-dir BUILD/bin --web-modules BUILD/…/node_modules --out DIR   (or --mock DIST)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { harness, id } from './harness.mjs';
import { eventually, rowsShown, text } from './watch.mjs';

const { withPage } = harness();
const kRow = id('row');

const mainText = (page) => text(page, 'main');
const firstKey = (page) => page.locator(kRow).first().getAttribute('data-key');
const openFirst = (page) => page.locator(`${kRow} a`).first().click();
const streamLink = async (page, query) => {
  const key = await firstKey(page);
  const slash = key.indexOf('/');
  return `#/stream/${key.slice(0, slash)}/${encodeURIComponent(key.slice(slash + 1))}${query}`;
};

test('an odd link shows something, asks little, and the tabs go on working', async () => {
  const kOdd = [
    '#/stream/local/cam?from=99999999999999&to=99999999999999',
    '#/stream/local/cam?from=8640000000000&to=8640000000001',
    '#/stream/local/%E0%A4%A?full=1',
    '#/stream//',
    '#/events?from=99999999999999&to=1',
    '#/events?from=1e20',
    '#/events?type=constructor&range=__proto__&severity=valueOf',
    '#/connections?when=ended&range=constructor',
    '#/connections?protocol=__proto__,constructor',
    '#/streams?sort=constructor&columns=__proto__&show=toString node. protocol.constructor',
    `#/streams?q=${'%C3%A4'.repeat(3000)}`,
  ];
  for (const odd of kOdd) {
    await withPage({ path: odd }, async (page) => {
      let requests = 0;
      page.on('request', () => (requests += 1));
      await eventually(`something at ${odd}`, async () => (await mainText(page)).length > 20);
      assert.equal(await page.locator(id('broken')).count(), 0, odd);
      await page.locator('nav a').nth(4).click();
      await page.waitForSelector(id('endpoints'));
      await page.goto(`${new URL(page.url()).origin}/#/streams`);
      await rowsShown(page);
      assert.ok(requests < 80, `${odd}: ${requests} requests`);
    });
  }
});

test('an answer that makes no sense breaks one view and no other', async () => {
  await withPage({}, async (page) => {
    await rowsShown(page);
    await page.route('**/api/v1/uptime?*', (route) => route.fulfill({ json: {} }));
    await page.evaluate((hash) => (location.hash = hash), await streamLink(page, '?full=1'));
    await page.waitForSelector(id('broken'));
    await page.locator('nav a').nth(0).click();
    await rowsShown(page);
    assert.equal(await page.locator(id('broken')).count(), 0);
  });
});

test('what could not be read is read when it can be', async () => {
  await withPage({ outage: true }, async (page) => {
    await rowsShown(page);
    const full = await streamLink(page, '?full=1');
    const kAnswers = /\/api\/v1\/(history|uptime|events)\?/;
    const failed = page.getByText(/cannot be read/);
    for (const where of ['the drawer', 'the page']) {
      await page.route(kAnswers, (route) => route.abort());
      if (where === 'the drawer') await openFirst(page);
      else await page.evaluate((hash) => (location.hash = hash), full);
      await eventually(`${where} says it`, async () => (await failed.count()) > 0);
      await page.unroute(kAnswers);
      await eventually(`${where} has it`, async () => (await failed.count()) === 0);
    }
  });
});

test('the order is free again when the table goes away below the pointer', async () => {
  // With a filter from the start, so that nothing moves away from the pointer but the table itself.
  await withPage({ path: '#/streams?show=live' }, async (page) => {
    await rowsShown(page);
    await page.hover(id('sort-name'));
    await page.waitForSelector(id('held'));
    await page.keyboard.press('/');
    await page.keyboard.type('no such stream');
    await page.waitForSelector(id('no-match'));
    await page.mouse.move(700, 20, { steps: 10 });
    await page.keyboard.press('Escape');
    await rowsShown(page);
    assert.equal(await page.locator(id('held')).count(), 0);
  });
});

test('lines take the colour of a new theme also while the page is paused', async () => {
  await withPage({ theme: 'light' }, async (page) => {
    await rowsShown(page);
    const colors = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('[data-testid=row] canvas')].map((canvas) => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          for (let at = 0; at < data.length; at += 4)
            if (data[at + 3] === 255) return data.slice(at, at + 3).join();
          return '';
        }),
      );
    const drawn = async () => (await colors()).filter(Boolean);
    const light = await eventually('a line', async () => (await drawn())[0]);
    await page.keyboard.press('p');
    await page.keyboard.press('t');
    await eventually('dark', async () => {
      const theme = await page.evaluate(() => document.documentElement.dataset.theme);
      if (theme !== 'dark') await page.keyboard.press('t');
      return theme === 'dark';
    });
    await eventually('no line as it was', async () => {
      const now = await drawn();
      return now.length > 0 && !now.includes(light);
    });
  });
});

test('keys in fields belong to the fields, and the focus does not get lost', async () => {
  await withPage({ path: '#/events?range=24h' }, async (page) => {
    await page.click(id('range-span'));
    const field = page.locator('input[type="datetime-local"]').first();
    await field.focus();
    const before = await field.inputValue();
    await page.keyboard.press('ArrowDown');
    assert.notEqual(await field.inputValue(), before, 'an arrow changes the part of the time');
    await page.goto(new URL('#/streams', page.url()).href);
    await rowsShown(page);
    await openFirst(page);
    await page.waitForSelector(id('detail'));
    await page.keyboard.press('Enter');
    await page.waitForSelector(id('stream-page'));
    await page.keyboard.press('Escape');
    await page.waitForSelector(id('detail'));
    await eventually('the focus on its row', () =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-current') === 'true'),
    );
    await page.keyboard.press('Enter');
    await page.waitForSelector(id('stream-page'));
    await page.keyboard.press('/');
    await page.keyboard.type('c');
    await rowsShown(page);
    assert.equal(await page.locator(id('stream-page')).count(), 0, 'who filters sees the list');
  });
});
