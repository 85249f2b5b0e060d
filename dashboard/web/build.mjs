// Bundles the page: node build.mjs OUT_DIR
// The output depends only on the sources and the lock file: no times, no absolute paths.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
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
  entryNames: '[name]-[hash]',
  chunkNames: 'part-[hash]',
  // Parts that are not of the first view are files of their own, fetched later.
  splitting: true,
  metafile: true,
  bundle: true,
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

for (const file of result.outputFiles) await writeFile(join(outDir, basename(file.path)), file.contents);
const [script, { cssBundle: style }] = Object.entries(result.metafile.outputs).find(
  ([, output]) => output.entryPoint === 'src/main.tsx',
);
const first = firstScreen(result.metafile, script);
const preload = (name) => `<link rel="modulepreload" href="./${name}">`;

const page = await readFile(join(root, 'src/index.html'), 'utf8');
await writeFile(
  join(outDir, 'index.html'),
  page
    .replace('%STYLE%', `./${basename(style)}`)
    .replace('%SCRIPT%', `./${basename(script)}`)
    .replace('%PRELOAD%', first.slice(1).map(preload).join('\n    ')),
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

/** The names of the script of the page and of all that it imports at once. */
function firstScreen({ outputs }, script) {
  const found = new Set();
  const add = (path) => {
    if (found.has(path)) return;
    found.add(path);
    for (const { path: next, kind } of outputs[path].imports)
      if (kind === 'import-statement') add(next);
  };
  add(script);
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
