import { useEffect, useRef } from 'preact/hooks';
import { kWholeSteps } from '../chart/live_chart';
import { streamKey } from '../data/reducer';
import { readersOf } from '../data/rows';
import { kRanges, type Range } from '../data/route';
import type { NodeMeta, Stream, Track } from '../data/wire';
import { kNone } from '../i18n/format';
import { ChartPanel } from './chart_panel';
import { Connections, useConnections } from './connections';
import { kNarrow, useMedia, usePage, type Page } from './context';
import { isStale } from './freshness';
import { useHistory, type Sample } from './history';
import { Reasons } from './reasons';
import { StateBadge } from './state_badge';
import { StreamLinks, StreamOrigin } from './stream_head';
import { TimelineStrip } from './timeline_strip';
import { useDay } from './uptime';

export function Detail({ node, name }: { node: string; name: string }) {
  const page = usePage();
  const { t, state, closeStream, go } = page;
  const narrow = useMedia(kNarrow);
  const heading = useRef<HTMLHeadingElement>(null);
  const stream = state?.streams.get(streamKey(node, name));
  useEffect(() => {
    if (narrow) heading.current?.focus({ preventScroll: true });
  }, [node, name, narrow]);
  return (
    <aside class="drawer" aria-label={t('detail.label', { name })} data-testid="detail">
      <div class="title">
        {stream && <StateBadge stream={stream} />}
        <h2 ref={heading} tabIndex={-1} dir="auto">
          {name}
        </h2>
        {stream?.title && (
          <span class="called" dir="auto" data-testid="stream-title">
            {stream.title}
          </span>
        )}
        {stream && (
          <button
            type="button"
            class="tool"
            aria-label={t('detail.full')}
            title={`${t('detail.full')} (Enter)`}
            data-testid="full"
            onClick={() => go({ full: true })}
          >
            ⤢
          </button>
        )}
        <button
          type="button"
          class="tool"
          aria-label={t('detail.close')}
          title={`${t('detail.close')} (Esc)`}
          data-testid="close"
          onClick={closeStream}
        >
          ✕
        </button>
      </div>
      {stream ? (
        <Known key={streamKey(node, name)} stream={stream} meta={state?.nodes.get(node)} />
      ) : (
        <div class="notice" data-testid="unknown-stream">
          <h2>{t('detail.unknown_title')}</h2>
          <p>{t('detail.unknown_text', { name, node })}</p>
        </div>
      )}
    </aside>
  );
}

const kSeries = [
  'inbound_bits_per_second',
  'outbound_bits_per_second',
  'rtt_seconds',
  'readers',
  'link_loss_ratio',
  'rtp_loss_ratio',
] as const;
/** Of its publisher's connection; it is the same for all of its life. */
const kLatency = 'latency_seconds';
const kColumns = [...kSeries, kLatency] as const;

function Known({ stream, meta }: { stream: Stream; meta: NodeMeta | undefined }) {
  const page = usePage();
  const { t, f, client, route, status } = page;
  const { clock } = client;
  const stale = meta !== undefined && (isStale(meta, clock) || status.phase === 'lost');
  const range = kRanges[route.range];
  const at = meta?.collected_at ? Date.parse(meta.collected_at) / 1000 : undefined;
  const connections = useConnections(
    stream.node,
    stream.name,
    meta?.seq ?? meta?.collected_at ?? 0,
  );
  const publisher = connections.list?.find((connection) => connection.role === 'publisher');
  const latency = publisher?.srt?.latency_seconds ?? null;
  const sample: Sample | null =
    at === undefined || stale
      ? null
      : { time: at, values: [...kSeries.map((key) => stream[key] ?? null), latency] };
  const now = (): number => clock.nowMs() / 1000;
  const owner = { node: stream.node, path: stream.name };
  const history = useHistory(owner, kColumns, range, now, sample);
  const age = clock.ageSeconds(stream.since);
  const to = stale ? now() : Math.max(at ?? 0, history.buffer.last ?? 0) || now();
  const window = { history, from: to - range, to, sync: `stream ${stream.node} ${stream.name}` };
  const has = (series: (typeof kColumns)[number]): boolean =>
    (history.buffer.columns[kColumns.indexOf(series)] ?? []).some((value) => value !== null);
  const lossLines = [
    { column: 4, color: 'loss', label: t('chart.link_loss') },
    { column: 5, color: 'out', label: t('chart.rtp_loss') },
  ].filter(({ column }) => has(kColumns[column] ?? kLatency));
  const day = useDay(owner, clock.nowMs(), stream.state);
  return (
    <>
      <StreamOrigin stream={stream} meta={meta} publisher={publisher} />
      <StreamLinks stream={stream} window={{ from: Math.floor(to - range), to: Math.ceil(to) }} />
      {stream.state === 'gone' && age !== undefined && (
        <p class="reason info">{t('detail.gone_text', { age: f.duration(age) })}</p>
      )}
      {stale && (
        <p class="reason info">
          {t(status.phase === 'lost' ? 'detail.lost_text' : 'detail.stale_text')}
        </p>
      )}
      <Reasons reasons={stream.reasons} />
      <TimelineStrip {...day} cells={200} />
      <Ranges />
      <ChartPanel
        {...window}
        title={t('chart.bitrate')}
        atLeast={100_000}
        format={(value) => f.bitRate(value)}
        axis={(value, span) => rateLabel(page, value, span)}
        lines={[
          { column: 0, color: 'in', label: t('chart.in'), fill: true },
          { column: 1, color: 'out', label: t('chart.out') },
        ]}
      />
      {(stream.source?.protocol === 'srt' || has('rtt_seconds')) && (
        <ChartPanel
          {...window}
          title={t('chart.rtt')}
          atLeast={0.005}
          format={(value) => withUnit(f.milliseconds(value), 'ms')}
          axis={(value, span) => `${f.fixed(value * 1000, span < 0.01 ? 1 : 0)} ms`}
          lines={[
            { column: 2, color: 'rtt' },
            { column: 6, color: 'mut', label: t('chart.latency'), dash: true },
          ]}
        />
      )}
      {lossLines.length > 0 && (
        <ChartPanel
          {...window}
          key={lossLines.map(({ color }) => color).join()}
          title={t('chart.loss')}
          height={88}
          atLeast={0.001}
          format={(value) => f.percent(value, 2)}
          axis={(value, span) => lossLabel(page, value, span)}
          lines={lossLines}
        />
      )}
      <ChartPanel
        {...window}
        title={t('chart.readers')}
        atLeast={3}
        steps={kWholeSteps}
        height={88}
        format={(value) => f.count(value)}
        axis={(value) => f.count(value)}
        lines={[{ column: 3, color: 'readers' }]}
      />
      <Connections {...connections} />
      <Facts stream={stream} meta={meta} />
    </>
  );
}

export const withUnit = (text: string, unit: string): string =>
  text === kNone ? text : `${text} ${unit}`;

/** All labels of one axis have the same unit and the same decimals. */
export function rateLabel({ f }: Page, value: number, span: number): string {
  const [unit, name] =
    span >= 1e9 ? [1e9, 'Gbit/s'] : span >= 1e6 ? [1e6, 'Mbit/s'] : [1e3, 'kbit/s'];
  return `${f.fixed(value / unit, span / unit < 4 && unit !== 1e3 ? 1 : 0)} ${name}`;
}

export const lossLabel = ({ f }: Page, value: number, span: number): string =>
  f.percent(value, span < 0.01 ? 2 : span < 0.05 ? 1 : 0);

export function Ranges() {
  const { t, route, go } = usePage();
  return (
    <div class="ranges" role="group" aria-label={t('detail.range')}>
      {(Object.keys(kRanges) as Range[]).map((range) => (
        <button
          type="button"
          key={range}
          class="chip"
          aria-pressed={route.range === range && !route.zoom}
          data-testid={`range-${range}`}
          onClick={() => go({ range, zoom: null }, true)}
        >
          {t(`detail.range_${range}`)}
        </button>
      ))}
    </div>
  );
}

export function Facts({ stream, meta }: { stream: Stream; meta: NodeMeta | undefined }) {
  const page = usePage();
  const { t, f, client } = page;
  const ago = (time: string | null | undefined): string | undefined => {
    const age = client.clock.ageSeconds(time);
    return age === undefined ? undefined : t('detail.ago', { age: f.duration(age, true) });
  };
  const total = (bytes: number | null | undefined): string | undefined =>
    bytes == null ? undefined : `${f.bytes(bytes)} ${t('detail.since_exporter')}`;
  const facts: [string, string | null | undefined][] = [
    [
      t('detail.node'),
      meta?.server?.version ? `${stream.node} · MediaMTX ${meta.server.version}` : stream.node,
    ],
    [t('detail.tracks'), stream.tracks?.map((track) => trackText(track, f.count)).join(', ')],
    [t('detail.conf'), stream.conf_name],
    [
      t('detail.available'),
      stream.available_since ? f.dateTime(Date.parse(stream.available_since)) : undefined,
    ],
    [t('detail.last_inbound'), ago(stream.last_inbound_at)],
    [t('detail.readers'), readersText(page, stream)],
    [
      t('detail.viewers'),
      stream.viewers == null || stream.state === 'gone'
        ? undefined
        : stream.viewers_at_least
          ? t('detail.at_least', { n: f.count(stream.viewers) })
          : f.count(stream.viewers),
    ],
    [t('detail.received'), total(stream.inbound_bytes_total)],
    [t('detail.sent'), total(stream.outbound_bytes_total)],
    [
      t('detail.frames_in_error'),
      stream.inbound_frames_in_error_total == null
        ? undefined
        : f.count(stream.inbound_frames_in_error_total),
    ],
    [
      t('detail.loss'),
      stream.link_loss_ratio == null ? undefined : f.percent(stream.link_loss_ratio, 2),
    ],
    [
      t('detail.capacity'),
      stream.link_capacity_bits_per_second == null
        ? undefined
        : f.bitRate(stream.link_capacity_bits_per_second),
    ],
  ];
  return (
    <dl class="facts" data-testid="facts">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** 3 (1 not responding): the server counts the silent ones, too. */
function readersText({ t, f }: Page, stream: Stream): string | undefined {
  const readers = readersOf(stream);
  if (readers === undefined) return undefined;
  return stream.readers_silent
    ? `${f.count(readers)} (${t.plural('readers.silent', stream.readers_silent)})`
    : f.count(readers);
}

/** H264 1280×720 High 4.1; MPEG-4 Audio 48 kHz, 2 ch. */
function trackText(track: Track, count: (value: number) => string): string {
  const size = track.width && track.height ? `${track.width}×${track.height}` : '';
  const rate = track.sample_rate_hertz ? `${count(track.sample_rate_hertz / 1000)} kHz` : '';
  const channels = track.channels ? `${track.channels} ch` : '';
  return [track.codec ?? '?', size, track.profile ?? '', track.level ?? '', rate, channels]
    .filter(Boolean)
    .join(' ');
}
