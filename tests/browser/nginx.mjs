// A real nginx in front of the dashboard: an ordinary child process with its configuration in a folder of its own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start, stop } from './stack.mjs';

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** As in docs/OPERATIONS.md: with a path behind the address nginx cuts the prefix off, without one it passes it on. */
const location = (prefix, target) => `
  location ${prefix} {
    proxy_pass         ${target};
    proxy_http_version 1.1;
    proxy_set_header   Host       $http_host;
    proxy_set_header   Upgrade    $http_upgrade;
    proxy_set_header   Connection $upgrade;
    proxy_buffering    off;
    proxy_read_timeout 60s;
  }`;

/** `locations`: prefix → address of the dashboard, with or without a path. */
export async function startNginx(locations) {
  const folder = await mkdtemp(join(tmpdir(), 'mtxmon-nginx-'));
  const port = await freePort();
  const configuration = `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr notice;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  map $http_upgrade $upgrade { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port};
    ${Object.entries(locations)
      .map(([prefix, target]) => location(prefix, target))
      .join('\n')}
  }
}
`;
  await writeFile(join(folder, 'nginx.conf'), configuration);
  const nginx = await start(
    process.env.NGINX ?? '/usr/sbin/nginx',
    ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')],
    /start worker process \d/,
  ).catch(async (error) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await stop(nginx);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
