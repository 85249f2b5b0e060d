import { apiUrl } from '../data/rest';
import { usePage } from './context';

/** Asks for an older page. */
export function LoadMore({
  more,
  paging,
  loadMore,
}: {
  more: boolean;
  paging: boolean;
  loadMore: () => void;
}) {
  const { t } = usePage();
  if (!more) return null;
  return (
    <button
      type="button"
      class="plain more"
      aria-busy={paging}
      data-testid="load-more"
      onClick={loadMore}
    >
      {t(paging ? 'loading' : 'records.more')}
    </button>
  );
}

/** The same records as a file for a spreadsheet. */
export function CsvLink({
  kind,
  parameters,
}: {
  kind: 'events' | 'sessions';
  parameters: Record<string, string>;
}) {
  const { t } = usePage();
  const query = new URLSearchParams({ ...parameters, limit: '10000', format: 'csv' });
  return (
    <a class="csv" href={apiUrl(`${kind}?${query}`).href} download data-testid="csv">
      {t('records.csv')}
    </a>
  );
}
