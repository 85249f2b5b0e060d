// What a file of browser tests needs: the programs, a browser, fresh pages that are watched.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before } from 'node:test';
import { parseArgs } from 'node:util';
import { fromWebModules, launchChromium } from './chromium.mjs';
import { Watcher } from './watch.mjs';

export const kDesktop = { width: 1280, height: 800 };
export const kPhone = { width: 360, height: 740 };
export const id = (name) => `[data-testid="${name}"]`;

const kAxeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Reads the options of the command line, and has a stack and a browser while the file's tests run. */
export function harness(stackOptions = {}) {
  const { values: options } = parseArgs({
    options: {
      'bin-dir': { type: 'string' },
      'web-modules': { type: 'string' },
      out: { type: 'string' },
      mock: { type: 'string' },
    },
  });
  if (!options['web-modules'] || !options.out || !(options['bin-dir'] || options.mock)) {
    console.error(
      `usage: ${process.argv[1]} --bin-dir DIR --web-modules DIR --out DIR   (or --mock DIST instead of --bin-dir)`,
    );
    process.exit(2);
  }
  const modules = fromWebModules(options['web-modules']);
  const { AxeBuilder } = modules('@axe-core/playwright');
  const world = { mock: options.mock !== undefined };

  before(async () => {
    mkdirSync(options.out, { recursive: true });
    world.stack = options.mock
      ? await (await import('./mock_stack.mjs')).startStack({ dist: resolve(options.mock) })
      : await (
          await import('./stack.mjs')
        ).startStack({ binDir: resolve(options['bin-dir']), ...stackOptions });
    world.browser = await launchChromium(modules);
  });
  after(async () => {
    await world.browser?.close();
    await world.stack?.close();
  });

  /** Opens the page in a fresh profile, runs the test, and asserts that the page did nothing forbidden. */
  world.withPage = async (
    { path = '', viewport = kDesktop, theme = 'dark', lang = 'en-GB', outage = false },
    run,
    beforePage = () => {},
  ) => {
    const context = await world.browser.newContext({
      viewport,
      colorScheme: theme,
      locale: lang,
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
    });
    try {
      const page = await context.newPage();
      const watcher = await Watcher.on(page);
      beforePage(page);
      await page.goto(world.stack.url + path);
      await run(page, context);
      await watcher.assertClean({ outage });
    } catch (error) {
      if (world.stack.logs) console.error(world.stack.logs());
      throw error;
    } finally {
      await context.close();
    }
  };
  world.shot = (page, name) => page.screenshot({ path: join(options.out, `${name}.png`) });
  /** Fails with what axe finds, and when something is wider than its place. */
  world.assertAccessible = async (page, what) => {
    const { violations } = await new AxeBuilder({ page }).withTags(kAxeTags).analyze();
    const found = violations.map((violation) => {
      const targets = violation.nodes.map((node) => node.target).slice(0, 3);
      return `${violation.id}: ${targets.join(' | ')}`;
    });
    assert.deepEqual(found, [], what);
    const beyond = await page.evaluate(() =>
      Math.max(
        document.documentElement.scrollWidth - innerWidth,
        ...[...document.querySelectorAll('main, .drawer')].map(
          (one) => one.scrollWidth - one.clientWidth,
        ),
      ),
    );
    assert.ok(beyond <= 0, `${what} is ${beyond} px too wide`);
  };
  return world;
}
