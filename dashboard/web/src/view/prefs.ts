import { preferredLang, type Lang } from '../i18n/i18n';
import { kThemes, type Theme } from './theme';

export interface Prefs {
  theme: Theme;
  lang: Lang;
  /** Shortcuts of one letter can be switched off: they get in the way of speech input. */
  keys: boolean;
  /** The words of data/columns.ts; '' when nobody chose. */
  columns: string;
}

const kKey = 'mtxmon.page';

export function loadPrefs(): Prefs {
  let stored: Partial<Prefs> = {};
  try {
    stored = (JSON.parse(localStorage.getItem(kKey) ?? '{}') as Partial<Prefs> | null) ?? {};
  } catch {
    // Storage is forbidden or holds something else: the defaults do.
  }
  return {
    theme: kThemes.find((theme) => theme === stored.theme) ?? 'auto',
    lang:
      stored.lang === 'en' || stored.lang === 'de'
        ? stored.lang
        : preferredLang(navigator.languages),
    keys: stored.keys !== false,
    columns: typeof stored.columns === 'string' ? stored.columns : '',
  };
}

export function savePrefs(prefs: Prefs): void {
  try {
    localStorage.setItem(kKey, JSON.stringify(prefs));
  } catch {
    // Storage is forbidden: the choice holds until the page is closed.
  }
}
