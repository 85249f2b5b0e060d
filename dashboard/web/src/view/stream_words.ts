import { useMemo } from 'preact/hooks';
import { translatorOf, type TranslatorOf } from '../i18n/i18n';
import { streamDe } from '../i18n/stream_de';
import { streamEn, type StreamWord } from '../i18n/stream_en';
import { usePage } from './context';

export type StreamWords = TranslatorOf<StreamWord>;

export function useStreamWords(): StreamWords {
  const { lang } = usePage().prefs;
  return useMemo(() => translatorOf(lang, lang === 'de' ? streamDe : streamEn), [lang]);
}
