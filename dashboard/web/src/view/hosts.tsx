import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Host } from '../data/wire';
import { ChartPanel } from './chart_panel';
import { usePage } from './context';
import { rateLabel } from './detail';
import { oldAfterSeconds } from './freshness';
import { useHistory, type Sample } from './history';

export function Hosts({ hosts }: { hosts: ReadonlyMap<string, Host> }) {
  const { t } = usePage();
  const sorted = [...hosts.values()].sort((a, b) => a.host.localeCompare(b.host));
  if (sorted.length === 0) {
    return (
      <section class="notice" data-testid="no-hosts">
        <h2>{t('hosts.none_title')}</h2>
        <p>{t('hosts.none_text')}</p>
      </section>
    );
  }
  return (
    <div class="hosts" data-testid="hosts">
      {sorted.map((host) => (
        <HostCard key={host.host} host={host} />
      ))}
    </div>
  );
}

const kSeries = [
  'cpu_usage_ratio',
  'memory_used_bytes',
  'network_receive_bits_per_second',
  'network_transmit_bits_per_second',
] as const;
const kRangeSeconds = 300;

function HostCard({ host }: { host: Host }) {
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
      <div class="lists">
        <Network host={host} />
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

const kModes = ['user', 'nice', 'system', 'irq', 'softirq', 'steal', 'iowait'] as const;

function Cpu({ host }: { host: Host }) {
  const { t, f } = usePage();
  const modes = kModes
    .map((mode) => ({ mode, ratio: host.cpu_ratio?.[mode] ?? 0 }))
    .filter(({ ratio }) => ratio >= 0.0005);
  const text = modes
    .map(({ mode, ratio }) => `${t(`cpu.${mode}`)} ${f.percent(ratio)}`)
    .join(' · ');
  return (
    <div class="meter">
      <span class="name">{t('hosts.cpu')}</span>
      <span class="number">{f.percent(host.cpu_usage_ratio)}</span>
      <Bar label={`${t('hosts.cpu')}: ${text}`}>
        {modes.map(({ mode, ratio }) => (
          <i key={mode} class={mode} style={{ width: `${ratio * 100}%` }} />
        ))}
      </Bar>
      <span class="note">{text}</span>
    </div>
  );
}

type Maybe = number | null | undefined;

function Meter({
  name,
  used,
  total,
  none,
  warnAt,
}: {
  name: string;
  used: Maybe;
  total: Maybe;
  none?: string;
  warnAt: number;
}) {
  const { t, f } = usePage();
  if (total === 0 && none)
    return (
      <div class="meter">
        <span class="name">{name}</span>
        <span class="number none">{none}</span>
      </div>
    );
  const ratio = used != null && total ? used / total : undefined;
  return (
    <div class="meter">
      <span class="name">{name}</span>
      <span class="number">{f.percent(ratio, 0)}</span>
      {ratio !== undefined && (
        <Bar label={`${name}: ${f.percent(ratio, 0)}`}>
          <i class={ratio > warnAt ? 'high' : ''} style={{ width: `${ratio * 100}%` }} />
        </Bar>
      )}
      <span class="note">
        {ratio !== undefined && t('hosts.of', { used: f.bytes(used), total: f.bytes(total) })}
      </span>
    </div>
  );
}

const Bar = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <div class="gauge" role="img" aria-label={label}>
    {children}
  </div>
);

function Network({ host }: { host: Host }) {
  const { t, f } = usePage();
  if (!host.network?.length) return null;
  return (
    <section>
      <h3>{t('hosts.network')}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('hosts.device')}</th>
            <th scope="col" class="right">
              {t('hosts.in')}
            </th>
            <th scope="col" class="right">
              {t('hosts.out')}
            </th>
            <th scope="col" class="right">
              {t('hosts.faults')}
            </th>
          </tr>
        </thead>
        <tbody>
          {host.network.map((device) => (
            <tr key={device.device}>
              <td>{device.device}</td>
              <td class="right">{f.megabits(device.receive_bits_per_second)}</td>
              <td class="right">{f.megabits(device.transmit_bits_per_second)}</td>
              <td class="right">
                {f.count(add(device.receive_errors_total, device.transmit_errors_total))} ·{' '}
                {f.count(add(device.receive_drops_total, device.transmit_drops_total))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const add = (a: Maybe, b: Maybe): number | undefined =>
  a == null && b == null ? undefined : (a ?? 0) + (b ?? 0);

function Disks({ host }: { host: Host }) {
  const { t, f } = usePage();
  if (!host.disks?.length) return null;
  return (
    <section>
      <h3>{t('hosts.disks')}</h3>
      {host.disks.map((disk) => {
        const ratio =
          disk.size_bytes && disk.available_bytes != null
            ? 1 - disk.available_bytes / disk.size_bytes
            : undefined;
        return (
          <div class="meter" key={disk.mount}>
            <span class="name" title={[disk.device, disk.fstype].filter(Boolean).join(' · ')}>
              {disk.mount}
            </span>
            <span class="number">{f.percent(ratio, 0)}</span>
            {ratio !== undefined && (
              <Bar label={`${disk.mount}: ${f.percent(ratio, 0)}`}>
                <i class={ratio > 0.9 ? 'high' : ''} style={{ width: `${ratio * 100}%` }} />
              </Bar>
            )}
            <span class="note">
              {t('hosts.free', {
                free: f.bytes(disk.available_bytes),
                total: f.bytes(disk.size_bytes),
              })}
            </span>
          </div>
        );
      })}
    </section>
  );
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
