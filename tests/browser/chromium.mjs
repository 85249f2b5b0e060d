// The browser of all tests: the system's Chromium, with everything off that talks to the world or differs between machines.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const kFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
];

/** Loads a module from the page's node_modules. */
export const fromWebModules = (folder) => createRequire(join(resolve(folder), 'x.js'));

export const launchChromium = (modules) =>
  modules('playwright-core').chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: kFlags,
  });
