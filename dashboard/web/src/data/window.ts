/** A span of time, in whole unix seconds. */
export interface Window {
  from: number;
  to: number;
}

/** Less shows nothing: polls are seconds apart. */
export const kLeastSeconds = 20;
const kMostSeconds = 90 * 86_400;

export type Move = 'in' | 'out' | 'earlier' | 'later';

/** From a link, in any order; null for what is no time. */
export function parseWindow(from: string | null, to: string | null): Window | null {
  const [a, b] = [parseTime(from), parseTime(to)];
  return a === undefined || b === undefined ? null : windowOf(a, b);
}

/** The year 2100: whatever is later is no time that somebody meant. */
const kLatestSeconds = 4_102_444_800;

/** Unix seconds or milliseconds, or RFC 3339, as unix seconds; undefined for anything else. */
export function parseTime(text: string | null): number | undefined {
  if (!text) return undefined;
  const isDate = /^\d{4}-\d\d-\d\d/.test(text);
  let seconds = isDate ? Date.parse(text) / 1000 : Number(text);
  if (seconds > kLatestSeconds) seconds /= 1000;
  return seconds >= 0 && seconds <= kLatestSeconds ? seconds : undefined;
}

/** The span between two times, widened to the least and cut to the longest. */
export function windowOf(a: number, b: number): Window {
  const width = Math.min(Math.max(Math.abs(a - b), kLeastSeconds), kMostSeconds);
  const middle = (a + b) / 2;
  const from = Math.max(0, Math.round(middle - width / 2));
  return { from, to: from + Math.round(width) };
}

/** Nearer, wider (around `middle`), or half its width aside; never beyond `now`. */
export function moved(window: Window, move: Move, now: number, middle?: number): Window {
  const width = window.to - window.from;
  const at = middle ?? (window.from + window.to) / 2;
  const share = (at - window.from) / width;
  const scaled = (next: number): Window =>
    beforeNow(windowOf(at - share * next, at + (1 - share) * next), now);
  switch (move) {
    case 'in':
      return scaled(width / 2);
    case 'out':
      return scaled(width * 2);
    case 'earlier':
      return windowOf(window.from - width / 2, window.to - width / 2);
    case 'later':
      return beforeNow(windowOf(window.from + width / 2, window.to + width / 2), now);
  }
}

function beforeNow(window: Window, now: number): Window {
  const beyond = Math.max(0, window.to - Math.ceil(now));
  return { from: window.from - beyond, to: window.to - beyond };
}
