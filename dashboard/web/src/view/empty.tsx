import { useState } from 'preact/hooks';
import { choices } from '../data/filters';
import type { NodeMeta } from '../data/wire';
import { choiceText } from './chips';
import { usePage } from './context';
import { publishCommand, publishProtocols, type PublishProtocol } from './publish';

export function Empty({ nodes }: { nodes: readonly NodeMeta[] }) {
  const { t } = usePage();
  const [copied, setCopied] = useState('');
  const [chosen, setChosen] = useState<PublishProtocol>();
  const protocols = publishProtocols(nodes);
  const protocol = chosen && protocols.includes(chosen) ? chosen : (protocols[0] ?? 'srt');
  const host = location.hostname || 'localhost';
  const command = publishCommand(protocol, host);
  const copy = (): void => {
    navigator.clipboard.writeText(command).then(
      () => setCopied(command),
      () => setCopied(''),
    );
  };
  return (
    <section class="notice" data-testid="empty">
      <h2>{t('empty.title')}</h2>
      <p>{t('empty.text')}</p>
      <div class="protocols" role="group" aria-label={t('empty.protocol')}>
        {protocols.map((one) => (
          <button
            key={one}
            type="button"
            class="plain"
            aria-pressed={one === protocol}
            data-testid={`publish-${one}`}
            onClick={() => setChosen(one)}
          >
            {one.toUpperCase()}
          </button>
        ))}
      </div>
      <div class="command">
        <code tabIndex={0}>{command}</code>
        {'clipboard' in navigator && (
          <button type="button" class="plain" onClick={copy}>
            {t(copied === command ? 'empty.copied' : 'empty.copy')}
          </button>
        )}
      </div>
      <p class="muted">{t('empty.host', { host })}</p>
    </section>
  );
}

export function NoMatch({ total }: { total: number }) {
  const { t, f, route, go, client } = usePage();
  const show = choices([], route.show, client.clock.nowMs())
    .map((choice) => choiceText(t, choice))
    .join(', ');
  return (
    <section class="notice" data-testid="no-match">
      <h2>{t('nomatch.title')}</h2>
      <p>
        {route.query && t('nomatch.query', { query: route.query })}{' '}
        {route.show && t('nomatch.show', { show })}
      </p>
      <button type="button" class="plain" onClick={() => go({ query: '', show: '' })}>
        {t('nomatch.clear', { n: f.count(total) })}
      </button>
    </section>
  );
}

/** The first second: the final geometry without values. */
export function Skeleton() {
  const { t } = usePage();
  return (
    <div class="skeleton" aria-busy="true" data-testid="skeleton">
      <span class="sr">{t('loading')}</span>
      <div class="kpis" aria-hidden="true">
        {[0, 1, 2, 3, 4, 5, 6].map((n) => (
          <div key={n} class="kpi">
            <i />
            <i class="big" />
          </div>
        ))}
      </div>
      <div class="table" aria-hidden="true">
        {[0, 1, 2, 3, 4, 5, 6, 7].map((n) => (
          <div key={n} class="bone">
            <i />
            <i />
            <i />
          </div>
        ))}
      </div>
    </div>
  );
}
