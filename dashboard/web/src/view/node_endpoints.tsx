import type { Endpoint, NodeMeta } from '../data/wire';
import { kNone } from '../i18n/format';
import { usePage } from './context';
import { isStale } from './freshness';

const kShapes: Record<Endpoint['state'], { shape: string; tone: string }> = {
  ok: { shape: '●', tone: 'ok' },
  off: { shape: '○', tone: 'off' },
  failed: { shape: '■', tone: 'bad' },
  unknown: { shape: '?', tone: 'off' },
};

/** What one server's API answers: a list that is off belongs to a protocol that is switched off, which is no fault. */
export function NodeEndpoints({ node }: { node: NodeMeta }) {
  const { t, f, client } = usePage();
  const endpoints = Object.entries(node.endpoints ?? {});
  const age = client.clock.ageSeconds(node.polled_at);
  const started = client.clock.ageSeconds(node.server?.started);
  const facts = [
    node.server?.version && `MediaMTX ${node.server.version}`,
    started !== undefined && t('hosts.up', { age: f.duration(started) }),
    node.interval_seconds != null &&
      t('about.interval', { interval: f.duration(node.interval_seconds) }),
    node.host && t('about.host', { host: node.host }),
    age !== undefined && t('about.polled', { age: f.duration(age) }),
  ].filter(Boolean);
  return (
    <section
      class={`box ${isStale(node, client.clock) ? 'stale' : ''}`}
      data-testid="endpoints"
      data-node={node.node}
    >
      <h2 dir="auto">{node.node}</h2>
      <p class="muted">{facts.join(' · ')}</p>
      {node.up === false && node.error && <p class="reason critical">{node.error}</p>}
      <div class="scroll-x" tabIndex={0} role="region" aria-label={node.node}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('about.list')}</th>
              <th scope="col">{t('col.state')}</th>
              <th scope="col" class="right">
                HTTP
              </th>
              <th scope="col" class="right">
                {t('about.took')} <span class="unit">ms</span>
              </th>
              <th scope="col">{t('about.error')}</th>
            </tr>
          </thead>
          <tbody>
            {endpoints.map(([name, endpoint]) => (
              <Line key={name} name={name} endpoint={endpoint} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Line({ name, endpoint }: { name: string; endpoint: Endpoint }) {
  const { t, f } = usePage();
  const { shape, tone } = kShapes[endpoint.state] ?? kShapes.unknown;
  const word = Object.hasOwn(kShapes, endpoint.state)
    ? t(`endpoint.${endpoint.state}`)
    : endpoint.state;
  return (
    <tr data-state={endpoint.state}>
      <th scope="row">{name}</th>
      <td>
        <span class={`state ${tone}`}>
          <i aria-hidden="true">{shape}</i>
          {word}
        </span>
      </td>
      <td class="right">{endpoint.status ?? kNone}</td>
      <td class="right">
        {f.fixed(
          endpoint.duration_seconds == null ? undefined : endpoint.duration_seconds * 1000,
          1,
        )}
      </td>
      <td class="error" dir="auto">
        {endpoint.error ?? ''}
      </td>
    </tr>
  );
}
