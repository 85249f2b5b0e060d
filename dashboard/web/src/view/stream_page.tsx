import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LiveChart } from '../chart/live_chart';
import { marksOf } from '../data/marks';
import { streamKey } from '../data/reducer';
import { apiUrl } from '../data/rest';
import { formatRoute, kRanges } from '../data/route';
import { curlOf, historyCsv, streamJson } from '../data/stream_links';
import { shadesOf } from '../data/timeline';
import { moved, windowOf, type Move, type Window } from '../data/window';
import type { NodeMeta, Stream } from '../data/wire';
import { ConnectionQuality } from './connection_quality';
import { useConnections } from './connections';
import { usePage } from './context';
import { CopyButton } from './copy_button';
import { Facts, Ranges } from './detail';
import { isStale } from './freshness';
import { readingOf, useRangeHistory } from './range_history';
import type { Frame } from './range_panel';
import { Reasons } from './reasons';
import { StateBadge } from './state_badge';
import { HostCharts, kHostSeries, kStreamSeries, StreamCharts } from './stream_charts';
import { StreamDay } from './stream_day';
import { StreamEvents, useStreamEvents } from './stream_events';
import { StreamLinks, StreamOrigin } from './stream_head';
import { useStreamWords } from './stream_words';
import { useDay, useUptime } from './uptime';

/** A stream with the page for itself: its day, its charts now or of a time that was, who sends and who watches. */
export function StreamPage({ node, name }: { node: string; name: string }) {
  const { t, state, go } = usePage();
  const s = useStreamWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const stream = state?.streams.get(streamKey(node, name));
  const back = (): void => go({ full: false, zoom: null });
  useEffect(() => heading.current?.focus({ preventScroll: true }), [node, name]);
  return (
    <article class="stream-page" aria-label={t('detail.label', { name })} data-testid="stream-page">
      <header class="title">
        <button
          type="button"
          class="tool"
          aria-label={s('back')}
          title={`${s('back')} (Esc)`}
          data-testid="back"
          onClick={back}
        >
          ←
        </button>
        {stream && <StateBadge stream={stream} />}
        <h2 ref={heading} tabIndex={-1} dir="auto">
          {name}
        </h2>
        {stream?.title && (
          <span class="called" dir="auto">
            {stream.title}
          </span>
        )}
      </header>
      <Body
        key={streamKey(node, name)}
        node={node}
        name={name}
        stream={stream}
        meta={state?.nodes.get(node)}
      />
    </article>
  );
}

interface BodyProps {
  node: string;
  name: string;
  /** Absent of a stream that is no more: its history and events can be looked at all the same. */
  stream: Stream | undefined;
  meta: NodeMeta | undefined;
}

function Body({ node, name, stream, meta }: BodyProps) {
  const page = usePage();
  const { t, client, route, status, go } = page;
  const stale = meta === undefined || isStale(meta, client.clock) || status.phase === 'lost';
  const nowMs = client.clock.nowMs();
  const at = meta?.collected_at ? Date.parse(meta.collected_at) : nowMs;
  const end = Math.ceil((stale ? nowMs : at) / 1000);
  const live = route.zoom === null;
  const window = route.zoom ?? { from: end - kRanges[route.range], to: end };

  const owner = { node, path: name };
  const history = useRangeHistory(owner, kStreamSeries, window, live);
  const day = useDay(owner, nowMs, stream?.state ?? '');
  const server = useUptime({ node }, window, readingOf(window, live, kShadeSeconds));
  const events = useStreamEvents(node, name, window, live);
  const poll = meta?.seq ?? meta?.collected_at ?? 0;
  const connections = useConnections(node, name, poll, stream !== undefined);
  const publisher = connections.list?.find((connection) => connection.role === 'publisher');

  const crosshair = useRef<number | undefined>(undefined);
  const charts = useRef(new Set<LiveChart>());
  const zoom = (next: Window): void => go({ zoom: next });
  const frame: Frame = {
    window,
    live,
    sync: `page ${node} ${name}`,
    overlay: {
      marks: marksOf(events.events ?? []),
      shades: shadesOf(server.uptime?.timeline ?? []),
    },
    zoomed: (from, to) => zoom(windowOf(from, to)),
    reset: () => !live && go({ zoom: null }),
    charts: charts.current,
    pointed: (time) => (crosshair.current = time),
  };
  const move = (which: Move): void => zoom(moved(window, which, end, crosshair.current));
  return (
    <>
      {stream && (
        <div>
          <StreamOrigin stream={stream} meta={meta} publisher={publisher} />
          <StreamLinks stream={stream} window={window} />
        </div>
      )}
      {!stream && (
        <p class="reason info" data-testid="unknown-stream">
          {t('detail.unknown_text', { name, node })}
        </p>
      )}
      {stream && stale && <p class="reason info">{t('detail.stale_text')}</p>}
      <Reasons reasons={stream?.reasons} />
      <StreamDay {...day} />
      <Toolbar node={node} name={name} window={window} live={live} move={move} />
      <div class="columns">
        <ChartKeys frame={frame} move={move} crosshair={crosshair}>
          <Legend history={history} shades={frame.overlay.shades} />
          <StreamCharts frame={frame} view={history} />
          <HostLoad frame={frame} meta={meta} />
        </ChartKeys>
        <div class="aside">
          <StreamEvents {...events} />
          {stream && (
            <section class="panel">
              <Facts stream={stream} meta={meta} />
            </section>
          )}
        </div>
      </div>
      {stream && <ConnectionQuality {...connections} />}
    </>
  );
}

const kShadeSeconds = 10;

function Toolbar({
  node,
  name,
  window,
  live,
  move,
}: {
  node: string;
  name: string;
  window: Window;
  live: boolean;
  move: (which: Move) => void;
}) {
  const { t, f, route, go } = usePage();
  const s = useStreamWords();
  const moveButton = (which: Move, sign: string, word: 'earlier' | 'later' | 'nearer' | 'wider') => (
    <button
      type="button"
      class="chip"
      aria-label={s(word)}
      title={s(word)}
      data-testid={`move-${which}`}
      onClick={() => move(which)}
    >
      {sign}
    </button>
  );
  const address = { node, name };
  const link = new URL(formatRoute({ ...route, full: true, zoom: window }), document.baseURI).href;
  return (
    <div class="toolbar">
      <Ranges />
      <div class="ranges" role="group" aria-label={s('window')}>
        {moveButton('earlier', '←', 'earlier')}
        {moveButton('later', '→', 'later')}
        {moveButton('in', '+', 'nearer')}
        {moveButton('out', '−', 'wider')}
        {!live && (
          <button
            type="button"
            class="chip"
            data-testid="live"
            onClick={() => go({ zoom: null })}
          >
            {s('live')}
          </button>
        )}
      </div>
      <span class="span" data-testid="window">
        {live
          ? s('newest', { range: t(`detail.range_${route.range}`) })
          : `${f.moment(window.from * 1000)} – ${f.moment(window.to * 1000)}`}
      </span>
      <span class="actions">
        <CopyButton text={link} label={s('copy_link')} testId="copy-link" />
        <CopyButton
          text={curlOf(streamJson(apiUrl(''), address))}
          label={s('copy_curl')}
          testId="copy-curl"
        />
        <a
          class="plain"
          href={historyCsv(apiUrl(''), address, window)}
          download
          title={s('csv_title')}
          data-testid="csv"
        >
          {s('csv')}
        </a>
      </span>
    </div>
  );
}

/** What the bands, the shades and the rows of the charts are. */
function Legend({
  history,
  shades,
}: {
  history: ReturnType<typeof useRangeHistory>;
  shades: Frame['overlay']['shades'];
}) {
  const { f } = usePage();
  const s = useStreamWords();
  const { history: answer } = history;
  return (
    <p class="legend muted" data-testid="legend" data-tier={answer?.tier}>
      {answer && (
        <span>
          {answer.tier === 'samples'
            ? s('tier.samples')
            : s('tier.sums', { step: f.duration(answer.step_seconds) })}
        </span>
      )}
      {shades.some((shade) => shade.tone === 'bad') && (
        <span>
          <i class="swatch bad" aria-hidden="true" /> {s('shade_down')}
        </span>
      )}
      {shades.some((shade) => shade.tone === 'off') && (
        <span>
          <i class="swatch none" aria-hidden="true" /> {s('shade_unseen')}
        </span>
      )}
      <span class="drag">{s('hint')}</span>
    </p>
  );
}

/** The charts are one stop of the keyboard. */
function ChartKeys({
  frame,
  move,
  crosshair,
  children,
}: {
  frame: Frame;
  move: (which: Move) => void;
  crosshair: { current: number | undefined };
  children: ComponentChildren;
}) {
  const s = useStreamWords();
  const { from, to } = frame.window;
  const key = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const step = (to - from) / 100;
    const point = (time: number): void =>
      [...frame.charts][0]?.point(Math.min(to, Math.max(from, time)));
    if (event.key === 'ArrowLeft') point((crosshair.current ?? to) - step);
    else if (event.key === 'ArrowRight') point((crosshair.current ?? from) + step);
    else if (event.key === '+') move('in');
    else if (event.key === '-') move('out');
    else if (event.key === 'Home') frame.reset();
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="panel all-charts"
      role="group"
      tabIndex={0}
      aria-label={s('charts')}
      data-testid="all-charts"
      onKeyDown={key}
    >
      {children}
    </div>
  );
}

/** Of the machine below the server, if an agent tells which that is; else whoever asks may choose. */
function HostLoad({ frame, meta }: { frame: Frame; meta: NodeMeta | undefined }) {
  const { state } = usePage();
  const s = useStreamWords();
  const [chosen, setChosen] = useState('');
  const own = meta?.host && state?.hosts.has(meta.host) ? meta.host : undefined;
  const host = own ?? chosen;
  const view = useRangeHistory(host ? { host } : null, kHostSeries, frame.window, frame.live);
  const hosts = [...(state?.hosts.keys() ?? [])].sort();
  return (
    <section class="host-load" aria-label={s('host')} data-testid="host-load">
      {!own &&
        (hosts.length === 0 ? (
          <p class="muted">{s('no_host')}</p>
        ) : (
          <label class="muted">
            {s('choose_host')}{' '}
            <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
              <option value="">–</option>
              {hosts.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
        ))}
      {host && <HostCharts frame={frame} view={view} host={host} />}
    </section>
  );
}
