import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const kJsBudget = 60_000;
const kCssBudget = 8_000;
/** Names of vocabularies, which nobody fetches. */
const kNamespaces =
  /http:\/\/www\.w3\.org\/(1999\/xhtml|2000\/svg|1998\/Math\/MathML|1999\/xlink)/g;

const out = mkdtempSync(join(tmpdir(), 'mtxmon-bundle-'));
process.on('exit', () => rmSync(out, { recursive: true, force: true }));
execFileSync(process.execPath, ['build.mjs', out]);
const files = new Map(
  readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]),
);
const sized = (extension: string): number =>
  [...files]
    .filter(([name]) => name.endsWith(extension))
    .reduce((sum, [, text]) => sum + gzipSync(text, { level: 9 }).length, 0);

test('the page is small', (context) => {
  const js = sized('.js');
  const css = sized('.css');
  context.diagnostic(`JS ${js} of ${kJsBudget} bytes, CSS ${css} of ${kCssBudget}, both gzip -9`);
  assert.ok(js > 0 && js <= kJsBudget, `JS: ${js} bytes`);
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
  const loaded = [...(files.get('index.html') ?? '').matchAll(/\b(?:src|href)="([^"]*)"/g)].map(
    (match) => match[1] ?? '',
  );
  assert.ok(loaded.length >= 3);
  for (const name of loaded) {
    assert.match(name, /^\.\/[\w.-]+$/);
    assert.ok(files.has(name.slice(2)), name);
  }
});
