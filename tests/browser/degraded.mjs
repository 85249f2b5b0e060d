// A stream that is degraded, with a reader who is silent. It would take the real programs minutes: against the developers' mock,
// --mock DIST.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { harness, id, kDesktop, kPhone } from './harness.mjs';
import { rowsShown, text } from './watch.mjs';

const { withPage, shot, assertAccessible } = harness();
const kRow = id('row');

test('a degraded stream: reasons that hold and that are over, a silent reader', async () => {
  for (const viewport of [kDesktop, kPhone]) {
    await withPage({ viewport }, async (page) => {
      await rowsShown(page);
      await page.locator(`${kRow}:has([data-state=degraded]) a`).first().click();
      await page.waitForSelector(id('silent'));
      const reasons = page.locator(`${id('detail')} > ${id('reason')}`);
      assert.equal(await reasons.count(), 2);
      assert.match(
        await reasons.nth(0).innerText(),
        /Bad link.+\n+.+lower the bit rate.+\n+.*since/,
      );
      assert.match(await reasons.nth(1).innerText(), /over since \d\d:\d\d:\d\d/);
      assert.ok((await reasons.nth(1).boundingBox()).width < viewport.width);
      assert.match(await text(page, id('silent')), /not responding since \d\d:\d\d/);
      assert.equal(await page.locator(id('internal')).count(), 1);
      assert.match(await text(page, id('facts')), /Readers\s*3 \(1 not responding\)/);
      await assertAccessible(page, 'degraded');
      await shot(page, `degraded-${viewport.width}-dark`);
    });
  }
});
