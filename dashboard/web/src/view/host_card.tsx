import { useEffect, useRef, useState } from 'preact/hooks';
import type { LiveState } from '../data/reducer';
import type { Host } from '../data/wire';
import { ChartPanel } from './chart_panel';
import { usePage } from './context';
import { rateLabel } from './detail';
import { oldAfterSeconds } from './freshness';
import { useHistory, type Sample } from './history';
import { Cpu, Disks, Network, Processes } from './host_parts';
import { HostStreams } from './host_streams';
import { Meter } from './meter';

const kSeries = [
  'cpu_usage_ratio',
  'memory_used_bytes',
  'network_receive_bits_per_second',
  'network_transmit_bits_per_second',
] as const;
const kRangeSeconds = 300;

export function HostCard({ host, state }: { host: Host; state: LiveState }) {
  const page = usePage();
  const { t, f, client } = page;
  const card = useRef<HTMLElement>(null);
  const seen = useSeen(card);
  const age = client.clock.ageSeconds(host.collected_at);
  const silent = age !== undefined && age > oldAfterSeconds(host.interval_seconds);
  const now = (): number => client.clock.nowMs() / 1000;
  const at = host.collected_at ? Date.parse(host.collected_at) / 1000 : undefined;
  const history = useHistory(
    { host: host.host },
    kSeries,
    kRangeSeconds,
    now,
    at === undefined ? null : sampleOf(host, at),
    seen,
  );
  const to = silent ? now() : (at ?? now());
  const window = { history, from: to - kRangeSeconds, to, sync: `host ${host.host}`, height: 100 };
  return (
    <article
      class={`host ${silent ? 'stale' : ''}`}
      ref={card}
      data-testid="host"
      data-host={host.host}
      aria-label={host.host}
    >
      <header>
        <h2 dir="auto">{host.host}</h2>
        <span class="muted">
          {[
            host.cpu_count != null && t.plural('hosts.cores', host.cpu_count),
            host.uptime_seconds != null && t('hosts.up', { age: f.duration(host.uptime_seconds) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <span class={`age ${silent ? 'bad' : 'muted'}`} data-testid="host-age">
          {age !== undefined && t('age.old', { age: f.duration(age, true) })}
        </span>
      </header>
      {silent && <p class="reason critical">{t('hosts.silent', { age: f.duration(age) })}</p>}
      {host.error && <p class="reason warning">{host.error}</p>}
      <div class="meters">
        <Cpu host={host} />
        <Meter
          name={t('hosts.memory')}
          used={host.memory_used_bytes}
          total={host.memory_total_bytes}
          warnAt={0.9}
        />
        <Meter
          name={t('hosts.swap')}
          used={host.swap_used_bytes}
          total={host.swap_total_bytes}
          none={t('hosts.no_swap')}
          warnAt={0.5}
        />
        <div class="meter load">
          <span class="name">{t('hosts.load')}</span>
          <span class="number">
            {[host.load1, host.load5, host.load15].map((load) => f.fixed(load, 2)).join(' · ')}
          </span>
        </div>
      </div>
      <div class="charts">
        <ChartPanel
          {...window}
          title={t('chart.cpu')}
          atLeast={1}
          top={1}
          format={(value) => f.percent(value)}
          axis={(value) => f.percent(value, 0)}
          lines={[{ column: 0, color: 'in', fill: true }]}
        />
        <ChartPanel
          {...window}
          title={t('chart.memory')}
          atLeast={1}
          {...(host.memory_total_bytes ? { top: host.memory_total_bytes } : {})}
          format={(value) => f.bytes(value)}
          axis={(value, span) => bytesLabel(value, span, f.fixed)}
          steps={kByteSteps}
          lines={[{ column: 1, color: 'mem', fill: true }]}
        />
        <ChartPanel
          {...window}
          title={t('chart.network')}
          atLeast={100_000}
          format={(value) => f.bitRate(value)}
          axis={(value, span) => rateLabel(page, value, span)}
          lines={[
            { column: 2, color: 'in', label: t('chart.receive') },
            { column: 3, color: 'out', label: t('chart.transmit') },
          ]}
        />
      </div>
      <HostStreams host={host.host} state={state} />
      <div class="lists">
        <div class="stack">
          <Processes host={host} />
          <Network host={host} />
        </div>
        <Disks host={host} />
      </div>
    </article>
  );
}

function sampleOf(host: Host, time: number): Sample {
  const sum = (key: 'receive_bits_per_second' | 'transmit_bits_per_second'): number | null => {
    const known = (host.network ?? [])
      .filter((device) => device.device !== 'lo')
      .map((device) => device[key])
      .filter((rate) => rate != null);
    return known.length ? known.reduce((total, rate) => total + rate, 0) : null;
  };
  return {
    time,
    values: [
      host.cpu_usage_ratio ?? null,
      host.memory_used_bytes ?? null,
      sum('receive_bits_per_second'),
      sum('transmit_bits_per_second'),
    ],
  };
}

/** True from the moment on in which the element was first in view: history is read only of what somebody sees. */
function useSeen(element: { current: HTMLElement | null }): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen || !element.current) return undefined;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && setSeen(true),
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [seen]);
  return seen;
}

const kByteSteps = Array.from({ length: 24 }, (_, power) => 2 ** (20 + power));

function bytesLabel(
  value: number,
  span: number,
  fixed: (value: number, digits: number) => string,
): string {
  const gib = 1024 ** 3;
  return span >= gib
    ? `${fixed(value / gib, span < 2 * gib ? 1 : 0)} GiB`
    : `${fixed(value / 1024 ** 2, 0)} MiB`;
}
