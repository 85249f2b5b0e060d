// The overview in a real browser against the real programs: figures that filter, chips, columns, mutes, pause, the wall.
//   node overview.mjs --bin-dir BUILD/bin --web-modules BUILD/…/node_modules --out DIR   (or --mock DIST)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { harness, id, kDesktop, kPhone } from './harness.mjs';
import { eventually, rowsShown, text } from './watch.mjs';

const world = harness({ hostileName: '<img src=x onerror=alert(1)>' });
const { withPage, shot, assertAccessible } = world;

const kRow = id('row');
const figure = async (page, name) =>
  Number((await text(page, `${id(`kpi-${name}`)} .value b`)).replace(/[^\d.-]/g, ''));
const aProblem = (page) =>
  page
    .locator(`${id('problem')}:not([data-muted]):has(a)`)
    .first()
    .waitFor({ timeout: 60_000 });

/** The streams of the problems that count, as the sentences name them. */
async function counted(page) {
  const more = page.locator(`${id('more-problems')}[aria-expanded=false]`);
  if (await more.count()) await more.click();
  const names = await page.locator(`${id('problem')}:not([data-muted]) a`).allTextContents();
  return new Set(names);
}

/** The sums of the columns of the table, as a person would add them up. */
const sums = (page) =>
  page.evaluate(() => {
    const numbers = (name) =>
      [...document.querySelectorAll(`[data-testid=row] .c-${name}`)]
        .map((cell) => Number((cell.lastElementChild ?? cell).textContent))
        .filter((n) => !Number.isNaN(n))
        .reduce((a, b) => a + b, 0);
    const figure = (name) =>
      Number(
        document
          .querySelector(`[data-testid=kpi-${name}] .value b`)
          .textContent.replace(/[^\d.]/g, ''),
      );
    const live = document.querySelectorAll(
      '[data-testid=row] [data-state=live], [data-testid=row] [data-state=degraded]',
    );
    return {
      rows: document.querySelectorAll('[data-testid=row]').length,
      live: live.length,
      column: { in: numbers('in'), out: numbers('out'), readers: numbers('readers') },
      figure: {
        streams: figure('streams'),
        in: figure('in'),
        out: figure('out'),
        readers: figure('readers'),
      },
    };
  });

test('every figure is the sum of its column', async () => {
  await withPage({ viewport: { width: 1280, height: 1400 } }, async (page) => {
    await rowsShown(page);
    await eventually('rates', async () => (await figure(page, 'in')) > 0);
    const { rows, live, column, figure: shown } = await sums(page);
    assert.equal(shown.streams, live);
    assert.equal(shown.readers, column.readers);
    // Each is rounded: the sum to a whole Mbit/s from 100 on, below to tenths, a row to hundredths.
    for (const name of ['in', 'out'])
      assert.ok(
        Math.abs(shown[name] - column[name]) < (shown[name] < 100 ? 0.05 : 0.5) + 0.005 * rows,
        `${name}: ${shown[name]} is not ${column[name]}`,
      );
    const byProtocol = (await page.getAttribute(id('kpi-readers'), 'title'))
      .split('\n')
      .map((line) => /^(\d+) [A-Z]/.exec(line)?.[1])
      .filter(Boolean);
    assert.equal(
      byProtocol.reduce((a, b) => a + Number(b), 0),
      shown.readers,
      'by protocol they are as many',
    );
  });
});

test('the figures filter and sort', async () => {
  await withPage({}, async (page) => {
    await rowsShown(page);
    await aProblem(page);
    await page.click(`${id('kpi-problems')} .main`);
    await eventually('problems only', () => page.url().includes('show=problems'));
    await eventually(
      'as many rows as the figure says',
      async () => (await page.locator(kRow).count()) === (await figure(page, 'problems')),
    );
    assert.equal(
      await page
        .locator(id('problem'))
        .count()
        .then((n) => n > 0),
      true,
    );
    await page.click(`${id('kpi-problems')} .main`);
    await eventually('all again', () => !page.url().includes('show='));
    await page
      .locator(`${id('kpi-problems')} .note a`)
      .first()
      .click();
    const state = /show=(\w+)/.exec(page.url())?.[1];
    await eventually(
      `${state} only`,
      async () =>
        (await page.locator(`${kRow} .state`).count()) > 0 &&
        (await page.locator(`${kRow} .state:not([data-state=${state}])`).count()) === 0,
    );
    await page.click(`${id('kpi-streams')} .main`);
    await page.click(`${id('kpi-readers')} .main`);
    assert.ok(page.url().includes('sort=-readers'));
    await page.click(`${id('kpi-in')} .main`);
    assert.ok(page.url().includes('sort=-in'));
    const link = id('kpi-worst');
    await eventually('a worst link', async () => /\d/.test(await text(page, `${link} .value b`)));
    const name = await text(page, `${link} .note span`);
    await page.click(`${link} .main`);
    await page.waitForSelector(id('detail'));
    assert.ok((await text(page, id('detail'))).includes(name));
  });
});

test('chips combine, and the address holds them', async () => {
  await withPage({}, async (page) => {
    await rowsShown(page);
    const all = await page.locator(kRow).count();
    await page.click(id('chip-protocol.srt'));
    await eventually('fewer rows', async () => (await page.locator(kRow).count()) < all);
    const srt = await page.locator(kRow).count();
    assert.equal(srt, Number(await text(page, `${id('chip-protocol.srt')} b`)));
    await page.click(id('chip-protocol.rtsp'));
    await eventually('more rows', async () => (await page.locator(kRow).count()) > srt);
    await page.click(id('chip-live'));
    await eventually(
      'live ones only',
      async () => (await page.locator(`${kRow} .state:not([data-state=live])`).count()) === 0,
    );
    assert.ok(decodeURIComponent(page.url()).includes('show=protocol.srt+protocol.rtsp+live'));
    await page.reload();
    await eventually(
      'the same choice after a reload',
      async () =>
        (await page.locator('.chip[aria-pressed=true]').count()) === 3 &&
        (await page.locator(kRow).count()) > 0 &&
        (await page.locator(`${kRow} .state:not([data-state=live])`).count()) === 0,
    );
    await page.click(id('chip-changed'));
    assert.ok(page.url().includes('changed'));
    await page.click(id('chip-all'));
    await eventually('all', async () => (await page.locator(kRow).count()) === all);
  });
});

test('columns are chosen by keyboard, stay in the address and in the browser', async () => {
  await withPage({ viewport: { width: 1600, height: 800 } }, async (page) => {
    await rowsShown(page);
    const heads = async () =>
      (await page.locator('[role=columnheader]').allTextContents()).map((head) =>
        head.replace(/[↑↓]/g, '').trim(),
      );
    assert.ok((await heads()).includes('Errors'));
    assert.ok(!(await heads()).some((head) => head.startsWith('Capacity')));
    await page.focus(id('columns'));
    await page.keyboard.press('Enter');
    await eventually('the menu', async () => (await page.locator('#columns').count()) === 1);
    await assertAccessible(page, 'columns');
    await shot(page, 'columns-1600-dark-en');
    while (
      (await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))) !==
      'column-errors'
    )
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await eventually('no errors', async () => !(await heads()).includes('Errors'));
    await page.click(id('column-capacity'));
    await eventually('capacity', async () =>
      (await heads()).some((head) => head.startsWith('Capacity')),
    );
    await page.keyboard.press('Escape');
    await eventually('no menu', async () => (await page.locator('#columns').count()) === 0);
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('data-testid')),
      'columns',
    );
    const chosen = await heads();
    assert.ok(page.url().includes('columns='));
    await page.goto(world.stack.url);
    await rowsShown(page);
    assert.deepEqual(await heads(), chosen, 'kept in the browser');
    await page.goto(`${world.stack.url}#/streams?columns=rtt`);
    await page.reload();
    await rowsShown(page);
    assert.deepEqual(await heads(), ['State', 'Stream', 'RTT ms'], 'the address wins');
    await page.click(id('columns'));
    await page.click(id('columns-reset'));
    await eventually('the usual ones', async () => (await heads()).includes('Errors'));
  });
});

test('every column sorts', async () => {
  await withPage({ viewport: { width: 1900, height: 800 } }, async (page) => {
    await rowsShown(page);
    const sorters = await page
      .locator('[role=columnheader] button')
      .evaluateAll((buttons) => buttons.map((button) => button.dataset.testid));
    assert.ok(sorters.length > 12, sorters.join());
    for (const one of sorters) {
      await page.click(id(one));
      await eventually(
        one,
        async () =>
          (await page.locator(`[role=columnheader]:has(${id(one)})`).getAttribute('aria-sort')) !==
          'none',
      );
    }
  });
});

test('a muted problem is grey, last, and does not count, on every page; unmuted it is back', async () => {
  await withPage({}, async (page, context) => {
    const other = await context.newPage();
    await other.goto(world.stack.url);
    await rowsShown(page);
    await aProblem(page);
    const countsRight = async () => (await figure(page, 'problems')) === (await counted(page)).size;
    await eventually('the figure counts the sentences', countsRight);
    const first = page.locator(`${id('problem')}:not([data-muted]):has(a)`).first();
    const name = await first.locator('a').first().innerText();
    const code = await first.getAttribute('data-code');
    const same = (where, muted) =>
      where
        .locator(
          `${id('problem')}[data-code=${code}]${muted ? '[data-muted]' : ':not([data-muted])'}`,
        )
        .filter({ hasText: name });
    await first.locator(id('mute')).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector(`${id('mute-dialog')}[open]`);
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('data-testid')),
      'mute-30m',
    );
    await assertAccessible(page, 'mute');
    await shot(page, 'mute-1280-dark-en');
    await page.keyboard.press('Escape');
    await eventually(
      'no dialog',
      async () => (await page.locator(id('mute-dialog')).count()) === 0,
    );
    await first.locator(id('mute')).click();
    await page.fill(id('mute-own'), '2001-01-01T00:00');
    await page.fill(id('mute-comment'), 'encoder is <b>replaced</b>');
    await page.click(id('mute-2h'));
    await same(page, true).waitFor({ timeout: 20_000 });
    assert.match(
      await same(page, true).locator(id('muted-until')).innerText(),
      /muted until .*\d\d:\d\d.*encoder is <b>replaced<\/b>/,
    );
    await eventually(
      'it does not count',
      async () => !(await counted(page)).has(name) && (await countsRight()),
    );
    const items = page.locator(id('problem'));
    assert.equal(await items.last().getAttribute('data-muted'), 'true', 'it stands last');
    await shot(page, 'muted-1280-dark-en');
    await same(other, true).waitFor({ timeout: 20_000 });
    await same(other, true).locator(id('unmute')).click();
    await same(page, false).waitFor({ timeout: 20_000 });
    await eventually(
      'it counts again',
      async () => (await counted(page)).has(name) && (await countsRight()),
    );
    await other.close();
  });
});

test('paused, nothing moves; resumed, the newest is there', async () => {
  await withPage({}, async (page) => {
    await rowsShown(page);
    await eventually('rates', async () => (await figure(page, 'in')) > 0);
    const rates = async () =>
      (await page.locator('.c-in, .c-changed, .c-since').allTextContents()).join();
    const missed = async () => Number(/(\d+) update/.exec(await text(page, id('paused')))?.[1]);
    await page.keyboard.press('p');
    await page.waitForSelector(id('paused'));
    const then = await rates();
    await eventually('two missed updates', async () => (await missed()) >= 2);
    assert.equal(await rates(), then);
    assert.match(await text(page, id('paused')), /Paused at \d\d:\d\d:\d\d/);
    await page.click(id('chip-live'));
    await eventually('it can be worked with', () => page.url().includes('show=live'));
    await page.click(id('chip-live'));
    await assertAccessible(page, 'paused');
    await shot(page, 'paused-1280-dark-en');
    await page.click(id('pause'));
    await eventually('no badge', async () => (await page.locator(id('paused')).count()) === 0);
    await eventually('other rates', async () => (await rates()) !== then);
  });
});

test('the wall shows verdict, problems and totals, and nothing to touch', async () => {
  for (const path of ['?kiosk=1', '#/streams?kiosk=1']) {
    await withPage({ path, viewport: { width: 1920, height: 1080 } }, async (page) => {
      await page.waitForSelector(id('kiosk'));
      await eventually('the totals', async () => /\d/.test(await text(page, `${id('kiosk')} dl`)));
      assert.equal(await page.locator('button, a, input').count(), 0);
      await page.locator(id('problem')).first().waitFor({ timeout: 60_000 });
      assert.match(await text(page, id('verdict')), /critical|warning/);
      const height = (await page.locator('h1').boundingBox()).height;
      assert.ok(height > 70, `the verdict is ${height} px high`);
      await assertAccessible(page, 'kiosk');
      await shot(page, 'kiosk-1920-dark-en');
    });
  }
});

test('the wall says when it is blind, and recovers by itself', async () => {
  await withPage(
    { path: '?kiosk=1', viewport: { width: 1920, height: 1080 }, outage: true },
    async (page) => {
      await eventually('the totals', async () => /\d/.test(await text(page, `${id('kiosk')} dl`)));
      await world.stack.stopDashboard();
      try {
        await eventually('blind', async () =>
          /No data since \d\d:\d\d/.test(await text(page, id('verdict'))),
        );
        await shot(page, 'kiosk-blind-1920-dark-en');
      } finally {
        await world.stack.startDashboard();
      }
      await eventually('back', async () => !/No data/.test(await text(page, id('verdict'))));
    },
  );
});

test('a problem is told in German everywhere', async () => {
  const german = /erreicht diese Quelle seit .* nicht/;
  const lang = 'de-DE';
  await withPage({ lang }, async (page) => {
    const problem = page.locator(id('problem'), { hasText: 'pull/dead' }).first();
    await problem.waitFor({ timeout: 60_000 });
    assert.match(await problem.innerText(), german);
    await problem.locator(id('mute')).click();
    assert.match(await text(page, id('mute-dialog')), german);
  });
  await withPage(
    { lang, path: '?kiosk=1', viewport: { width: 1920, height: 1080 } },
    async (page) => {
      const problem = page.locator(id('problem'), { hasText: 'pull/dead' }).first();
      await problem.waitFor({ timeout: 60_000 });
      assert.match(await problem.innerText(), german);
    },
  );
});

test('on a phone the verdict comes first, then sentences, then figures', async () => {
  await withPage({ viewport: kPhone }, async (page) => {
    await rowsShown(page);
    await aProblem(page);
    const top = async (what) => (await page.locator(what).first().boundingBox()).y;
    assert.match(await text(page, id('verdict')), /(critical|warning).*servers?.*data .* old/);
    assert.ok((await top(id('verdict'))) < (await top(id('problems'))));
    assert.ok((await top(id('problems'))) < (await top(id('kpis'))));
    assert.equal(await page.locator(id('columns')).count(), 0, 'cards have no columns');
  });
});

for (const viewport of [kDesktop, kPhone]) {
  for (const theme of ['dark', 'light']) {
    for (const lang of ['en', 'de']) {
      const name = `${viewport.width}-${theme}-${lang}`;
      test(`muting, accessible and inside its width: ${name}`, async () => {
        await withPage(
          { viewport, theme, lang: lang === 'de' ? 'de-DE' : 'en-GB' },
          async (page) => {
            await rowsShown(page);
            await aProblem(page);
            await assertAccessible(page, 'overview');
            await shot(page, `overview-${name}`);
            await page.locator(id('mute')).first().click();
            await page.waitForSelector(`${id('mute-dialog')}[open]`);
            await assertAccessible(page, 'mute');
            await page.keyboard.press('Escape');
            await page.locator(id('pause')).click();
            await page.waitForSelector(id('paused'));
            await assertAccessible(page, 'paused');
            await shot(page, `paused-${name}`);
          },
        );
      });
    }
  }
}
