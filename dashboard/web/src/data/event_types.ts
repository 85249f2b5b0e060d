/** The types of events that have a word, by what they are about. Expect more from newer exporters. */
export const kEventGroups = {
  streams: [
    'stream_up',
    'stream_down',
    'stream_gone',
    'stream_missing',
    'stream_stalled',
    'stream_recovered',
    'stream_on_slate',
    'stream_flapping',
    'publisher_changed',
  ],
  reasons: ['reason_began', 'reason_ended'],
  servers: [
    'api_down',
    'api_up',
    'server_restarted',
    'list_failed',
    'list_recovered',
    'protocol_off',
    'protocol_on',
  ],
  readers: ['reader_joined', 'reader_left'],
} as const;

export type EventGroup = keyof typeof kEventGroups;
export type EventType = (typeof kEventGroups)[EventGroup][number];

export const kEventTypes: readonly EventType[] = Object.values(kEventGroups).flat();

export const isEventType = (type: string): type is EventType =>
  (kEventTypes as readonly string[]).includes(type);
