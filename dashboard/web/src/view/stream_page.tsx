import { useEffect, useRef } from 'preact/hooks';
import type { LiveChart } from '../chart/live_chart';
import { marksOf } from '../data/marks';
import { streamKey } from '../data/reducer';
import { kRanges } from '../data/route';
import { shadesOf } from '../data/timeline';
import { moved, windowOf, type Move, type Window } from '../data/window';
import type { NodeMeta, Stream } from '../data/wire';
import { ChartKeys } from './chart_keys';
import { ChartLegend } from './chart_legend';
import { ConnectionQuality } from './connection_quality';
import { useConnections } from './connections';
import { usePage } from './context';
import { Facts } from './detail';
import { isStale } from './freshness';
import { HostLoad } from './host_load';
import { readingOf, useRangeHistory } from './range_history';
import type { Frame } from './range_panel';
import { Reasons } from './reasons';
import { StateBadge } from './state_badge';
import { kStreamSeries, StreamCharts } from './stream_charts';
import { StreamDay } from './stream_day';
import { StreamEvents, useStreamEvents } from './stream_events';
import { StreamLinks, StreamOrigin } from './stream_head';
import { StreamToolbar } from './stream_toolbar';
import { useStreamWords } from './stream_words';
import { StateBar, uptimeText } from './timeline_strip';
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
  const s = useStreamWords();
  const stale = meta === undefined || isStale(meta, client.clock) || status.phase === 'lost';
  const nowMs = client.clock.nowMs();
  const at = meta?.collected_at ? Date.parse(meta.collected_at) : nowMs;
  const end = Math.ceil((stale ? nowMs : at) / 1000);
  const live = route.zoom === null;
  const window = route.zoom ?? { from: end - kRanges[route.range], to: end };

  const owner = { node, path: name };
  const history = useRangeHistory(owner, kStreamSeries, window, live);
  const day = useDay(owner, nowMs, stream?.state ?? '');
  const reading = readingOf(window, live, kStatesSeconds);
  const server = useUptime({ node }, window, reading);
  const states = useUptime(owner, window, reading);
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
      {stream && stale && (
        <p class="reason info">
          {t(status.phase === 'lost' ? 'detail.lost_text' : 'detail.stale_text')}
        </p>
      )}
      <Reasons reasons={stream?.reasons} />
      <StreamDay {...day} />
      <StreamToolbar node={node} name={name} window={window} live={live} move={move} />
      <div class="columns">
        <ChartKeys frame={frame} move={move} crosshair={crosshair}>
          <ChartLegend history={history} shades={frame.overlay.shades} />
          <div class="strip over-charts" data-testid="window-strip">
            <StateBar
              uptime={states.uptime}
              cells={400}
              label={`${s('states')}: ${states.uptime ? uptimeText(page, states.uptime) : ''}`}
            />
          </div>
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

const kStatesSeconds = 10;
