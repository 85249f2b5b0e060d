import { useEffect, useState } from 'preact/hooks';
import { eventTone } from '../data/marks';
import { fetchStreamEvents } from '../data/rest';
import { formatRoute } from '../data/route';
import { windowOf, type Window } from '../data/window';
import type { EventRecord } from '../data/wire';
import { useAgain } from './again';
import { usePage } from './context';
import { readingOf } from './range_history';
import { useStreamWords } from './stream_words';

export interface EventsView {
  events?: EventRecord[];
  error?: string;
}

const kReadSeconds = 10;

/** What happened to a stream and its server in a window, newest first. */
export function useStreamEvents(
  node: string,
  name: string,
  window: Window,
  live: boolean,
): EventsView {
  const [view, setView] = useState<EventsView>({});
  const reading = readingOf(window, live, kReadSeconds);
  const again = useAgain(view.error !== undefined);
  useEffect(() => {
    const abort = new AbortController();
    fetchStreamEvents(node, name, window, abort.signal).then(
      (events) => setView({ events }),
      (error: unknown) => {
        if (!abort.signal.aborted)
          setView({ error: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => abort.abort();
  }, [node, name, reading, again]);
  return view;
}

const kShapes: Record<string, string> = { ok: '●', warn: '▲', bad: '■', info: '●' };
const kAround = 300;

export function StreamEvents({ events, error }: EventsView) {
  const { t, f, route } = usePage();
  const s = useStreamWords();
  return (
    <section class="panel events" data-testid="events">
      <h3>{s('events')}</h3>
      {error && <p class="muted">{s('events_failed', { error })}</p>}
      {events?.length === 0 && <p class="muted">{s('no_events')}</p>}
      {events && events.length > 0 && (
        <ul tabIndex={0} aria-label={s('events')}>
          {events.map((event) => {
            const at = Date.parse(event.time) / 1000;
            const tone = eventTone(event);
            const zoom = windowOf(at - kAround, at + kAround);
            return (
              <li key={`${event.node} ${event.id}`} data-type={event.type}>
                <i class={tone} title={t(`severity.${event.severity}`)}>
                  {kShapes[tone]}
                </i>
                <a href={formatRoute({ ...route, full: true, zoom })}>{f.moment(at * 1000)}</a>
                <span dir="auto">{t.sentence(event.text)}</span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
