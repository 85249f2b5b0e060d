import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { LiveClient, Status } from '../data/live';
import type { LiveState } from '../data/reducer';
import type { Sparks } from '../data/rings';
import type { SparkPast } from '../data/spark_past';
import type { Route } from '../data/route';
import type { Formats } from '../i18n/format';
import type { Translator } from '../i18n/i18n';
import type { Prefs } from './prefs';

/** What nearly every part of the page needs. */
export interface Page {
  client: LiveClient;
  sparks: Sparks;
  sparkPast: SparkPast;
  state: LiveState | null;
  status: Status;
  route: Route;
  /** Shows another route; `replace` leaves no entry in the browser's history. */
  go(change: Partial<Route>, replace?: boolean): void;
  closeStream(): void;
  /** Set while the display stands still: since when, and how many messages it missed. */
  paused: { sinceMs: number; missed: number } | undefined;
  togglePause(): void;
  prefs: Prefs;
  setPrefs(change: Partial<Prefs>): void;
  t: Translator;
  f: Formats;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('outside of the page');
  return page;
}

/** Renders again when this long nothing else made it do so, for ages; not while the tab is hidden. */
export function useTick(ms: number): void {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) tick((n) => n + 1);
    }, ms);
    return () => clearInterval(timer);
  });
}

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const changed = (): void => setMatches(list.matches);
    changed();
    list.addEventListener('change', changed);
    return () => list.removeEventListener('change', changed);
  }, [query]);
  return matches;
}

export const kPhone = '(max-width: 640px)';
export const kNarrow = '(max-width: 999px)';
