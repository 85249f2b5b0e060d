import type { LiveState } from '../data/reducer';
import { usePage } from './context';
import { HostCard } from './host_card';

export function Hosts({ state }: { state: LiveState }) {
  const { t } = usePage();
  const sorted = [...state.hosts.values()].sort((a, b) => a.host.localeCompare(b.host));
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
        <HostCard key={host.host} host={host} state={state} />
      ))}
    </div>
  );
}
