import { formatEventQuery, type EventQuery, type EventRange } from '../data/event_query';
import { Choice } from './chip';
import { usePage } from './context';

/** Up to now, or from one minute to another in the time of this browser. */
export function TimeSpan({
  query,
  change,
}: {
  query: EventQuery;
  change: (part: Partial<EventQuery>) => void;
}) {
  const { t, go } = usePage();
  const fixed = query.from !== undefined || query.to !== undefined;
  return (
    <>
      <Choice<EventRange | 'span'>
        id="range"
        label={t('detail.range')}
        value={fixed ? 'span' : query.range}
        options={[
          ['1h', t('range.1h')],
          ['24h', t('range.24h')],
          ['7d', t('range.7d')],
          ['span', t('range.span')],
        ]}
        choose={(range) => {
          const { from: _, to: __, ...rest } = query;
          if (range === 'span') {
            const now = Math.floor(Date.now() / 60_000) * 60;
            change({ from: query.from ?? now - 3600, to: query.to ?? now });
          } else go({ own: formatEventQuery({ ...rest, range }) }, true);
        }}
      />
      {fixed && (
        <span class="minutes">
          <Minute label={t('conn.from')} value={query.from} set={(from) => change({ from })} />
          <span aria-hidden="true">–</span>
          <Minute label={t('conn.to')} value={query.to} set={(to) => change({ to })} />
        </span>
      )}
    </>
  );
}

function Minute({
  label,
  value,
  set,
}: {
  label: string;
  value: number | undefined;
  set: (seconds: number) => void;
}) {
  return (
    <input
      type="datetime-local"
      aria-label={label}
      value={value === undefined ? '' : localMinute(value)}
      onChange={(event) => {
        const ms = Date.parse(event.currentTarget.value);
        if (!Number.isNaN(ms)) set(ms / 1000);
      }}
    />
  );
}

/** As the input wants it: the local time without a zone. */
function localMinute(seconds: number): string {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
