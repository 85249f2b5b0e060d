import type { ComponentChildren } from 'preact';
import { isDown } from '../data/rows';
import type { NodeMeta } from '../data/wire';
import { usePage } from './context';
import { clockSkews } from './clock_skew';
import { exporterSilent } from './freshness';
import { sinceText } from './reasons';

/** Then the exporter waits longer: MediaMTX slows down who is wrong too often. */
const kRefused = 401;

/** What is wrong with the monitoring itself, worst first: each says the cause, since when, and what to do. */
export function Banners({ firstVersion }: { firstVersion: string }) {
  const page = usePage();
  const { t, f, state, status, client } = page;
  const { clock } = client;
  if (status.phase === 'lost') {
    const waitSeconds = ((status.retryAtMs ?? 0) - Date.now()) / 1000;
    const wait = f.duration(Math.max(1, Math.ceil(waitSeconds)));
    const time =
      status.lastMessageMs === undefined ? undefined : f.time(status.lastMessageMs, true);
    const text =
      time === undefined
        ? t('banner.lost_never', { wait })
        : waitSeconds > 0
          ? t('banner.lost_text', { time, wait })
          : t('banner.lost_now', { time });
    return (
      <div class="banners">
        <Banner kind="bad" id="lost" title={t('banner.lost')} cause={status.error}>
          {text}
        </Banner>
      </div>
    );
  }
  if (!state) return null;
  const down = (node: NodeMeta) => {
    const silent = exporterSilent(node);
    const age = clock.ageSeconds(node.collected_at);
    const facts = [
      sinceText(page, node.down_since ?? (silent ? node.polled_at : undefined)),
      age === undefined ? t('banner.no_data') : t('banner.last_data', { age: f.duration(age) }),
      !silent && node.interval_seconds && node.endpoints?.paths?.status !== kRefused
        ? t('banner.asked_again', { wait: f.duration(node.interval_seconds) })
        : undefined,
    ];
    return (
      <Banner
        key={node.node}
        kind="bad"
        id={silent ? 'exporter' : 'down'}
        title={t(silent ? 'banner.exporter' : 'banner.down', { node: node.node })}
        cause={node.error}
      >
        {facts.filter(Boolean).join(' · ')}
        {silent && ` · ${t('banner.exporter_text')}`}
      </Banner>
    );
  };
  const nodes = [...state.nodes.values()].filter((node) => isDown(node) || exporterSilent(node));
  const skews = clockSkews(state, clock);
  const updated = firstVersion !== '' && state.version !== '' && state.version !== firstVersion;
  return (
    <div class="banners">
      {!state.redis.ok && (
        <Banner kind="bad" id="redis" title={t('banner.redis')} cause={state.redis.error}>
          {t('banner.redis_text')}
        </Banner>
      )}
      {state.redis.ok && nodes.map(down)}
      {state.redis.ok && state.nodes.size === 0 && (
        <Banner kind="warn" id="no-nodes" title={t('banner.no_nodes')}>
          {t('banner.no_nodes_text')}
        </Banner>
      )}
      {status.phase === 'polling' && (
        <Banner kind="warn" id="polling" title={t('banner.polling')}>
          {t('banner.polling_text')}
        </Banner>
      )}
      {skews.map(({ node, seconds }) => (
        <Banner
          key={node}
          kind="warn"
          id="skew"
          title={
            node === undefined
              ? t(seconds > 0 ? 'banner.skew_ahead' : 'banner.skew_behind', {
                  age: f.duration(Math.abs(seconds)),
                })
              : t('banner.skew_node', { node, age: f.duration(seconds) })
          }
        >
          {t(node === undefined ? 'banner.skew_text' : 'banner.skew_node_text')}
        </Banner>
      ))}
      {updated && (
        <Banner kind="info" id="version" title={t('banner.version', { version: state.version })}>
          <button type="button" class="link" onClick={() => location.reload()}>
            {t('banner.reload')}
          </button>
        </Banner>
      )}
    </div>
  );
}

interface BannerProps {
  kind: 'bad' | 'warn' | 'info';
  id: string;
  title: string;
  cause?: string | null | undefined;
  children: ComponentChildren;
}

function Banner({ kind, id, title, cause, children }: BannerProps) {
  return (
    <div class={`banner ${kind}`} data-testid={`banner-${id}`}>
      <i aria-hidden="true">{kind === 'bad' ? '■' : kind === 'warn' ? '▲' : '●'}</i>
      <p>
        <b role="alert">{title}</b>
        {cause && <span class="cause">{cause}</span>}
        <span class="when">{children}</span>
      </p>
    </div>
  );
}
