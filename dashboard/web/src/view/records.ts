import { useEffect, useReducer, useRef } from 'preact/hooks';
import { PollGate } from '../data/poll_gate';
import { appendPage, mergeNewest } from '../data/records';
import { fetchRecords } from '../data/rest';
import { usePage } from './context';
import { polledWord } from './polled';

const kPage = 100;

export interface RecordsView<T> {
  /** Newest first; undefined before the first answer. */
  list?: readonly T[];
  /** There are older ones. */
  more: boolean;
  /** An older page is on its way. */
  paging: boolean;
  error?: string;
}

interface Source<T> {
  kind: 'events' | 'sessions';
  parameters: Record<string, string>;
  /** Unix seconds: a fixed range, or so many seconds up to now, to which comes what is new. */
  range: { from: number; to?: number } | { seconds: number };
  key: (one: T) => string;
  time: (one: T) => string;
}

/**
 * A record of the past, page by page, while it grows at its top. Reading ends with the view; a failed reading leaves
 * what is there.
 */
export function useRecords<T>({ kind, parameters, range, key, time }: Source<T>): RecordsView<T> & {
  loadMore: () => void;
} {
  const { state, client } = usePage();
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const id = JSON.stringify([kind, parameters, range]);
  const view = useRef<
    RecordsView<T> & { id: string; next?: string; gate: PollGate; abort: AbortController }
  >(undefined);
  if (view.current?.id !== id) {
    view.current?.abort.abort();
    view.current = {
      id,
      more: false,
      paging: false,
      gate: new PollGate(),
      abort: new AbortController(),
    };
  }
  const mine = view.current;
  const grows = 'seconds' in range || range.to === undefined;
  const nowSeconds = client.clock.nowMs() / 1000;
  const span = (): Record<string, string> =>
    'seconds' in range
      ? { from: (nowSeconds - range.seconds).toFixed(0) }
      : { from: String(range.from), ...(range.to !== undefined && { to: String(range.to) }) };

  const read = (
    asked: Record<string, string>,
    take: (found: T[], next?: string) => void,
    done: () => void,
  ): void => {
    fetchRecords<T>(kind, { ...parameters, limit: String(kPage), ...asked }, mine.abort.signal)
      .then(
        ({ records, next }) => {
          take(records, next);
          delete mine.error;
        },
        (error: unknown) => {
          if (!mine.abort.signal.aborted)
            mine.error = error instanceof Error ? error.message : String(error);
        },
      )
      .finally(() => {
        done();
        if (!mine.abort.signal.aborted) redraw(0);
      });
  };
  const takeNext = (next?: string): void => {
    mine.more = next !== undefined;
    if (next !== undefined) mine.next = next;
    else delete mine.next;
  };
  const takeFirst = (found: T[], next?: string): void => {
    mine.list = found;
    takeNext(next);
  };

  const word = polledWord(state);
  useEffect(() => {
    if (document.hidden || mine.abort.signal.aborted) return;
    if (mine.list && !grows) return;
    if (!mine.gate.due(word, Date.now())) return;
    mine.gate.begin(word, Date.now());
    const newest = mine.list?.[0];
    const done = (): void => mine.gate.end(Date.now());
    if (!newest) {
      read(span(), takeFirst, done);
      return;
    }
    const take = (found: T[], next?: string): void => {
      if (next === undefined) mine.list = mergeNewest(mine.list ?? [], found, key);
      else takeFirst(found, next);
    };
    read({ from: time(newest) }, take, done);
  });
  useEffect(() => () => view.current?.abort.abort(), []);

  const loadMore = (): void => {
    if (mine.next === undefined || mine.paging) return;
    mine.paging = true;
    read(
      { ...span(), cursor: mine.next },
      (found, next) => {
        mine.list = appendPage(mine.list ?? [], found, key);
        takeNext(next);
      },
      () => {
        mine.paging = false;
      },
    );
    redraw(0);
  };
  return { ...mine, loadMore };
}
