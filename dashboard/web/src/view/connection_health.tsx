import { healthOf, worstReason, type Health } from '../data/connections';
import type { Connection } from '../data/wire';
import { usePage } from './context';
import { sinceText } from './reasons';

const kLooks: Record<Health, { shape: string; tone: string }> = {
  critical: { shape: '■', tone: 'bad' },
  warning: { shape: '▲', tone: 'warn' },
  silent: { shape: '◌', tone: 'warn' },
  connecting: { shape: '◔', tone: 'info' },
  ok: { shape: '●', tone: 'ok' },
};

/** How a connection is, by shape, word and colour; of a silent one since when. */
export function ConnectionHealth({ connection }: { connection: Connection }) {
  const { t, f, client } = usePage();
  const health = healthOf(connection);
  const { shape, tone } = kLooks[health];
  const age = client.clock.ageSeconds(connection.silent_since);
  return (
    <span class={`state ${tone}`} data-health={health}>
      <i aria-hidden="true">{shape}</i>
      {t(`health.${health}`)}
      {health === 'silent' && age !== undefined && (
        <small class="muted">{f.duration(age)}</small>
      )}
    </span>
  );
}

/** Why it is so, in the sentences of the exporter. */
export function useHealthTitle(): (connection: Connection) => string | undefined {
  const page = usePage();
  return (connection) => {
    const reason = worstReason(connection.reasons);
    const silent = connection.silent && sinceText(page, connection.silent_since);
    return (
      [
        reason && (reason.text ? page.t.sentence(reason.text) : reason.code),
        reason?.remedy && page.t.sentence(reason.remedy),
        silent && `${page.t('health.silent')} ${silent}`,
        connection.internal && page.t('conn.internal_title'),
      ]
        .filter(Boolean)
        .join('\n') || undefined
    );
  };
}
