// A tab that nobody sees, for run.mjs: Chromium without a window has none, so the page is told that it is hidden.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, rowsShown } from './watch.mjs';

const setHidden = (page, hidden) =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

export function hiddenTabTests(world) {
  test('a hidden tab is told little, goes on counting in its title, and comes back as it was', async () => {
    const frames = [];
    await world.withPage(
      {},
      async (page) => {
        await rowsShown(page);
        const sizes = () => frames.map((frame) => frame.length);
        await eventually('updates', () => sizes().length > 3);
        const usual = Math.max(...sizes().slice(1));
        await setHidden(page, true);
        await eventually('its wish', () => frames.some((frame) => frame.includes('"subscribed"')));
        const begin = frames.length;
        await eventually('less', () => frames.length > begin + 3);
        const least = Math.min(...frames.slice(begin + 1).map((frame) => frame.length));
        assert.ok(least < usual, `${least} of ${usual} bytes`);

        const title = await page.title();
        await world.stack.stopMediamtx();
        try {
          await eventually('another number of problems in the title', async () => {
            const now = await page.title();
            return now !== title && /^\(\d+\)/.test(now);
          });
        } finally {
          await world.stack.startMediamtx();
        }
        const wishes = () => frames.filter((frame) => frame.includes('"subscribed"')).length;
        const before = wishes();
        await setHidden(page, false);
        await eventually('everything again', () => wishes() > before);
        await eventually(
          'live rows',
          async () => (await page.locator('[data-testid=row] [data-state=live]').count()) > 0,
        );
        const rates = () => page.locator('.c-in').allTextContents();
        const first = (await rates()).join();
        await eventually('other rates', async () => (await rates()).join() !== first);
      },
      (page) =>
        page.on('websocket', (socket) =>
          socket.on('framereceived', ({ payload }) => frames.push(String(payload))),
        ),
    );
  });
}
