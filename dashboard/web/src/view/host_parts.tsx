import type { Host } from '../data/wire';
import { usePage } from './context';
import { Bar, type Maybe } from './meter';

const kModes = ['user', 'nice', 'system', 'irq', 'softirq', 'steal', 'iowait'] as const;

/** By what the processors are kept busy. */
export function Cpu({ host }: { host: Host }) {
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

export function Network({ host }: { host: Host }) {
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

export function Disks({ host }: { host: Host }) {
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

/** What MediaMTX itself takes of its host. */
export function Processes({ host }: { host: Host }) {
  const { t, f } = usePage();
  if (!host.mediamtx_processes?.length) return null;
  return (
    <section data-testid="processes">
      <h3>{t('hosts.processes')}</h3>
      <div class="scroll-x" tabIndex={0} role="region" aria-label={t('hosts.processes')}>
        <table>
          <thead>
            <tr>
              <th scope="col">PID</th>
              <th scope="col" class="right" title={t('hosts.process_cpu_title')}>
                {t('hosts.process_cpu')}
              </th>
              <th scope="col" class="right">
                {t('hosts.memory')}
              </th>
              <th scope="col" class="right">
                {t('hosts.threads')}
              </th>
              <th scope="col" class="right">
                {t('hosts.running')}
              </th>
            </tr>
          </thead>
          <tbody>
            {host.mediamtx_processes.map((process) => (
              <tr key={process.pid}>
                <td>{process.pid}</td>
                <td class="right">{f.percent(process.cpu_cores)}</td>
                <td class="right">{f.bytes(process.resident_bytes)}</td>
                <td class="right">{f.count(process.threads)}</td>
                <td class="right">{f.duration(process.uptime_seconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
