import { useEffect, useMemo, useState } from 'preact/hooks';
import { Fragment } from 'preact';
import { eventKey, newSince } from '../data/records';
import {
  eventParameters,
  formatEventQuery,
  kEventRanges,
  parseEventQuery,
  type EventQuery,
} from '../data/event_query';
import type { EventGroup } from '../data/event_types';
import { lastVisit, noteVisit } from '../data/last_visit';
import type { EventRecord } from '../data/wire';
import { Chip, Choice, NodeChoice } from './chip';
import { usePage } from './context';
import { EventItem } from './event_item';
import { CsvLink, LoadMore } from './record_parts';
import { useRecords } from './records';
import { SearchBox } from './search_box';
import { TimeSpan } from './time_span';

const kGroups: readonly EventGroup[] = ['streams', 'reasons', 'servers', 'readers'];
const keeper = () => localStorage;

/** What happened: the newest on top, and a line where the last visit ended. */
export function EventsPage() {
  const { t, f, route, go, client, state } = usePage();
  const query = useMemo(() => parseEventQuery(route.own ?? ''), [route.own]);
  const change = (part: Partial<EventQuery>): void =>
    go({ own: formatEventQuery({ ...query, ...part }) }, true);
  const parameters = eventParameters(query);
  const fixed = query.from !== undefined || query.to !== undefined;
  const seconds = kEventRanges[query.range];
  const records = useRecords<EventRecord>({
    kind: 'events',
    parameters,
    range: fixed
      ? {
          from: query.from ?? Math.max(0, (query.to ?? 0) - seconds),
          ...(query.to !== undefined && { to: query.to }),
        }
      : { seconds },
    key: eventKey,
    time: (event) => event.time,
  });
  const { list } = records;

  const [before] = useState(() => lastVisit(keeper));
  useEffect(() => {
    // Who filters has not seen the rest.
    if (list && !document.hidden && !formatEventQuery({ ...query, range: '24h' }))
      noteVisit(keeper, client.clock.nowMs());
  }, [list]);
  const fresh = newSince(list?.map((event) => event.time) ?? [], before);

  const severalNodes = (state?.nodes.size ?? 0) > 1;
  return (
    <>
      <div class="view-bar">
        <h2>{t('nav.events')}</h2>
        <SearchBox
          label={t('events.search')}
          value={query.query}
          change={(text) => change({ query: text })}
        />
        <NodeChoice value={query.node} choose={(node) => change({ node })} />
        <TimeSpan query={query} change={change} />
      </div>
      <div class="chips" role="group" aria-label={t('chips.label')}>
        <Chip id="all" on={!query.group} toggle={() => change({ group: '' })}>
          {t('chips.all')}
        </Chip>
        {kGroups.map((group) => (
          <Chip
            key={group}
            id={group}
            on={query.group === group}
            toggle={() => change({ group: query.group === group ? '' : group })}
          >
            {t(`events.${group}`)}
          </Chip>
        ))}
        <Choice
          id="severity"
          label={t('events.severity')}
          value={query.severity}
          options={[
            ['', t('events.any')],
            ['warning', t('events.from_warning')],
            ['critical', t('events.only_critical')],
          ]}
          choose={(severity) => change({ severity })}
        />
        {query.stream && (
          <Chip id="stream" on toggle={() => change({ stream: '' })}>
            <span dir="auto">{query.stream}</span> ✕
          </Chip>
        )}
        <span class="hint held" />
        <CsvLink
          kind="events"
          parameters={{
            ...parameters,
            ...(fixed
              ? {
                  ...(query.from !== undefined && { from: String(query.from) }),
                  ...(query.to !== undefined && { to: String(query.to) }),
                }
              : { from: String(Math.floor(client.clock.nowMs() / 60_000) * 60 - seconds) }),
          }}
        />
      </div>
      {records.error && (
        <p class="reason warning" role="status">
          {t('records.failed', { error: records.error })}
        </p>
      )}
      {!list ? (
        !records.error && <p class="muted">{t('loading')}</p>
      ) : list.length === 0 ? (
        <section class="notice" data-testid="no-events">
          <h3>{t('events.none')}</h3>
          {formatEventQuery(query) && (
            <button type="button" class="plain" onClick={() => go({ own: '' }, true)}>
              {t('events.show_all')}
            </button>
          )}
        </section>
      ) : (
        <>
          <div class="log" data-testid="events">
            {days(list, f.day).map(({ day, events, from }) => (
              <section key={day} aria-label={day}>
                <h3>{day}</h3>
                <ul>
                  {events.map((event, index) => (
                    <Fragment key={eventKey(event)}>
                      {fresh > 0 && from + index === fresh && <Mark at={before} />}
                      <EventItem
                        event={event}
                        isNew={from + index < fresh}
                        severalNodes={severalNodes}
                      />
                    </Fragment>
                  ))}
                </ul>
              </section>
            ))}
            {fresh === list.length && !records.more && (
              <ul>
                <Mark at={before} />
              </ul>
            )}
          </div>
          <LoadMore {...records} />
        </>
      )}
    </>
  );
}

function Mark({ at }: { at: number | undefined }) {
  const { t, f } = usePage();
  return (
    <li class="mark" data-testid="last-visit">
      {t('events.new', { time: f.dayTime(at) })}
    </li>
  );
}

interface Day {
  day: string;
  events: EventRecord[];
  /** How many come before. */
  from: number;
}

function days(list: readonly EventRecord[], word: (ms: number) => string): Day[] {
  const found: Day[] = [];
  list.forEach((event, index) => {
    const day = word(Date.parse(event.time));
    const last = found[found.length - 1];
    if (last?.day === day) last.events.push(event);
    else found.push({ day, events: [event], from: index });
  });
  return found;
}
