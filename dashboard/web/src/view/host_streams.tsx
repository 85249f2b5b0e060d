import { carriedBy, type Carried } from '../data/host_streams';
import type { LiveState } from '../data/reducer';
import { usePage } from './context';
import { StreamLink } from './connection_table';
import { StateBadge } from './state_badge';

const kShown = 6;

/** What the host is busy for: the streams of the servers on it. */
export function HostStreams({ host, state }: { host: string; state: LiveState }) {
  const { t } = usePage();
  const carried = carriedBy(host, state);
  return (
    <section class="carries" data-testid="carries">
      <h3>{t('hosts.carries')}</h3>
      {carried.length === 0 && <p class="muted">{t('hosts.carries_none')}</p>}
      {carried.map((one) => (
        <Server key={one.node} carried={one} />
      ))}
    </section>
  );
}

function Server({ carried }: { carried: Carried }) {
  const { t, f } = usePage();
  const { node, live, streams, readers, inbound, outbound } = carried;
  const beyond = streams.length - kShown;
  return (
    <div data-testid="carries-node" data-node={node}>
      <p class="sums">
        <b dir="auto">{node}</b>
        <span>
          {t('hosts.carries_sum', { live: f.count(live), n: f.count(streams.length) })}
        </span>
        {readers !== undefined && <span>{t.plural('hosts.carries_readers', readers)}</span>}
        <span>
          {t('chart.in')} {f.bitRate(inbound)}
        </span>
        <span>
          {t('chart.out')} {f.bitRate(outbound)}
        </span>
      </p>
      <ul>
        {streams.slice(0, kShown).map((stream) => (
          <li key={stream.name}>
            <StateBadge stream={stream} />
            <StreamLink node={node} name={stream.name} />
            <span class="muted">{f.bitRate(stream.inbound_bits_per_second)}</span>
          </li>
        ))}
        {beyond > 0 && <li class="muted">{t.plural('hosts.carries_more', beyond)}</li>}
      </ul>
    </div>
  );
}
