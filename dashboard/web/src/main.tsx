import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './style.css';
import './overview.css';
import './states.css';
import './stream_page.css';
import './tables.css';
import { LiveClient } from './data/live';
import { apiUrl, fetchHistory, fetchJson } from './data/rest';
import { Sparks } from './data/rings';
import { SparkPast } from './data/spark_past';
import { english, loadLanguage } from './i18n/i18n';
import { App, type Live } from './view/app';
import { loadPrefs } from './view/prefs';
import { applyTheme } from './view/theme';

const kSparkPoints = 30;
const listeners = new Set<() => void>();
const sparks = new Sparks();
const sparkPast = new SparkPast(sparks, (node, path, series, from, to) =>
  fetchHistory({ node, path }, [series], from, to, kSparkPoints),
);
let frame = 0;
let drawnStreams: unknown;

function draw(): void {
  frame = 0;
  drawnStreams = client.state?.streams;
  for (const listener of listeners) listener();
}

// A frame never comes in a hidden tab, but its title counts problems: when most of the data has stopped
// (LiveClient.hide), streams change only by what it counts.
function changed(): void {
  if (client.state && !client.resting) sparks.collect(client.state);
  if (!document.hidden) frame ||= requestAnimationFrame(draw);
  else if (client.state?.streams !== drawnStreams) draw();
}

function openSocket(query: string): WebSocket {
  const url = apiUrl(`live?${query}`);
  url.protocol = url.protocol.replace('http', 'ws');
  return new WebSocket(url, 'mtxmon.v1');
}

const client = new LiveClient(
  {
    openSocket,
    fetchJson: (path) => fetchJson(path),
    nowMs: () => Date.now(),
    random: () => Math.random(),
    setTimer: (run, ms) => window.setTimeout(run, ms),
    clearTimer: (timer) => window.clearTimeout(timer),
    hidden: () => document.hidden,
  },
  changed,
);

const live: Live = {
  client,
  sparks,
  sparkPast,
  subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

const prefs = loadPrefs();
applyTheme(prefs.theme);
client.start();
const root = document.getElementById('app');
const firstLanguage = await loadLanguage(prefs.lang).catch(() => english);
if (root) render(<App live={live} firstLanguage={firstLanguage} />, root);
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    client.hide();
    return;
  }
  client.wake();
  changed();
});
// A page that the browser froze or kept for "back".
addEventListener('pageshow', (event) => event.persisted && client.wake());
document.addEventListener('resume', () => client.wake());
addEventListener('online', () => client.wake());
