import { isEventType } from '../data/event_types';
import { streamAt } from '../data/links';
import type { EventRecord } from '../data/wire';
import { usePage } from './context';
import { SeverityBadge } from './state_badge';

/** So much before and after what happened is shown of the stream. */
const kAroundSeconds = 180;

interface Props {
  event: EventRecord;
  isNew: boolean;
  severalNodes: boolean;
}

/** One line of the log: when, how bad, what, where, in a sentence of the exporter, and how long it lasted. */
export function EventItem({ event, isNew, severalNodes }: Props) {
  const { t, f } = usePage();
  const at = Date.parse(event.time);
  const seconds = at / 1000;
  const lasted = event.duration_seconds ?? undefined;
  const began = event.first_time ? Date.parse(event.first_time) / 1000 : seconds - (lasted ?? 0);
  const type = isEventType(event.type) ? t(`event.${event.type}`) : event.type;
  return (
    <li class={`event ${isNew ? 'new' : ''}`} data-testid="event" data-type={event.type}>
      <time dateTime={event.time} title={f.dateTime(at)}>
        {f.time(at, true)}
      </time>
      <SeverityBadge severity={event.severity ?? 'info'} />
      <span class="type">
        {type}
        {(event.count ?? 1) > 1 && <span class="muted"> × {f.count(event.count)}</span>}
      </span>
      <span class="whose">
        {event.stream && (
          <a
            href={streamAt(event.node, event.stream, began - kAroundSeconds, seconds + kAroundSeconds)}
            dir="auto"
            title={event.stream}
          >
            {event.stream}
          </a>
        )}
        {(!event.stream || severalNodes) && <small>{event.node}</small>}
      </span>
      <span class="why">
        {t.sentence(event.text)}
        {lasted !== undefined && (
          <small class="muted"> {t('events.lasted', { age: f.duration(lasted) })}</small>
        )}
      </span>
    </li>
  );
}
