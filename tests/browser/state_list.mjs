// The states of the page: how the mock gets there, and how to see that the page shows it.
import { eventually, text } from './watch.mjs';

export const kNowMs = Date.parse('2026-11-22T18:30:00Z');

const id = (name) => `[data-testid=${name}]`;
const kRow = id('row');

/** Thousands of them take a while on a machine that does much else. */
const rows = ({ page }) =>
  eventually('rows', async () => (await page.locator(kRow).count()) > 0, 120_000);
const pill = (page, state) =>
  eventually(state, async () => (await page.getAttribute(id('pill'), 'data-state')) === state);
const shows =
  (name) =>
  ({ page }) =>
    page.waitForSelector(id(name));
/** Rows first, then something happens. */
const then = (change, name) => async (world) => {
  await rows(world);
  await pill(world.page, 'live');
  // A message that is still under way would come from another time than the page has by then.
  await eventually('all that was sent', async () => {
    const received = await world.page.evaluate(() => window.received);
    return received > 1 && received === world.mock.sent();
  });
  await change(world);
  await world.page.waitForSelector(id(name));
};
const kDownMs = 14_000;

const refusedWith = (error) => (meta) =>
  meta.up
    ? meta
    : { ...meta, error, endpoints: { paths: { state: 'failed', status: 401, error } } };
const k401 =
  '401: the API wants a user; set mediamtx.username and mediamtx.password_file, or authInternalUsers in mediamtx.yml';

const endpointsOf = (...names) =>
  Object.fromEntries(names.map((name) => [name, { state: 'ok', status: 200 }]));

/** One cause that touches more streams than a message names. */
const kManyNames = Array.from(
  { length: 100 },
  (_, index) => `cam/${String(index).padStart(4, '0')}`,
);
const truncated = (meta) => ({
  ...meta,
  problems: [
    {
      key: 'many',
      severity: 'critical',
      code: 'common_cause',
      since: new Date(kNowMs - 70_000).toISOString(),
      streams: kManyNames,
      stream_count: 412,
      text: '412 streams from 203.0.113.0/24 failed within 10 s of each other.',
      remedy: 'Look at the uplink of that place.',
    },
  ],
});
const listFailed = (meta) => ({
  ...meta,
  problems: [
    {
      key: 'list_failed',
      severity: 'warning',
      code: 'list_failed',
      since: new Date(kNowMs - 45_000).toISOString(),
      text: 'A list of the API fails: srtconns (500: internal error). Its values are old.',
      remedy: 'Look at the log of MediaMTX.',
    },
  ],
});

const goDown = async ({ mock, setTime }) => {
  mock.flags.up = false;
  mock.tick();
  await setTime(kNowMs + kDownMs);
  mock.tick();
};

/** One message alone does not tell whose clock is wrong. */
const severalMessages = ({ mock }) => [1, 2].forEach(() => mock.tick());

export const kStates = {
  'first-load': { flags: { mute: true }, reach: shows('skeleton') },
  empty: {
    mock: {
      streams: 0,
      edit: (meta) => ({
        ...meta,
        endpoints: endpointsOf('srtconns', 'rtspsessions', 'rtmpconns'),
      }),
    },
    reach: shows('empty'),
  },
  'empty-rtmp-only': {
    mock: { streams: 0, edit: (meta) => ({ ...meta, endpoints: endpointsOf('rtmpconns') }) },
    theme: 'light',
    lang: 'de-DE',
    reach: shows('empty'),
  },
  'no-match': { hash: '#/?q=no+such+stream', reach: shows('no-match') },
  'one-stream': { mock: { streams: 1 }, reach: rows },
  'thousands-of-streams': { mock: { streams: 3000 }, theme: 'light', reach: rows },
  'mediamtx-down': { reach: then(goDown, 'banner-down') },
  'mediamtx-401': { mock: { edit: refusedWith(k401) }, reach: then(goDown, 'banner-down') },
  'list-failed': { mock: { edit: listFailed }, reach: shows('problem') },
  truncated: { mock: { edit: truncated }, reach: shows('problem') },
  'exporter-silent': {
    reach: then(async ({ mock, setTime }) => {
      mock.flags.exporter = false;
      await setTime(kNowMs + kDownMs);
      mock.tick();
    }, 'banner-exporter'),
  },
  'redis-lost': {
    reach: then(async ({ mock, setTime }) => {
      mock.flags.redis = false;
      await setTime(kNowMs + kDownMs);
      mock.tick();
    }, 'banner-redis'),
  },
  /** The third try failed: the next is in 4 s, long enough for a picture. */
  'connection-lost': {
    outage: true,
    reach: async ({ page, mock }) => {
      await rows({ page });
      await pill(page, 'live');
      mock.flags.webSocket = false;
      mock.flags.rest = false;
      mock.dropSockets();
      await eventually('the third try', async () => /in 4 s/.test(await lostText(page)));
    },
  },
  polling: {
    outage: true,
    flags: { webSocket: false },
    reach: async ({ page }) => {
      await pill(page, 'polling');
      await page.waitForSelector(id('banner-polling'));
    },
  },
  'new-version': {
    reach: then(async ({ mock }) => {
      mock.version('0.2.0');
      mock.dropSockets();
    }, 'banner-version'),
    outage: true,
  },
  'clock-skew': { pageAheadMs: 95_000, reach: then(severalMessages, 'banner-skew') },
  'exporter-clock-skew': {
    mock: {
      edit: (meta) => ({
        ...meta,
        polled_at: new Date(kNowMs + 60_000).toISOString(),
        collected_at: new Date(kNowMs + 60_000).toISOString(),
      }),
    },
    reach: then(severalMessages, 'banner-skew'),
  },
};

const lostText = async (page) =>
  (await page.locator(id('banner-lost')).count()) > 0 ? text(page, id('banner-lost')) : '';
