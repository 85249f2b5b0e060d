// The page in each of its states: the developers' mock with a fixed clock in a real Chromium.
//   node states.mjs --dist DIST --web-modules …/node_modules --out DIR [--baselines DIR [--record]] [--only WORD]
// Leaves NAME.png of each state in --out for people to look at. With --baselines they are compared with the pictures
// there, and one that differs leaves NAME.diff.png; --record accepts what is there now.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { makeMock } from '../../dashboard/web/dev/mock.mjs';
import { fromWebModules, launchChromium } from './chromium.mjs';
import { kStates, kNowMs } from './state_list.mjs';
import { Watcher, eventually } from './watch.mjs';

const { values: options } = parseArgs({
  options: {
    dist: { type: 'string' },
    'web-modules': { type: 'string' },
    out: { type: 'string' },
    baselines: { type: 'string' },
    record: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
if (
  !options.dist ||
  !options['web-modules'] ||
  !options.out ||
  (options.record && !options.baselines)
) {
  console.error(
    'usage: states.mjs --dist DIST --web-modules DIR --out DIR [--baselines DIR [--record]] [--only WORD]',
  );
  process.exit(2);
}

/** Another patch release of Chromium may draw the edges of letters differently; a missing line of text is more. */
const kTolerableShare = 0.0005;
const kColorThreshold = 0.15;
/** Of a machine that does much else, a picture may take seconds. */
const kPatienceMs = 120_000;
const kViewports = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
];

const modules = fromWebModules(options['web-modules']);
const { PNG } = modules('pngjs');
let pixelmatch;
let browser;

before(async () => {
  mkdirSync(options.out, { recursive: true });
  ({ default: pixelmatch } = await import(pathToFileURL(modules.resolve('pixelmatch')).href));
  browser = await launchChromium(modules);
});
after(() => browser?.close());

/** The share of pixels that differ, 1 for another size; `diff` gets the picture of the difference. */
function differingShare(actual, expected, diff) {
  if (actual.width !== expected.width || actual.height !== expected.height) return 1;
  const count = pixelmatch(actual.data, expected.data, diff.data, actual.width, actual.height, {
    threshold: kColorThreshold,
  });
  return count / (actual.width * actual.height);
}

/** Of 16 levels per color and without the alpha channel: half as large, and far below what counts as different. */
function encode(png) {
  const data = Buffer.from(png.data);
  for (let at = 0; at < data.length; at += 1)
    if (at % 4 !== 3) data[at] = Math.min(255, Math.round(data[at] / 16) * 16);
  return PNG.sync.write(
    { ...png, data },
    { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 },
  );
}

function compare(name, shot) {
  writeFileSync(join(options.out, `${name}.png`), shot);
  if (!options.baselines) return;
  const file = join(options.baselines, `${name}.png`);
  const actual = PNG.sync.read(shot);
  if (options.record) {
    mkdirSync(options.baselines, { recursive: true });
    writeFileSync(file, encode(actual));
    return;
  }
  assert.ok(existsSync(file), `no picture of ${name} yet; make it with --record`);
  const expected = PNG.sync.read(readFileSync(file));
  const diff = new PNG({ width: actual.width, height: actual.height });
  const share = differingShare(actual, expected, diff);
  if (share <= kTolerableShare) return;
  writeFileSync(join(options.out, `${name}.diff.png`), PNG.sync.write(diff));
  assert.fail(
    `${name}: ${(100 * share).toFixed(2)} % of the pixels differ; see ${name}.png and ${name}.diff.png in ${options.out}. ` +
      'If it is meant to look like this, run this command again with --record.',
  );
}

/** Opens the page in that state; `take` gets it when it shows it. */
async function withState(state, viewport, take) {
  let nowMs = kNowMs;
  const mock = makeMock({
    dist: resolve(options.dist),
    streams: 12,
    nodes: 1,
    pastSeconds: 0, // what of it is there in time for a picture is chance
    ...state.mock,
    nowMs: () => nowMs,
  });
  const context = await browser.newContext({
    viewport,
    colorScheme: state.theme ?? 'dark',
    locale: state.lang ?? 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
  try {
    const url = await mock.listen();
    const page = await context.newPage();
    const watcher = await Watcher.on(page);
    await page.addInitScript(() => {
      Math.random = () => 0.5;
      window.received = 0;
      window.WebSocket = class extends WebSocket {
        constructor(...options) {
          super(...options);
          this.addEventListener('message', () => (window.received += 1));
        }
      };
      const font = new CSSStyleSheet();
      font.replaceSync("body { font-family: 'DejaVu Sans' !important; }");
      document.adoptedStyleSheets = [font];
    });
    const setTime = async (ms) => {
      nowMs = ms;
      await page.clock.setFixedTime(ms + (state.pageAheadMs ?? 0));
    };
    await setTime(kNowMs);
    Object.assign(mock.flags, state.flags);
    await page.goto(url + (state.hash ?? ''), { waitUntil: 'commit', timeout: kPatienceMs });
    await state.reach({ page, mock, setTime });
    await page.evaluate(() => document.fonts.ready);
    await page.mouse.move(0, 0);
    await take(page);
    await watcher.assertClean({ outage: state.outage ?? false });
  } finally {
    await context.close();
    await mock.close();
  }
}

/** Two pictures in a row that are equal: nothing is on its way any more. */
async function still(page) {
  let before = await page.screenshot();
  return eventually(
    'a page that does not move',
    async () => {
      const now = await page.screenshot();
      const equal = now.equals(before);
      before = now;
      return equal && now;
    },
    kPatienceMs,
  );
}

for (const [name, state] of Object.entries(kStates)) {
  if (!name.includes(options.only)) continue;
  for (const viewport of kViewports) {
    test(`${name} at ${viewport.width} px`, () =>
      withState(state, viewport, async (page) =>
        compare(`${name}-${viewport.width}`, await still(page)),
      ));
  }
}

test('a banner that is missing is a difference', async () => {
  for (const viewport of kViewports) {
    await withState(kStates['mediamtx-down'], viewport, async (page) => {
      const whole = PNG.sync.read(await still(page));
      const share = async () => {
        const now = PNG.sync.read(await still(page));
        return differingShare(now, whole, new PNG({ width: now.width, height: now.height }));
      };
      assert.ok((await share()) <= kTolerableShare, 'the same page is the same');
      await page.evaluate(() => {
        document.querySelector('[data-testid=banner-down] .when').style.visibility = 'hidden';
      });
      assert.ok((await share()) > kTolerableShare, 'one line less is another page');
    });
  }
});

for (const lang of ['en-GB', 'de-DE']) {
  test(`the top bar fits at every width, ${lang}`, () =>
    withState({ ...kStates['connection-lost'], lang }, kViewports[0], async (page) => {
      const tooWide = [];
      for (let width = 340; width <= 1440; width += 20) {
        await page.setViewportSize({ width, height: 700 });
        const over = await page.$eval('header.top', (bar) => bar.scrollWidth - bar.clientWidth);
        if (over > 0) tooWide.push(`${over} px at ${width}`);
      }
      assert.deepEqual(tooWide, []);
    }));
}
