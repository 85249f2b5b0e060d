import type { EventRecord, SessionRecord } from './wire';

export const eventKey = (event: EventRecord): string => `${event.node} ${event.id}`;
export const sessionKey = (session: SessionRecord): string =>
  `${session.node} ${session.protocol} ${session.id} ${session.ended}`;

/** Puts what is new before what is there. An event that grows comes again with its key, and moves up. */
export function mergeNewest<T>(
  list: readonly T[],
  fresh: readonly T[],
  key: (one: T) => string,
): readonly T[] {
  const known = new Set(list.map((one) => JSON.stringify(one)));
  if (fresh.every((one) => known.has(JSON.stringify(one)))) return list;
  const again = new Set(fresh.map(key));
  return [...fresh, ...list.filter((one) => !again.has(key(one)))];
}

/** Adds an older page; what a newer answer has already is left out. */
export function appendPage<T>(
  list: readonly T[],
  page: readonly T[],
  key: (one: T) => string,
): readonly T[] {
  const known = new Set(list.map(key));
  return [...list, ...page.filter((one) => !known.has(key(one)))];
}

/** How many at the top are newer than the last visit; 0 when there was none. */
export function newSince(times: readonly string[], lastVisitMs: number | undefined): number {
  if (lastVisitMs === undefined) return 0;
  const first = times.findIndex((time) => Date.parse(time) <= lastVisitMs);
  return first < 0 ? times.length : first;
}
