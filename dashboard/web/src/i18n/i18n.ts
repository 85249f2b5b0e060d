import { en, type Words } from './en';

export type Lang = 'en' | 'de';
export type Word = keyof Words;
type Stem<K> = K extends `${infer S}.one` ? S : never;
export type Values = Record<string, string | number>;

export interface Language {
  readonly lang: Lang;
  readonly words: Words;
  /** The exporter writes English sentences: one of them in this language. */
  sentence(text: string): string;
}

export const english: Language = { lang: 'en', words: en, sentence: (text) => text };

/** Rejects when the words of the language cannot be fetched. */
export const loadLanguage = async (lang: Lang): Promise<Language> =>
  lang === 'de' ? (await import('./german')).german : english;

/** Of one set of words; parts of the page that are fetched later bring their own. */
export interface TranslatorOf<W extends string> {
  readonly lang: Lang;
  (word: W, values?: Values): string;
  /** A word with a count: {n} is the formatted count. */
  plural(word: Stem<W>, count: number): string;
}

export interface Translator extends TranslatorOf<Word> {
  /** A sentence of the exporter. */
  sentence(text: string): string;
}

export const translator = ({ lang, words, sentence }: Language): Translator =>
  Object.assign(translatorOf(lang, words), { sentence });

export function translatorOf<W extends string>(
  lang: Lang,
  words: Record<W, string>,
): TranslatorOf<W> {
  const rules = new Intl.PluralRules(lang);
  const numbers = new Intl.NumberFormat(lang);
  const fill = (word: W, values?: Values): string =>
    values
      ? words[word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
      : words[word];
  return Object.assign(fill, {
    lang,
    plural: (word: Stem<W>, count: number) =>
      fill(`${word}.${rules.select(count) === 'one' ? 'one' : 'other'}` as W, {
        n: numbers.format(count),
      }),
  });
}

/** The first of the browser's languages that the page speaks. */
export const preferredLang = (languages: readonly string[]): Lang =>
  languages
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((tag): tag is Lang => tag === 'en' || tag === 'de') ?? 'en';
