import type { EventRecord } from './wire';

/** A vertical line in a chart. */
export interface Mark {
  time: number;
  tone: 'ok' | 'warn' | 'bad' | 'info';
}

const kTones: Record<string, Mark['tone']> = {
  stream_up: 'ok',
  stream_recovered: 'ok',
  api_up: 'ok',
  stream_stalled: 'bad',
  stream_down: 'bad',
  stream_gone: 'bad',
  stream_missing: 'bad',
  api_down: 'bad',
  stream_on_slate: 'warn',
  stream_flapping: 'warn',
  server_restarted: 'warn',
  publisher_changed: 'info',
};

/** Only what changes the stream itself: reasons come and go with the figures that the chart shows anyway. */
export const marksOf = (events: readonly EventRecord[]): Mark[] =>
  events.flatMap((event) => {
    const tone = kTones[event.type];
    return tone ? [{ time: Date.parse(event.time) / 1000, tone }] : [];
  });

export const eventTone = (event: EventRecord): string =>
  kTones[event.type] ??
  (event.severity === 'critical' ? 'bad' : event.severity === 'warning' ? 'warn' : 'info');
