// The page in a real browser against the real programs.
//   node run.mjs --bin-dir BUILD/bin --web-modules BUILD/…/node_modules --out DIR
// CHROMIUM names the browser (default /usr/bin/chromium). With --mock DIST the programs are replaced by the
// developers' mock of dashboard/web/dev, for work on these tests alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { harness, id, kDesktop, kPhone } from './harness.mjs';
import { hiddenTabTests } from './hidden_tab.mjs';
import { streamPageTests } from './stream_page.mjs';
import { addViewTests } from './views.mjs';
import { eventually, rowNames, rowsShown, srtStream, text } from './watch.mjs';

const kHostileName = '<img src=x onerror=alert(1)>';
const kRow = id('row');
const world = harness({ hostileName: kHostileName });
const { withPage, shot, assertAccessible } = world;

/** Rates exist from the second poll on. */
const ratesShown = (page) =>
  eventually('rates', async () => /\d/.test(await text(page, `${id('kpi-in')} .value b`)));

test('the first paint brings rows and figures', async () => {
  await withPage({}, async (page) => {
    await rowsShown(page);
    await ratesShown(page);
    const shown = await page.locator(kRow).count();
    const total = Number((await text(page, id('kpi-streams'))).match(/of (\d+) live/)?.[1]);
    assert.equal(shown, total, 'the figure and the table count the same');
    assert.equal(await page.getAttribute(id('table'), 'aria-rowcount'), String(total + 1));
    assert.match(await text(page, id('kpi-in')), /\d Mbit\/s/);
    await eventually(
      'live',
      async () => (await page.getAttribute(id('pill'), 'data-state')) === 'live',
    );
    assert.match(await text(page, id('pill')), /live · \d+(\.\d)? s old/);
    assert.equal(await page.title().then((title) => title.includes('Stream Monitoring')), true);
  });
});

test('figures are the sums of their columns', async () => {
  await withPage({}, async (page) => {
    await rowsShown(page);
    await ratesShown(page);
    const { inSum, inShown, readersSum, readersShown } = await page.evaluate(() => {
      const column = (name) =>
        [...document.querySelectorAll(`.c-${name}`)]
          .map((cell) => Number((cell.lastElementChild ?? cell).textContent))
          .filter((n) => !Number.isNaN(n))
          .reduce((a, b) => a + b, 0);
      const figure = (name) =>
        Number(document.querySelector(`[data-testid=kpi-${name}] .value b`).textContent);
      return {
        inSum: column('in'),
        inShown: figure('in'),
        readersSum: column('readers'),
        readersShown: figure('readers'),
      };
    });
    assert.equal(readersShown, readersSum);
    assert.ok(Math.abs(inShown - inSum) < 0.05 + 0.005 * 40, `${inShown} is not ${inSum}`);
  });
});

test('values change by themselves', async () => {
  await withPage({}, async (page) => {
    await rowsShown(page);
    const rates = () => page.locator('.c-in').allTextContents();
    const first = (await rates()).join();
    await eventually('other rates', async () => (await rates()).join() !== first);
    await eventually('a sparkline', () =>
      page.evaluate(() => {
        const canvas = document.querySelector('[data-testid=row]:has([data-state=live]) canvas');
        return canvas
          .getContext('2d')
          .getImageData(0, 0, canvas.width, canvas.height)
          .data.some((byte) => byte > 0);
      }),
    );
  });
});

test('a stream opens beside the table, with charts that grow and connections', async () => {
  await withPage({}, async (page) => {
    await rowsShown(page);
    const key = await srtStream(page);
    const name = key.slice(key.indexOf('/') + 1);
    await page.locator(`[data-key="${key}"] a`).click();
    await page.waitForSelector(id('detail'));
    assert.equal(await text(page, `${id('detail')} h2`), name);
    assert.ok(page.url().includes(`#/stream/${world.stack.node}/${encodeURIComponent(name)}`));
    await eventually('four charts', async () => (await page.locator(id('chart')).count()) === 4);
    await eventually(
      'history in the charts',
      async () => (await page.locator('.over').count()) === 0,
    );
    await eventually('a drawn line', () =>
      page.evaluate(() => {
        const canvas = document.querySelector('.plot canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const colors = new Set();
        for (let at = 0; at < data.length; at += 4)
          if (data[at + 3] === 255) colors.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
        return colors.size > 2;
      }),
    );
    const label = () => page.locator('.plot').first().getAttribute('aria-label');
    assert.match(await label(), /Bit rate: in [\d.]+ [kM]bit\/s, out [\d.]+ [kM]bit\/s/);
    const first = await label();
    await eventually('a new value in the chart', async () => (await label()) !== first);
    await eventually('connections', async () => (await page.locator(id('connection')).count()) > 0);
    await page.click(id('range-1h'));
    assert.ok(page.url().includes('range=1h'));
    await shot(page, 'detail-1280-dark');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator(id('detail')).count(), 0);
  });
});

test('an address of a stream can be sent to a colleague; an unknown one says so', async () => {
  await withPage(
    { path: `#/stream/${world.stack.node}/${encodeURIComponent('nobody/knows this')}` },
    async (page) => {
      await page.waitForSelector(id('unknown-stream'));
      assert.match(await text(page, id('detail')), /nobody\/knows this/);
    },
  );
});

test('sorting, filtering and the URL', async () => {
  await withPage({}, async (page) => {
    await rowsShown(page);
    await page.click(id('sort-in'));
    await page.mouse.move(5, 400);
    const sorted = async () => {
      const rates = (await page.locator('.c-in').allTextContents())
        .map(Number)
        .filter((rate) => !Number.isNaN(rate));
      return (
        rates.length > 3 && rates.every((rate, index) => index === 0 || rate <= rates[index - 1])
      );
    };
    await eventually(
      'rates from the largest down',
      async () => (await inScreenOrder(page)) && (await sorted()),
    );
    assert.ok(page.url().includes('sort=-in'));
    assert.equal(await page.locator('[role=columnheader][aria-sort=descending]').count(), 1);

    const all = await page.locator(kRow).count();
    const name = (await rowNames(page))[0];
    await page.keyboard.press('/');
    await page.keyboard.type(name);
    await eventually('fewer rows', async () => {
      const names = await rowNames(page);
      return (
        names.length < all && names.every((one) => one.toLowerCase().includes(name.toLowerCase()))
      );
    });
    assert.match(await text(page, id('shown')), new RegExp(`of ${all}`));
    await page.reload();
    await eventually(
      'the filter after a reload',
      async () =>
        (await page.locator(kRow).count()) < all && (await page.locator(kRow).count()) > 0,
    );

    await page.fill(id('filter-bar'), 'no stream is called like this');
    await page.waitForSelector(id('no-match'));
    await shot(page, 'no-match-1280-dark');
    await page.click(`${id('no-match')} button`);
    await eventually('all rows', async () => (await page.locator(kRow).count()) === all);

    await page.click(id('chip-live'));
    await eventually(
      'live rows only',
      async () => (await page.locator(`${kRow} .state:not([data-state=live])`).count()) === 0,
    );
    assert.ok(page.url().includes('show=live'));
  });
});

/** Rows are placed by transform: reading them in document order must be the order on the screen. */
async function inScreenOrder(page) {
  const tops = await page
    .locator(kRow)
    .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().top));
  return tops.every((top, index) => index === 0 || top > tops[index - 1]);
}

test('the order is held while the pointer is on the table', async () => {
  await withPage({}, async (page) => {
    await rowsShown(page);
    await page.hover(id('table'));
    await page.waitForSelector(id('held'));
    await page.mouse.move(5, 60);
    await eventually('released', async () => (await page.locator(id('held')).count()) === 0);
  });
});

test('the keyboard is enough', async () => {
  // By name: by severity rows change places while streams start.
  await withPage({ path: '#/streams?sort=name' }, async (page) => {
    await rowsShown(page);
    const names = await rowNames(page);
    const focused = (name) =>
      eventually(`the focus on ${name}`, () =>
        page.evaluate((one) => document.activeElement?.textContent === one, name),
      );
    await page.keyboard.press('j');
    await focused(names[0]);
    await page.keyboard.press('j');
    await focused(names[1]);
    await page.keyboard.press('ArrowUp');
    await focused(names[0]);
    await page.keyboard.press('Enter');
    await page.waitForSelector(id('detail'));
    await page.keyboard.press('j');
    await eventually(
      'the drawer follows',
      async () => (await text(page, `${id('detail')} h2`)) === names[1],
    );
    await page.keyboard.press('Escape');
    assert.equal(await page.locator(id('detail')).count(), 0);
    await page.keyboard.press('?');
    await page.waitForSelector(`${id('help-dialog')}[open]`);
    assert.equal(await page.locator(`${id('unchecked')} li`).count(), 6);
    await shot(page, 'help-1280-dark');
    await page.keyboard.press('Escape');
    await eventually(
      'no dialog',
      async () => (await page.locator(id('help-dialog')).count()) === 0,
    );
    await page.keyboard.press('t');
    const theme = () => page.getAttribute('html', 'data-theme');
    await eventually('the dark theme', async () => (await theme()) === 'dark');
    await page.keyboard.press('t');
    await eventually('the light theme', async () => (await theme()) === 'light');
  });
});

test('a hostile name is text', async () => {
  await withPage({}, async (page) => {
    await rowsShown(page);
    await page.fill(id('filter-bar'), 'onerror');
    await eventually('its row', async () => (await rowNames(page)).join() === kHostileName);
    assert.equal(await page.locator('img').count(), 0);
    await page.locator(`${kRow} a`).click();
    await page.waitForSelector(id('detail'));
    assert.equal(await text(page, `${id('detail')} h2`), kHostileName);
    await eventually(
      'its history',
      async () =>
        (await page.locator(id('chart')).count()) > 0 &&
        (await page.locator('.over').count()) === 0,
    );
    assert.equal(await page.locator('img').count(), 0);
  });
});

test('problems stand on top, with what to do, and lead to their streams', async () => {
  await withPage({}, async (page) => {
    await rowsShown(page);
    const problem = page.locator(`${id('problem')}:has(a)`).first();
    await problem.waitFor({ timeout: 30_000 });
    assert.match(await problem.innerText(), /critical|warning/);
    assert.ok((await problem.locator('.why').innerText()).length > 10);
    const name = await problem.locator('a').first().innerText();
    await problem.locator('a').first().click();
    await page.waitForSelector(id('detail'));
    assert.equal(await text(page, `${id('detail')} h2`), name);
    await page.waitForSelector(`${id('detail')} ${id('reason')}`);
    assert.match(await text(page, id('reason')), /since \d\d:\d\d:\d\d/);
  });
});

test('hosts show their load', async () => {
  await withPage({ path: '#/hosts' }, async (page) => {
    await page.waitForSelector(id('host'));
    await eventually('the CPU', async () =>
      /CPU\d/.test((await text(page, `${id('host')} .meters`)).replaceAll(' ', '')),
    );
    await eventually(
      'history in the charts',
      async () => (await page.locator(`${id('host')} >> nth=0 >> .over`).count()) === 0,
    );
    const label = () =>
      page
        .locator(`${id('host')} .plot`)
        .nth(2)
        .getAttribute('aria-label');
    const first = await page
      .locator(`${id('host')} .plot`)
      .first()
      .getAttribute('aria-label');
    assert.match(first, /CPU: [\d.]+ %/);
    assert.match(await label(), /Network: received/);
    await shot(page, 'hosts-1280-dark');
  });
});

test('MediaMTX stops: a banner with the cause, the rows stay; it returns: the banner goes', async () => {
  await withPage({}, async (page) => {
    await rowsShown(page);
    const names = new Set(await rowNames(page));
    await world.stack.stopMediamtx();
    try {
      await page.waitForSelector(id('banner-down'), { timeout: 20_000 });
      assert.match(
        await text(page, id('banner-down')),
        new RegExp(
          `MediaMTX “${world.stack.node}” cannot be asked.+since \\d\\d:\\d\\d:\\d\\d.+last data`,
        ),
      );
      await eventually(
        'unknown rows',
        async () => (await page.locator(`${kRow} [data-state=unknown]`).count()) > 0,
      );
      assert.deepEqual(new Set(await rowNames(page)), names, 'no row vanishes');
      assert.equal(
        await page.locator(`${kRow}:not(.stale)`).count(),
        0,
        'every row is marked as old',
      );
      const rates = await page.locator('.c-in').allTextContents();
      assert.ok(
        rates.some((rate) => Number(rate) > 0),
        'the last values stay',
      );
      assert.match(await text(page, id('kpi-problems')), /1 server down/);
      await eventually(
        'stale',
        async () => (await page.getAttribute(id('pill'), 'data-state')) === 'stale',
      );
      await shot(page, 'mediamtx-down-1280-dark');
    } finally {
      await world.stack.startMediamtx();
    }
    await eventually(
      'no banner',
      async () => (await page.locator(id('banner-down')).count()) === 0,
    );
    await eventually(
      'live rows',
      async () => (await page.locator(`${kRow} [data-state=live]`).count()) > 0,
    );
    await eventually(
      'live',
      async () => (await page.getAttribute(id('pill'), 'data-state')) === 'live',
    );
  });
});

test('the dashboard stops: the page says so and keeps its rows; it returns: the page recovers', async () => {
  await withPage({ outage: true }, async (page) => {
    await rowsShown(page);
    const count = await page.locator(kRow).count();
    await world.stack.stopDashboard();
    try {
      await eventually(
        'lost',
        async () => (await page.getAttribute(id('pill'), 'data-state')) === 'lost',
      );
      await page.waitForSelector(id('banner-lost'));
      assert.equal(await page.locator(kRow).count(), count);
      assert.equal(await page.locator(`${kRow}:not(.stale)`).count(), 0);
      await shot(page, 'dashboard-lost-1280-dark');
      await page.setViewportSize(kPhone);
      const help = await page.locator(id('help')).boundingBox();
      for (const part of ['.word', '.age']) {
        const box = await page.locator(`${id('pill')} ${part}`).boundingBox();
        assert.ok(box.x + box.width <= help.x, `${part} beside the help button`);
      }
      await shot(page, 'dashboard-lost-360-dark');
      await page.setViewportSize(kDesktop);
    } finally {
      await world.stack.startDashboard();
    }
    await eventually(
      'live again',
      async () => (await page.getAttribute(id('pill'), 'data-state')) === 'live',
    );
    await eventually(
      'no banner',
      async () => (await page.locator(id('banner-lost')).count()) === 0,
    );
    assert.equal(await page.locator(kRow).count(), count);
  });
});

test('without WebSocket the page asks by REST', async () => {
  const context = await world.browser.newContext({ viewport: kDesktop, locale: 'en-GB' });
  try {
    const page = await context.newPage();
    await page.addInitScript(() => {
      window.WebSocket = class {
        constructor() {
          throw new Error('a proxy in the way');
        }
      };
    });
    await page.goto(world.stack.url);
    await rowsShown(page);
    await eventually(
      'polling',
      async () => (await page.getAttribute(id('pill'), 'data-state')) === 'polling',
    );
    const rates = () => page.locator('.c-in').allTextContents();
    const first = (await rates()).join();
    await eventually('other rates', async () => (await rates()).join() !== first);
  } finally {
    await context.close();
  }
});

for (const viewport of [kDesktop, kPhone]) {
  for (const theme of ['dark', 'light']) {
    for (const lang of ['en', 'de']) {
      const name = `${viewport.width}-${theme}-${lang}`;
      test(`accessible and inside its width: ${name}`, async () => {
        await withPage(
          { viewport, theme, lang: lang === 'de' ? 'de-DE' : 'en-GB' },
          async (page) => {
            const check = async (view) => {
              await assertAccessible(page, view);
              await shot(page, `${view}-${name}`);
            };
            await rowsShown(page);
            assert.equal(await page.getAttribute('html', 'lang'), lang);
            await check('streams');
            await page.locator(`${kRow}:has([data-state=live]) a`).first().click();
            await page.waitForSelector(id('detail'));
            await eventually(
              'history',
              async () =>
                (await page.locator(id('chart')).count()) > 0 &&
                (await page.locator('.over').count()) === 0,
            );
            await eventually(
              'connections',
              async () => (await page.locator(`${id('connections')} h3`).count()) > 0,
            );
            await check('stream');
            await page.goto(`${world.stack.url}#/hosts`);
            await page.waitForSelector(id('host'));
            await check('hosts');
          },
        );
      });
    }
  }
}

streamPageTests(world);
addViewTests(world, kHostileName);
hiddenTabTests(world);
