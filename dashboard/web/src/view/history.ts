import { useEffect, useReducer, useRef } from 'preact/hooks';
import { SeriesBuffer } from '../chart/series';
import { fetchHistory, type Subject } from '../data/rest';
import { useAgain } from './again';

export interface HistoryView {
  buffer: SeriesBuffer;
  status: 'loading' | 'ready' | 'failed';
  error?: string;
}

export interface Sample {
  time: number;
  values: readonly (number | null)[];
}

/** After so long a silence between two samples the history is read again: it may know more. */
const kHoleSeconds = 12;

/**
 * Several series of one subject: read once, then grown by the live samples. `wanted` false delays the reading
 * until somebody looks.
 */
export function useHistory(
  subject: Subject,
  series: readonly string[],
  rangeSeconds: number,
  now: () => number,
  sample: Sample | null,
  wanted = true,
): HistoryView {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [reading, readAgain] = useReducer((n: number) => n + 1, 0);
  const id = JSON.stringify([subject, series]);
  const view = useRef<(HistoryView & { id: string }) | undefined>(undefined);
  if (view.current?.id !== id)
    view.current = { id, buffer: new SeriesBuffer(series), status: 'loading' };
  const again = useAgain(view.current.status === 'failed');

  useEffect(() => {
    if (!wanted) return undefined;
    const abort = new AbortController();
    const to = now();
    const mine = view.current;
    fetchHistory(
      subject,
      series,
      to - rangeSeconds - 10,
      to,
      rangeSeconds > 900 ? 900 : 300,
      abort.signal,
    ).then(
      (history) => {
        if (!mine) return;
        mine.buffer.load(history);
        mine.status = 'ready';
        redraw(0);
      },
      (error: unknown) => {
        if (!mine || abort.signal.aborted) return;
        mine.status = 'failed';
        mine.error = error instanceof Error ? error.message : String(error);
        redraw(0);
      },
    );
    return () => abort.abort();
  }, [id, rangeSeconds, wanted, reading, again]);

  const { buffer } = view.current;
  const last = buffer.last;
  const hole = sample !== null && last !== undefined && sample.time - last > kHoleSeconds;
  if (sample) buffer.push(sample.time, sample.values);
  buffer.trim(now() - rangeSeconds);
  useEffect(() => {
    if (hole) readAgain(0);
  }, [hole]);
  return view.current;
}
