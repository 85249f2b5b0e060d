// npm run dev [-- --port 8099 --streams 5000 --nodes 1]: the page on made-up data, built anew on each reload.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { makeMock } from './mock.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8099' },
    streams: { type: 'string', default: '14' },
    nodes: { type: 'string', default: '2' },
  },
});
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = await mkdtemp(join(tmpdir(), 'mtxmon-web-'));
const build = () => promisify(execFile)(process.execPath, [join(root, 'build.mjs'), dist]);
const mock = makeMock({
  dist,
  streams: Number(values.streams),
  nodes: Number(values.nodes),
  beforePage: build,
});
console.log(`listening on ${await mock.listen(Number(values.port))}`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await mock.close();
    await rm(dist, { recursive: true, force: true });
    process.exit(0);
  });
}
