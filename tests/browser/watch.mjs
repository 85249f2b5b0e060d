// What the browser tests share: waiting for conditions, reading the page, and watching for forbidden things.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

const kPatienceMs = 30_000;

/** Asks until the answer is true and returns it. (waitForFunction of Playwright needs eval, which the policy forbids.) */
export async function eventually(what, ask, patienceMs = kPatienceMs) {
  const end = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end)
      throw new assert.AssertionError({
        message: `waited ${patienceMs / 1000} s in vain for: ${what}`,
      });
    await pause(50);
  }
}

/** GET, again when a kept connection was just closed by the server. */
export const get = (url) =>
  eventually(`an answer of ${url}`, () => fetch(url).catch(() => undefined));

/** The text of an element as a person reads it, in one line. */
export const text = async (page, selector) =>
  (await page.locator(selector).first().innerText()).replace(/\s+/g, ' ').trim();

export const rowNames = (page) => page.locator('[data-testid=row-name]').allTextContents();

export const rowsShown = (page) =>
  eventually('rows', async () => (await page.locator('[data-testid=row]').count()) > 3);

/** The key of a live SRT stream, as the page shows it. */
export async function srtStream(page) {
  return eventually('a live SRT stream', () =>
    page.evaluate(() => {
      const row = [...document.querySelectorAll('[data-testid=row]')].find(
        (one) =>
          one.querySelector('[data-state=live]') &&
          one.querySelector('.c-source')?.textContent === 'SRT' &&
          one.querySelector('.c-rtt')?.textContent !== '–',
      );
      return row?.dataset.key;
    }),
  );
}

/** Remembers everything that a clean page never does. */
export class Watcher {
  problems = [];
  network = [];

  static async on(page) {
    const watcher = new Watcher();
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      // About the tests themselves, which read pixels.
      if (message.text().startsWith('Canvas2D: Multiple readback')) return;
      const line = `console: ${message.text()}`;
      (/ERR_CONNECTION|WebSocket connection|Failed to load resource/.test(line)
        ? watcher.network
        : watcher.problems
      ).push(line);
    });
    page.on('pageerror', (error) => watcher.problems.push(`exception: ${error.message}`));
    page.on('dialog', (dialog) => {
      watcher.problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (new URL(request.url()).hostname !== '127.0.0.1')
        watcher.problems.push(`request to ${request.url()}`);
    });
    await page.exposeFunction('reportViolation', (violation) =>
      watcher.problems.push(`policy: ${violation}`),
    );
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        window.reportViolation(`${event.violatedDirective} ${event.blockedURI}`),
      );
    });
    return watcher;
  }

  /** Failed requests are forgiven only to a test that takes the server away. */
  async assertClean({ outage }) {
    assert.deepEqual([...this.problems, ...(outage ? [] : this.network)], []);
  }
}
