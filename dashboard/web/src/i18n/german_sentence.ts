import { kEventSentences } from './event_sentences_de';
import { kCounted, kListWords, kParts, kSentences } from './sentences_de';

interface Rule {
  pattern: RegExp;
  kinds: string[];
  german: string;
}

const kPlaces: Readonly<Record<string, string>> = {
  n: String.raw`(\d+)`,
  f: String.raw`(less than [\d.]+ %|[\d.]+(?:×| ms| s| %| min| h| [kM]bit/s)?)`,
  c: `(\\d+ (?:${Object.keys(kCounted).join('|')})s?)`,
  l: '(.+?)',
  t: '(.+?)',
  x: '(.+?)',
  s: '(.+)',
};

function rulesOf(table: typeof kSentences): Rule[] {
  return table.map(([english, german]) => {
    const kinds: string[] = [];
    const pattern = english.replace(/\{(\w)\}|[.*+?^${}()|[\]\\]/g, (found, kind?: string) => {
      const place = kind && kPlaces[kind];
      if (!place) return `\\${found}`;
      kinds.push(kind);
      return place;
    });
    return { pattern: new RegExp(`^${pattern}$`, 's'), kinds, german };
  });
}

let sentences: Rule[] | undefined;
let parts: Rule[] | undefined;

function translate(rules: readonly Rule[], text: string): string | undefined {
  for (const { pattern, kinds, german } of rules) {
    const found = pattern.exec(text);
    if (!found) continue;
    const values = kinds.map((kind, index) => inGerman(kind, found[index + 1] ?? ''));
    return german.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? '');
  }
  return undefined;
}

function inGerman(kind: string, value: string): string {
  switch (kind) {
    case 'f':
      return value.replace('less than', 'weniger als').replace('.', ',');
    case 'c': {
      const [, count, noun = ''] = /^(\d+) (.+?)s?$/.exec(value) ?? [];
      const [one, other] = kCounted[noun] ?? [noun, noun];
      return `${count} ${count === '1' ? one : other}`;
    }
    case 'l':
      return list(value);
    case 's':
      return germanSentence(value);
    case 'x':
      parts ??= rulesOf(kParts);
      return translate(parts, value) ?? value;
    default:
      return value;
  }
}

/** "2 not responding, 1 too slow and 3 more": the words between the names, and those that are no names. */
const list = (value: string): string =>
  value === 'nothing'
    ? 'nichts'
    : value
        .replace(/ and (\d+) more$/, ' und $1 weitere')
        .replace(/ and (?=[^,]*$)/, ' und ')
        .replace(/(^|, | und )(\d+) ([a-z ]+?)(?=, | und |$)/g, (whole, before, count, words) => {
          const known = kListWords[words as string];
          return known ? `${before}${count} ${known}` : (whole as string);
        });

/** What has no translation, an error of the API or a sentence of a newer exporter, stays as it is. */
export function germanSentence(text: string): string {
  sentences ??= rulesOf([...kSentences, ...kEventSentences]);
  return translate(sentences, text) ?? text;
}
