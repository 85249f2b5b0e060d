import type { Lang } from './i18n';

/** What is shown where a value is not known. Never an invented zero. */
export const kNone = '–';

type Maybe = number | null | undefined;
const known = (value: Maybe): value is number =>
  typeof value === 'number' && Number.isFinite(value);

export interface Formats {
  readonly lang: Lang;
  /** 1.11 for 1,110,000 bit/s. */
  megabits(bitsPerSecond: Maybe, digits?: number): string;
  /** With a unit that fits: 950 kbit/s, 1.11 Mbit/s. */
  bitRate(bitsPerSecond: Maybe): string;
  /** Of many streams, apart from its unit: 17.9 Mbit/s, 573 Mbit/s, 14.81 Gbit/s. */
  total(bitsPerSecond: Maybe): { value: string; unit: string };
  milliseconds(seconds: Maybe): string;
  percent(ratio: Maybe, digits?: number): string;
  /** 4.9 ×, > 9,999 ×: how many times as much. */
  times(ratio: Maybe): string;
  count(value: Maybe): string;
  fixed(value: Maybe, digits: number): string;
  /** 1.5 GiB. */
  bytes(bytes: Maybe): string;
  /** 0.4 s, 14 s, 3 min, 2 h 14 min, 1 d 3 h. Units are the same in both languages. */
  duration(seconds: Maybe, tenths?: boolean): string;
  /** Time of day, 24 h. */
  time(ms: Maybe, withSeconds?: boolean): string;
  dateTime(ms: Maybe): string;
  /** At an axis of time whose labels are so many seconds apart: the date from days on, seconds below a minute. */
  tick(ms: number, stepSeconds: number): string;
  /** 12 Nov, 14:05:09: for lists that reach over days. */
  moment(ms: Maybe): string;
  /** Without the year: 29 Nov, 14:02. */
  dayTime(ms: Maybe): string;
  /** Sunday, 29 November. */
  day(ms: Maybe): string;
}

/** More says nothing but that it is plenty. */
const kMostTimes = 9999;

export function formats(lang: Lang, timeZone?: string): Formats {
  const locale = lang === 'de' ? 'de-DE' : 'en-GB';
  const cache = new Map<number, Intl.NumberFormat>();
  const number = (digits: number): Intl.NumberFormat => {
    let format = cache.get(digits);
    if (!format) {
      format = new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
      cache.set(digits, format);
    }
    return format;
  };
  const zone = timeZone ? { timeZone } : {};
  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...zone,
  });
  const clockSeconds = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...zone,
  });
  const full = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
    ...zone,
  });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...zone });
  const moment = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...zone,
  });
  const dayClock = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...zone,
  });
  const dayOnly = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...zone,
  });
  const fixed = (value: Maybe, digits: number): string =>
    known(value) ? number(digits).format(value) : kNone;
  const scaled = (
    value: Maybe,
    base: number,
    units: readonly string[],
    digits: readonly number[],
  ): string => {
    if (!known(value)) return kNone;
    let unit = 0;
    let rest = value;
    while (rest >= base && unit < units.length - 1) {
      rest /= base;
      unit += 1;
    }
    return `${number(digits[unit] ?? 1).format(rest)} ${units[unit]}`;
  };
  return {
    lang,
    megabits: (value, digits = 2) => (known(value) ? fixed(value / 1e6, digits) : kNone),
    bitRate: (value) =>
      scaled(known(value) ? value / 1000 : value, 1000, ['kbit/s', 'Mbit/s', 'Gbit/s'], [0, 2, 2]),
    total: (value) =>
      known(value) && value >= 1e9
        ? { value: fixed(value / 1e9, 2), unit: 'Gbit/s' }
        : { value: known(value) ? fixed(value / 1e6, value < 1e8 ? 1 : 0) : kNone, unit: 'Mbit/s' },
    milliseconds: (value) =>
      known(value) ? fixed(value * 1000, value > 0 && value < 0.001 ? 1 : 0) : kNone,
    times: (value) => {
      if (!known(value)) return kNone;
      if (value > kMostTimes) return `> ${fixed(kMostTimes, 0)} ×`;
      return `${fixed(value, value < 100 ? 1 : 0)} ×`;
    },
    percent: (value, digits = 1) => (known(value) ? `${fixed(value * 100, digits)} %` : kNone),
    count: (value) => fixed(value, 0),
    fixed,
    bytes: (value) =>
      scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'], [0, 0, 1, 1, 1, 1]),
    duration: (value, tenths = false) => {
      if (!known(value)) return kNone;
      if (tenths && value < 10) return `${number(1).format(Math.floor(value * 10) / 10)} s`;
      const seconds = Math.max(0, Math.floor(value));
      if (seconds < 60) return `${seconds} s`;
      const minutes = Math.floor(seconds / 60);
      if (minutes < 60) return `${minutes} min`;
      const hours = Math.floor(minutes / 60);
      if (hours < 24) return `${hours} h ${minutes % 60} min`;
      return `${number(0).format(Math.floor(hours / 24))} d ${hours % 24} h`;
    },
    time: (ms, withSeconds = false) =>
      known(ms) ? (withSeconds ? clockSeconds : clock).format(ms) : kNone,
    dateTime: (ms) => (known(ms) ? full.format(ms) : kNone),
    tick: (ms, step) => (step >= 86_400 ? day : step < 60 ? clockSeconds : clock).format(ms),
    moment: (ms) => (known(ms) ? moment.format(ms) : kNone),
    dayTime: (ms) => (known(ms) ? dayClock.format(ms) : kNone),
    day: (ms) => (known(ms) ? dayOnly.format(ms) : kNone),
  };
}
