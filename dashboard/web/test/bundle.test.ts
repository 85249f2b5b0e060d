import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const kJsBudget = 60_000;
const kCssBudget = 10_000;
/** Names of vocabularies, which nobody fetches. */
const kNamespaces =
  /http:\/\/www\.w3\.org\/(1999\/xhtml|2000\/svg|1998\/Math\/MathML|1999\/xlink)/g;

const out = mkdtempSync(join(tmpdir(), 'mtxmon-bundle-'));
process.on('exit', () => rmSync(out, { recursive: true, force: true }));
execFileSync(process.execPath, ['build.mjs', out]);
const files = new Map(
  readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]),
);
const gzipBytes = (names: Iterable<string>): number =>
  [...names].reduce((sum, name) => sum + gzipSync(files.get(name) ?? '', { level: 9 }).length, 0);
const ending = (extension: string): string[] =>
  [...files.keys()].filter((name) => name.endsWith(extension));
/** Whatever index.html names: the first view needs it. */
const named = [...(files.get('index.html') ?? '').matchAll(/\b(?:src|href)="([^"]*)"/g)].map(
  (match) => match[1] ?? '',
);

test('the page is small', (context) => {
  const first = gzipBytes(
    named.map((name) => name.slice(2)).filter((name) => name.endsWith('.js')),
  );
  const css = gzipBytes(ending('.css'));
  context.diagnostic(
    `JS of the first view ${first} of ${kJsBudget} bytes, of all views ${gzipBytes(ending('.js'))}; ` +
      `CSS ${css} of ${kCssBudget}; all gzip -9`,
  );
  assert.ok(first > 0 && first <= kJsBudget, `JS: ${first} bytes`);
  assert.ok(css > 0 && css <= kCssBudget, `CSS: ${css} bytes`);
});

test('nothing in the page points to another place, so that it works below any path and without Internet', () => {
  for (const [name, text] of files) {
    if (name === 'licences.txt') continue;
    const urls = text
      .replace(kNamespaces, '')
      .match(/(https?|wss?):\/\/[\w.-]+|url\(\s*['"]?\/|data:[a-z]+\//g);
    assert.equal(urls, null, `${name}: ${urls?.join(' ')}`);
  }
});

test('what index.html loads is there, and named relative to it', () => {
  assert.ok(named.length >= 3);
  for (const name of named) {
    assert.match(name, /^\.\/[\w.-]+$/);
    assert.ok(files.has(name.slice(2)), name);
  }
});
