import { useState } from 'preact/hooks';
import type { NodeMeta } from '../data/wire';
import { usePage } from './context';
import { useRangeHistory } from './range_history';
import type { Frame } from './range_panel';
import { HostCharts, kHostSeries } from './stream_charts';
import { useStreamWords } from './stream_words';

/** Of the machine below the server, if an agent tells which that is; else whoever asks may choose. */
export function HostLoad({ frame, meta }: { frame: Frame; meta: NodeMeta | undefined }) {
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
