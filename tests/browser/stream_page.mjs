// The page of one stream: registered by run.mjs with what it has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { id, kDesktop, kPhone } from './harness.mjs';
import { eventually, rowsShown, srtStream, text } from './watch.mjs';

const kPage = id('stream-page');
const kChart = id('range-chart');

export function streamPageTests(world) {
  const { withPage, shot, assertAccessible, mock } = world;
  const hashOf = (key, search) => {
    const slash = key.indexOf('/');
    return `#/stream/${key.slice(0, slash)}/${encodeURIComponent(key.slice(slash + 1))}?${search}`;
  };
  /** The page of a live SRT stream whose charts have lines. */
  async function openPage(page, search = 'full=1') {
    const key = await eventually('a live SRT stream', () =>
      page.evaluate(async () => {
        const { streams } = await (await fetch('api/v1/streams')).json();
        const found = streams.find((one) => one.state === 'live' && one.rtt_seconds);
        return found && `${found.node}/${found.name}`;
      }),
    );
    await page.goto(world.stack.url + hashOf(key, search));
    await chartsShown(page);
    return key;
  }
  const chartsShown = (page) =>
    eventually(
      'charts with lines',
      async () =>
        (await page.locator(kChart).count()) > 2 && (await page.locator('.over').count()) === 0,
    );
  const query = (page) => new URLSearchParams(page.url().split('?')[1] ?? '');
  const zoomOf = (page) => {
    const [from, to] = [query(page).get('from'), query(page).get('to')];
    return from === null ? null : { from: Number(from), to: Number(to) };
  };

  test('the drawer grows to a page by key and by button, and goes back by Escape', async () => {
    await withPage({}, async (page) => {
      await rowsShown(page);
      const key = await srtStream(page);
      await page.locator(`[data-key="${key}"] a`).click();
      await page.click(id('full'));
      await page.waitForSelector(kPage);
      assert.equal(query(page).get('full'), '1');
      assert.equal(await page.locator(id('detail')).count(), 0);
      await page.keyboard.press('Escape');
      await page.waitForSelector(id('detail'));
      assert.equal(await page.locator(kPage).count(), 0);

      await page.locator(`[data-key="${key}"] a`).focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector(kPage);
      assert.equal(await text(page, `${kPage} h2`), key.slice(key.indexOf('/') + 1));
      await page.click(id('back'));
      await page.waitForSelector(id('detail'));
      await page.keyboard.press('Escape');
      assert.equal(await page.locator(id('detail')).count(), 0);
      assert.ok((await page.locator('[data-testid=row]').count()) > 3);
    });
  });

  test('the last day is a strip, in the drawer and on the page, with words', async () => {
    await withPage({}, async (page) => {
      await rowsShown(page);
      const key = await srtStream(page);
      await page.locator(`[data-key="${key}"] a`).click();
      const live = () => page.locator(`${id('strip')} .bar .ok`).count();
      await eventually('a live part in the drawer', async () => (await live()) > 0);
      await page.click(id('full'));
      await page.waitForSelector(kPage);
      await eventually('a live part on the page', async () => (await live()) > 0);
      assert.match(await text(page, id('strip-text')), /\d % without outage/);
      assert.match(await text(page, id('shares')), /live \d+\.\d\d %/);
      await eventually('outages in words', async () =>
        /No outage was seen|Outages/.test(await text(page, `${kPage} .day`)),
      );
    });
  });

  test('ranges are read from the tier that fits them', async () => {
    await withPage({}, async (page) => {
      await openPage(page);
      const tier = () => page.getAttribute(id('legend'), 'data-tier');
      await eventually('every sample', async () => (await tier()) === 'samples');
      for (const range of ['24h', '7d']) {
        await page.click(id(`range-${range}`));
        assert.equal(query(page).get('range'), range);
        await eventually(`sums of ${range}`, async () => /^\d+s$/.test((await tier()) ?? ''));
      }
      await page.click(id('range-5m'));
      await eventually('every sample again', async () => (await tier()) === 'samples');
    });
  });

  test('one crosshair for all charts, also by keyboard', async () => {
    await withPage({}, async (page) => {
      await openPage(page);
      const times = () => page.locator(`${kChart} .at`).allTextContents();
      const charts = await page.locator(kChart).count();
      const plot = await page.locator(`${kChart} .u-over`).first().boundingBox();
      await page.mouse.move(plot.x + plot.width - 12, plot.y + 20);
      await eventually('a time in each heading', async () => {
        const shown = await times();
        return shown.length === charts && new Set(shown).size === 1;
      });
      await page.mouse.move(2, 2);
      await eventually('no crosshair', async () => (await times()).length === 0);
      await page.locator(id('all-charts')).focus();
      await page.keyboard.press('ArrowLeft');
      const first = await eventually('a time', async () => (await times())[0]);
      await page.keyboard.press('ArrowLeft');
      await eventually('another time', async () => (await times())[0] !== first);
    });
  });

  test('a drag zooms, the URL keeps it over a reload, a double click leads back', async () => {
    await withPage({}, async (page) => {
      await openPage(page);
      const plot = await page.locator(`${kChart} .u-over`).first().boundingBox();
      const y = plot.y + plot.height / 2;
      await page.mouse.move(plot.x + plot.width * 0.5, y);
      await page.mouse.down();
      await page.mouse.move(plot.x + plot.width * 0.75, y, { steps: 4 });
      await page.mouse.up();
      const zoom = await eventually('a zoom in the URL', () => zoomOf(page));
      const width = zoom.to - zoom.from;
      assert.ok(width > 60 && width < 90, `a quarter of 5 min, not ${width} s`);
      const shown = await text(page, id('window'));
      assert.match(shown, /\d\d:\d\d:\d\d – .*\d\d:\d\d:\d\d/);
      await page.reload();
      await page.waitForSelector(kPage);
      assert.deepEqual(zoomOf(page), zoom);
      assert.equal(await text(page, id('window')), shown);
      assert.equal(await page.locator(`${id('range-5m')}[aria-pressed=true]`).count(), 0);
      await eventually('charts', async () => (await page.locator(kChart).count()) > 1);
      await page.locator(`${kChart} .u-over`).first().dblclick();
      await eventually('no zoom', () => zoomOf(page) === null);
      assert.ok(page.url().includes('full=1'));
    });
  });

  test('the keyboard zooms and goes back; so do buttons', async () => {
    await withPage({}, async (page) => {
      await openPage(page);
      await page.locator(id('all-charts')).focus();
      await page.keyboard.press('+');
      const near = await eventually('nearer', () => zoomOf(page));
      assert.equal(near.to - near.from, 150);
      await page.keyboard.press('-');
      await eventually('wider', () => zoomOf(page)?.to - zoomOf(page)?.from === 300);
      await page.click(id('move-earlier'));
      await eventually('earlier', () => zoomOf(page)?.to < near.to);
      await page.click(id('live'));
      await eventually('now', () => zoomOf(page) === null);
      await page.locator(id('all-charts')).focus();
      await page.keyboard.press('+');
      await eventually('nearer again', () => zoomOf(page));
      await page.keyboard.press('Home');
      await eventually('now again', () => zoomOf(page) === null);
    });
  });

  test('a chart is a table, too', async () => {
    await withPage({}, async (page) => {
      await openPage(page);
      await page
        .locator(`${id('as-table')} summary`)
        .first()
        .click();
      const row = page.locator(`${id('as-table')} tbody tr`).first();
      await row.waitFor();
      assert.match(await row.innerText(), /\d\d:\d\d:\d\d\s+[\d.]+ [kM]bit\/s/);
      assert.match(await text(page, id('stats')), /in now [\d.]+ [kM]bit\/s/);
    });
  });

  // Needs a simulator that can be told what to do.
  test('an incident link shows events, host and link of that time', { skip: mock }, async () => {
    await withPage({}, async (page) => {
      await rowsShown(page);
      const key = await srtStream(page);
      const name = key.slice(key.indexOf('/') + 1);
      const from = Math.floor(Date.now() / 1000) - 30;
      await world.stack.control({ publisher: 'reconnect', stream: name });
      const events = () =>
        page.evaluate(
          async ([stream]) => {
            const answer = await fetch(`api/v1/events?stream=${encodeURIComponent(stream)}`);
            return (await answer.json()).events;
          },
          [name],
        );
      const changed = await eventually('an event of the stream', async () => (await events())[0]);
      const to = Math.ceil(Date.parse(changed.time) / 1000) + 30;
      await page.goto(`${world.stack.url}${hashOf(key, `from=${from}&to=${to}`)}`);
      await page.waitForSelector(kPage);
      await eventually('the event in the list', async () =>
        (await page.locator(`${id('events')} li`).allInnerTexts()).some((line) =>
          line.replace(/\s+/g, ' ').includes(changed.text.replace(/\s+/g, ' ')),
        ),
      );
      await eventually(
        'the host below',
        async () => (await page.locator(`${id('host-load')} ${kChart}`).count()) === 2,
      );
      assert.match(await text(page, `${id('host-load')} figcaption`), /CPU of .+\d %/);
      await chartsShown(page);
      await eventually(
        'what it was on the axis of the charts',
        async () => (await page.locator(`${id('window-strip')} .bar .ok`).count()) > 0,
      );
      await shot(page, 'incident-1280-dark');
    });
  });

  for (const [lang, meaning] of [
    ['en', /Round trip msRTT\s+[\d.]+ ms\s+Smoothed round trip time/],
    ['de', /Umlaufzeit msRTT\s+[\d,]+ ms\s+Geglättete Umlaufzeit/],
  ]) {
    test(`every figure of a connection has its meaning: ${lang}`, async () => {
      await withPage({ lang: lang === 'de' ? 'de-DE' : 'en-GB' }, async (page) => {
        await openPage(page);
        const row = page.locator(id('quality-row')).first();
        await row.locator('button').click();
        const fields = page.locator(id('fields'));
        await fields.waitFor();
        await eventually('the round trip', async () =>
          meaning.test((await fields.locator('[data-key=rtt_seconds]').allInnerTexts()).join()),
        );
        if (!mock) {
          const without = await fields
            .locator(id('field'))
            .evaluateAll((all) =>
              all
                .filter((one) => !one.querySelector('.meaning').textContent)
                .map((one) => one.dataset.key),
            );
          assert.deepEqual(without, [], 'a figure without a meaning');
          assert.ok((await fields.locator(id('field')).count()) > 20);
        }
        await row.locator('button').click();
        assert.equal(await fields.count(), 0);
      });
    });
  }

  test('a link to this time, a command for a shell and a table are there to be taken', async () => {
    await withPage({}, async (page) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      const key = await openPage(page);
      const copied = async (button) => {
        await page.click(id(button));
        await eventually('a word', async () => /Copied/.test(await text(page, id(button))));
        return page.evaluate(() => navigator.clipboard.readText());
      };
      const link = await copied('copy-link');
      assert.match(link, /#\/stream\/.+\?from=\d+&to=\d+$/);
      assert.ok(link.startsWith(world.stack.url));
      const command = await copied('copy-curl');
      const [, url] = /^curl -sS '(http[^']+)'$/.exec(command);
      assert.equal((await (await fetch(url)).json()).name, key.slice(key.indexOf('/') + 1));
      assert.equal(await page.getAttribute(id('json'), 'href'), url);
      const csv = await page.getAttribute(id('csv'), 'href');
      assert.match(csv, /format=csv/);
      if (mock) return;
      assert.match(await (await fetch(csv)).text(), /^time,unix_seconds,/);
      const grafana = new URL(await page.getAttribute(id('grafana'), 'href'));
      assert.equal(grafana.origin, 'https://grafana.example');
      assert.equal(grafana.searchParams.get('var-path'), key.slice(key.indexOf('/') + 1));
      assert.match(grafana.searchParams.get('from'), /^\d{13}$/);
    });
  });

  test('a stream that nobody knows has its page, too', async () => {
    await withPage({ path: hashOf(`${world.stack.node}/never/seen`, 'full=1') }, async (page) => {
      await page.waitForSelector(`${kPage} ${id('unknown-stream')}`);
      assert.match(await text(page, `${kPage} h2`), /never\/seen/);
    });
  });

  for (const viewport of [kDesktop, kPhone]) {
    for (const theme of ['dark', 'light']) {
      for (const lang of ['en', 'de']) {
        const name = `${viewport.width}-${theme}-${lang}`;
        test(`the page of a stream is accessible and inside its width: ${name}`, async () => {
          await withPage(
            { viewport, theme, lang: lang === 'de' ? 'de-DE' : 'en-GB' },
            async (page) => {
              await openPage(page);
              await eventually(
                'the day',
                async () => (await page.locator(`${id('strip')} .bar i`).count()) > 0,
              );
              await eventually(
                'connections',
                async () => (await page.locator(id('quality-row')).count()) > 0,
              );
              await shot(page, `stream-page-${name}`);
              await page
                .locator(`${id('quality-row')} button`)
                .first()
                .click();
              await page.waitForSelector(id('field'));
              await page
                .locator(`${id('as-table')} summary`)
                .first()
                .click();
              await assertAccessible(page, 'the page of a stream');
              await page.locator(id('fields')).scrollIntoViewIfNeeded();
              await shot(page, `stream-fields-${name}`);
            },
          );
        });
      }
    }
  }
}
