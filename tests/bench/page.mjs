// What the page costs in the browser with many streams, all of which change at each update.
//   node page.mjs --web-modules BUILD/…/node_modules (--mock DIST | --bin-dir BUILD/bin) [--streams 5000] [--ticks 20]
// Main-thread time is CPU time of the page's own thread, so that other load on the machine does not count.
import { gzipSync } from 'node:zlib';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const kBudgetMs = 25;
const { values: options } = parseArgs({
  options: {
    'web-modules': { type: 'string' },
    'bin-dir': { type: 'string' },
    mock: { type: 'string' },
    streams: { type: 'string', default: '5000' },
    ticks: { type: 'string', default: '20' },
  },
});
if (!options['web-modules'] || !(options['bin-dir'] || options.mock)) {
  console.error('usage: page.mjs --web-modules DIR (--mock DIST | --bin-dir DIR) [--streams N] [--ticks N]');
  process.exit(2);
}
const { chromium } = createRequire(join(resolve(options['web-modules']), 'x.js'))('playwright-core');
const streams = Number(options.streams);
const ticks = Number(options.ticks);

async function startWorld() {
  if (options['bin-dir'])
    return (await import('../browser/stack.mjs')).startStack({
      binDir: resolve(options['bin-dir']),
      hostileName: 'cam/a',
      streams,
    });
  const { makeMock } = await import('../../dashboard/web/dev/mock.mjs');
  const mock = makeMock({ dist: resolve(options.mock), streams, nodes: 2 });
  return { url: await mock.listen(), close: () => mock.close() };
}

async function bundleBytes(url) {
  const html = await (await fetch(url)).text();
  let plain = 0;
  let packed = 0;
  for (const [, name] of html.matchAll(/(?:src|href)="\.\/([\w.-]+\.js)"/g)) {
    const body = Buffer.from(await (await fetch(url + name)).arrayBuffer());
    plain += body.length;
    packed += gzipSync(body, { level: 9 }).length;
  }
  return { plain, packed };
}

const world = await startWorld();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  // Counted in the page: to hand megabytes to this program, or to be asked by it again and again, would cost more than what
  // is measured. News of hosts come between the polls; their cost counts as part of the poll.
  await page.addInitScript(() => {
    let polls = 0;
    const waiting = [];
    window.framesMs = [];
    window.afterPolls = (count) => new Promise((done) => waiting.push({ at: polls + count, done }));
    window.WebSocket = class extends WebSocket {
      constructor(...options) {
        super(...options);
        this.addEventListener('message', ({ data }) => {
          if (!data.slice(0, 400).includes('"polled_at"')) return;
          polls += 1;
          const begin = performance.now();
          requestAnimationFrame(() => setTimeout(() => window.framesMs.push(performance.now() - begin)));
          for (const { at, done } of waiting) if (polls >= at) done();
        });
      }
    };
  });
  const figures = async () =>
    Object.fromEntries((await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
  const afterPolls = (count) => page.evaluate((n) => window.afterPolls(n), count);
  await page.goto(world.url);
  await page.waitForSelector('[data-testid=row]', { timeout: 120_000 });
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
  const rows = Number(await page.getAttribute('[data-testid=table]', 'aria-rowcount')) - 1;
  await afterPolls(3);
  await page.evaluate(() => (window.framesMs.length = 0));
  const before = await figures();
  await afterPolls(ticks);
  const after = await figures();
  const framesMs = (await page.evaluate(() => window.framesMs)).sort((a, b) => a - b);
  const per = (name) => ((after[name] - before[name]) * 1000) / ticks;
  const all = per('TaskDuration');
  const bundle = await bundleBytes(world.url);
  console.log(`rows ${rows}, in the document ${await page.locator('[data-testid=row]').count()}`);
  console.log(`first contentful paint ${paint?.toFixed(0)} ms`);
  console.log(
    `from a message to its frame: median ${framesMs[framesMs.length >> 1].toFixed(1)} ms, worst ${framesMs.at(-1).toFixed(1)} ms of ${framesMs.length}`,
  );
  console.log(
    `main thread per poll ${all.toFixed(1)} ms (budget ${kBudgetMs}): script ${per('ScriptDuration').toFixed(1)}, ` +
      `style ${per('RecalcStyleDuration').toFixed(1)}, layout ${per('LayoutDuration').toFixed(1)}; all until the next poll counts`,
  );
  console.log(`heap ${(after.JSHeapUsedSize / 1048576).toFixed(1)} MiB`);
  console.log(`script of the first screen ${bundle.plain} bytes, ${bundle.packed} gzip -9`);
  process.exitCode = all <= kBudgetMs ? 0 : 1;
} finally {
  await browser.close();
  await world.close();
}
