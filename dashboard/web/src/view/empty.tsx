import { useState } from 'preact/hooks';
import { choices } from '../data/filters';
import { choiceText } from './chips';
import { usePage } from './context';

const publishCommand = (host: string): string =>
  'ffmpeg -re -f lavfi -i testsrc2=size=1280x720:rate=25 -f lavfi -i sine=frequency=440' +
  ' -c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -g 50 -b:v 2M -c:a aac' +
  ` -f mpegts "srt://${host}:8890?streamid=publish:demo&pkt_size=1316"`;

export function Empty() {
  const { t } = usePage();
  const [copied, setCopied] = useState(false);
  const host = location.hostname || 'localhost';
  const command = publishCommand(host);
  const copy = (): void => {
    navigator.clipboard.writeText(command).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <section class="notice" data-testid="empty">
      <h2>{t('empty.title')}</h2>
      <p>{t('empty.text')}</p>
      <div class="command">
        <code tabIndex={0}>{command}</code>
        {'clipboard' in navigator && (
          <button type="button" class="plain" onClick={copy}>
            {t(copied ? 'empty.copied' : 'empty.copy')}
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
