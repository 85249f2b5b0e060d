// Bundles the page: node build.mjs OUT_DIR
// The output depends only on the sources and the lock file: no times, no absolute paths.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What has to come before the first screen can be drawn, compressed. */
const kFirstScreenBytes = 60_000;

const root = dirname(fileURLToPath(import.meta.url));
const outDir = process.argv[2] ? resolve(process.argv[2]) : undefined;
if (!outDir) {
  console.error('usage: node build.mjs OUT_DIR');
  process.exit(2);
}
if (root === outDir || root.startsWith(outDir + '/')) {
  console.error(`build.mjs: refusing to empty ${outDir}, which holds the sources`);
  process.exit(2);
}

const result = await build({
  absWorkingDir: root,
  entryPoints: { app: 'src/main.tsx' },
  outdir: outDir,
  bundle: true,
  // What the first screen does not need is in scripts of its own.
  splitting: true,
  entryNames: '[name]-[hash]',
  chunkNames: 'part-[hash]',
  metafile: true,
  minify: true,
  write: false,
  format: 'esm',
  target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  charset: 'utf8',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
});

await rm(outDir, { recursive: true, force: true });
await mkdir(outDir, { recursive: true });

const first = firstScreen(result.metafile);
const preload = (name) => `<link rel="modulepreload" href="./${name}">`;
const names = {};
for (const file of result.outputFiles) {
  const name = basename(file.path);
  if (name.startsWith('app-')) names[extname(name).slice(1)] = name;
  await writeFile(join(outDir, name), file.contents);
}

const page = await readFile(join(root, 'src/index.html'), 'utf8');
await writeFile(
  join(outDir, 'index.html'),
  page
    .replace('%STYLE%', `./${names.css}`)
    .replace('%SCRIPT%', `./${names.js}`)
    .replace('%PRELOAD%', first.filter((name) => name !== names.js).map(preload).join('\n    ')),
);
await writeFile(join(outDir, 'favicon.svg'), await readFile(join(root, 'src/favicon.svg')));
await writeFile(join(outDir, 'licences.txt'), await licences(['preact', 'uplot']));

const firstBytes = first
  .map((name) => result.outputFiles.find((file) => basename(file.path) === name))
  .reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0);
if (firstBytes > kFirstScreenBytes) {
  console.error(
    `build.mjs: the first screen needs ${firstBytes} bytes of JavaScript, and may need ${kFirstScreenBytes}`,
  );
  process.exit(1);
}

/** The script of the page and all that it imports at once. */
function firstScreen({ outputs }) {
  const found = new Set();
  const add = (path) => {
    if (found.has(path)) return;
    found.add(path);
    for (const { path: next, kind } of outputs[path].imports)
      if (kind === 'import-statement') add(next);
  };
  add(Object.keys(outputs).find((path) => outputs[path].entryPoint && path.endsWith('.js')));
  return [...found].map((path) => basename(path));
}

async function licences(packages) {
  const parts = ['The live page contains the following third-party software.\n'];
  for (const name of packages) {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const text = await readFile(join(folder, 'LICENSE'), 'utf8');
    parts.push(`${'-'.repeat(72)}\n${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  const libraries = JSON.parse(await readFile(join(root, 'src/libraries.json'), 'utf8'));
  const lines = libraries.map(({ name, licence }) => `  ${name} (${licence})\n`).join('');
  parts.push(`${'-'.repeat(72)}\nThe programs use these libraries of the system:\n\n${lines}`);
  return parts.join('\n');
}
