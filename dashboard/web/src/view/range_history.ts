import { useEffect, useRef, useState } from 'preact/hooks';
import { fetchHistory, type Subject } from '../data/rest';
import type { Window } from '../data/window';
import type { History } from '../data/wire';
import { useAgain } from './again';

export interface RangeView {
  history?: History;
  status: 'loading' | 'ready' | 'failed';
  error?: string;
}

/** More points than pixels of a chart show nothing more. */
export const kPoints = 600;

/** Changes when it is worth to read a window again that ends now: a new row comes once per step. */
export function readingOf({ from, to }: Window, live: boolean, leastSeconds = 2): string {
  if (!live) return `${from} ${to}`;
  const step = Math.max(leastSeconds, (to - from) / kPoints);
  return `live ${to - from} ${Math.floor(to / step)}`;
}

/**
 * The history of one subject in a window, read whole: of sums the row of now changes until it is over.
 * The last answer stays while the next one is read, but not that of another subject.
 */
export function useRangeHistory(
  subject: Subject | null,
  series: readonly string[],
  window: Window,
  live: boolean,
): RangeView {
  const [view, setView] = useState<RangeView>({ status: 'loading' });
  const id = JSON.stringify(subject);
  const shown = useRef(id);
  const reading = readingOf(window, live);
  const again = useAgain(view.status === 'failed');
  useEffect(() => {
    if (!subject) return undefined;
    if (shown.current !== id) setView({ status: 'loading' });
    shown.current = id;
    const abort = new AbortController();
    fetchHistory(subject, series, window.from, window.to, kPoints, abort.signal).then(
      (history) => setView({ history, status: 'ready' }),
      (error: unknown) => {
        if (!abort.signal.aborted)
          setView({
            status: 'failed',
            error: error instanceof Error ? error.message : String(error),
          });
      },
    );
    return () => abort.abort();
  }, [id, reading, again]);
  return view;
}
