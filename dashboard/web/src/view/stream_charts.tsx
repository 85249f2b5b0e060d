import { kWholeSteps } from '../chart/live_chart';
import { hasValues, lineOf, perSecond, sumOf, type Line, type Value } from '../data/chart_data';
import { usePage, type Page } from './context';
import { lossLabel, rateLabel, withUnit } from './detail';
import { RangePanel, type Frame } from './range_panel';
import type { RangeView } from './range_history';
import { useStreamWords } from './stream_words';

export const kStreamSeries = [
  'inbound_bits_per_second',
  'outbound_bits_per_second',
  'readers',
  'readers_silent',
  'viewers',
  'rtt_seconds',
  'latency_seconds',
  'link_loss_ratio',
  'unrecovered_loss_ratio',
  'rtp_loss_ratio',
  'packets_received_retransmitted_total',
  'rtp_packets_lost_total',
  'packets_send_dropped_total',
  'rtp_packets_discarded_total',
  'frames_discarded_total',
  'inbound_frames_in_error_total',
  'jitter_seconds',
  'jitter_clock_units',
] as const;

export const kHostSeries = [
  'cpu_usage_ratio',
  'network_receive_bits_per_second',
  'network_transmit_bits_per_second',
] as const;

interface Props {
  frame: Frame;
  view: RangeView;
}

/** Those charts of a stream that have something to show, all on one axis of time. */
export function StreamCharts({ frame, view }: Props) {
  const page = usePage();
  const { t, f } = page;
  const s = useStreamWords();
  const line = (name: (typeof kStreamSeries)[number]): Line => lineOf(view.history, name);
  const rate = (name: (typeof kStreamSeries)[number]): Line =>
    perSecond(view.history?.times ?? [], line(name).mean);
  const common = { frame, view };
  const percent = (value: Value): string => f.percent(value, 2);
  const dropped = sumOf([
    rate('packets_send_dropped_total'),
    rate('rtp_packets_discarded_total'),
    rate('frames_discarded_total'),
  ]);
  const rtt = line('rtt_seconds');
  const losses = [
    { line: line('link_loss_ratio'), color: 'loss', label: t('chart.link_loss') },
    { line: line('unrecovered_loss_ratio'), color: 'lost', label: s('chart.lost') },
    { line: line('rtp_loss_ratio'), color: 'out', label: t('chart.rtp_loss') },
  ];
  const repairs = [
    {
      line: rate('packets_received_retransmitted_total'),
      color: 'loss',
      label: s('chart.repeated'),
    },
    { line: rate('rtp_packets_lost_total'), color: 'out', label: s('chart.rtp_lost') },
    { line: dropped, color: 'lost', label: s('chart.dropped') },
    { line: rate('inbound_frames_in_error_total'), color: 'rtt', label: s('chart.errors') },
  ];
  const [jitter, clock] = [line('jitter_seconds'), line('jitter_clock_units')];
  return (
    <>
      <RangePanel
        {...common}
        title={t('chart.bitrate')}
        height={150}
        atLeast={100_000}
        format={f.bitRate}
        axis={(value, span) => rateLabel(page, value, span)}
        lines={[
          {
            line: line('inbound_bits_per_second'),
            color: 'in',
            label: t('chart.in'),
            fill: true,
          },
          { line: line('outbound_bits_per_second'), color: 'out', label: t('chart.out') },
        ]}
      />
      {hasValues(rtt) && (
        <RangePanel
          {...common}
          title={t('chart.rtt')}
          atLeast={0.005}
          format={(value) => milliseconds(page, value)}
          axis={(value, span) => `${f.fixed(value * 1000, span < 0.01 ? 1 : 0)} ms`}
          lines={[
            { line: rtt, color: 'rtt', label: t('chart.mean') },
            {
              line: line('latency_seconds'),
              color: 'mut',
              label: t('chart.latency'),
              dash: true,
            },
          ]}
        />
      )}
      {losses.some((one) => hasValues(one.line)) && (
        <RangePanel
          {...common}
          title={t('chart.loss')}
          atLeast={0.001}
          format={percent}
          axis={(value, span) => lossLabel(page, value, span)}
          lines={known(losses)}
        />
      )}
      {repairs.some((one) => hasValues(one.line)) && (
        <RangePanel
          {...common}
          title={s('chart.repair')}
          atLeast={1}
          format={(value) => withUnit(f.fixed(value, 1), '/s')}
          axis={(value, span) => `${f.fixed(value, span < 4 ? 1 : 0)} /s`}
          lines={known(repairs)}
        />
      )}
      <RangePanel
        {...common}
        title={t('chart.readers')}
        atLeast={3}
        steps={kWholeSteps}
        height={96}
        format={(value) => whole(page, value)}
        axis={(value) => f.count(value)}
        lines={[
          { line: line('readers'), color: 'readers', label: s('chart.all') },
          { line: line('viewers'), color: 'in', label: s('chart.viewers') },
          ...(isEverMore(line('readers_silent'))
            ? [{ line: line('readers_silent'), color: 'loss', label: s('chart.silent') }]
            : []),
        ]}
      />
      {hasValues(jitter) ? (
        <RangePanel
          {...common}
          title={s('chart.jitter')}
          atLeast={0.005}
          format={(value) => milliseconds(page, value)}
          axis={(value, span) => `${f.fixed(value * 1000, span < 0.01 ? 1 : 0)} ms`}
          lines={[{ line: jitter, color: 'mem', label: '' }]}
        />
      ) : (
        hasValues(clock) && (
          <RangePanel
            {...common}
            title={s('chart.jitter_clock')}
            atLeast={10}
            format={(value) => f.fixed(value, 0)}
            axis={(value) => f.count(value)}
            lines={[{ line: clock, color: 'mem', label: '' }]}
          />
        )
      )}
    </>
  );
}

/** The load of the machine below the server, at the same time. */
export function HostCharts({ frame, view, host }: Props & { host: string }) {
  const page = usePage();
  const { t, f } = page;
  const s = useStreamWords();
  return (
    <>
      <RangePanel
        frame={frame}
        view={view}
        title={s('chart.host_cpu', { host })}
        height={96}
        atLeast={1}
        top={1}
        format={(value) => f.percent(value)}
        axis={(value) => f.percent(value, 0)}
        lines={[
          { line: lineOf(view.history, 'cpu_usage_ratio'), color: 'in', label: '', fill: true },
        ]}
      />
      <RangePanel
        frame={frame}
        view={view}
        title={s('chart.host_network', { host })}
        height={96}
        atLeast={100_000}
        format={f.bitRate}
        axis={(value, span) => rateLabel(page, value, span)}
        lines={[
          {
            line: lineOf(view.history, 'network_receive_bits_per_second'),
            color: 'in',
            label: t('chart.receive'),
          },
          {
            line: lineOf(view.history, 'network_transmit_bits_per_second'),
            color: 'out',
            label: t('chart.transmit'),
          },
        ]}
      />
    </>
  );
}

const known = <L extends { line: Line }>(lines: readonly L[]): L[] =>
  lines.filter((one) => hasValues(one.line));

const isEverMore = ({ mean }: Line): boolean => mean.some((value) => (value ?? 0) > 0);

const milliseconds = ({ f }: Page, value: Value): string =>
  withUnit(f.fixed(value === null ? null : value * 1000, (value ?? 0) < 0.01 ? 1 : 0), 'ms');

/** Of sums a mean: 2.4 readers. */
const whole = ({ f }: Page, value: Value): string =>
  value !== null && !Number.isInteger(value) ? f.fixed(value, 1) : f.count(value);
