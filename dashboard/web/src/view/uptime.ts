import { useEffect, useState } from 'preact/hooks';
import { fetchUptime, type Owner } from '../data/rest';
import type { Window } from '../data/window';
import type { Uptime } from '../data/wire';
import { useAgain } from './again';

export interface UptimeView {
  uptime?: Uptime;
  error?: string;
}

/** Of a span of time; read anew when `reading` changes. The last answer stays while the next one is read. */
export function useUptime(owner: Owner, window: Window, reading: string): UptimeView {
  const [view, setView] = useState<UptimeView>({});
  const id = JSON.stringify(owner);
  const again = useAgain(view.error !== undefined);
  useEffect(() => {
    const abort = new AbortController();
    fetchUptime(owner, window, abort.signal).then(
      (uptime) => setView({ uptime }),
      (error: unknown) => {
        if (!abort.signal.aborted)
          setView({ error: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => abort.abort();
  }, [id, reading, again]);
  return view;
}

const kDaySeconds = 86_400;

/** Of the last 24 h, once a minute and when the stream changes its state. */
export function useDay(owner: Owner, nowMs: number, state: string): UptimeView {
  const now = Math.ceil(nowMs / 1000);
  const minute = Math.floor(now / 60);
  return useUptime(owner, { from: now - kDaySeconds, to: now }, `${minute} ${state}`);
}
