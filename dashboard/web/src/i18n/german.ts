import { de } from './de';
import { germanSentence } from './german_sentence';
import type { Language } from './i18n';

export const german: Language = { lang: 'de', words: de, sentence: germanSentence };
