import { apiUrl, fetchJson, HttpError } from './rest';

/** How long a problem is muted: a time from now, or until a time of day. */
export type MuteLength = '30m' | '2h' | 'tomorrow' | '24h';
export const kMuteLengths: readonly MuteLength[] = ['30m', '2h', 'tomorrow', '24h'];
const kMinuteMs = 60_000;
/** The server takes no longer one. */
export const kLongestMuteMs = 7 * 24 * 60 * kMinuteMs;

export function muteUntil(length: MuteLength, nowMs: number): number {
  switch (length) {
    case '30m':
      return nowMs + 30 * kMinuteMs;
    case '2h':
      return nowMs + 120 * kMinuteMs;
    case '24h':
      return nowMs + 24 * 60 * kMinuteMs;
    case 'tomorrow': {
      const morning = new Date(nowMs);
      morning.setDate(morning.getDate() + 1);
      morning.setHours(8, 0, 0, 0);
      return morning.getTime();
    }
  }
}

/** As an input of the type datetime-local wants and gives it: the browser's own time. */
export function localDateTime(ms: number): string {
  const time = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return (
    `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}` +
    `T${two(time.getHours())}:${two(time.getMinutes())}`
  );
}

async function change(method: string, path: string, body?: unknown): Promise<void> {
  const response = await fetch(apiUrl(path), {
    method,
    cache: 'no-store',
    signal: AbortSignal.timeout(10_000),
    ...(body === undefined
      ? {}
      : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (response.ok) return;
  const answer = (await response.json().catch(() => null)) as { error?: unknown } | null;
  throw new HttpError(
    response.status,
    typeof answer?.error === 'string' ? answer.error : `HTTP ${response.status}`,
  );
}

export const mute = (node: string, key: string, untilMs: number, comment: string): Promise<void> =>
  change('POST', 'mutes', {
    node,
    key,
    until: new Date(untilMs).toISOString(),
    ...(comment ? { comment } : {}),
  });

export const unmute = (id: string): Promise<void> =>
  change('DELETE', `mutes?id=${encodeURIComponent(id)}`);

/** Whether this page may: the server lets nobody elsewhere as long as there is no authentication. */
export async function mayMute(): Promise<boolean> {
  const answer = (await fetchJson('mutes')) as { may_change?: boolean | null };
  return answer.may_change === true;
}
