import type { SortColumn } from './columns';
import type { Stream } from './wire';

type Member = Exclude<keyof Stream, 'node' | 'name' | 'row'>;

/** Comes for every stream at each poll, or only for one that is open: the rest of its members nobody looks at. */
type Where = 'row' | 'open';

/** A new member of Stream has to say here where it is wanted. */
const kWhere: Record<Member, Where> = {
  title: 'row',
  contact: 'row',
  player_url: 'row',
  state: 'row',
  since: 'row',
  muted_until: 'row',
  reasons: 'row',
  source: 'row',
  conf_name: 'row',
  available_since: 'row',
  last_inbound_at: 'open',
  tracks: 'row',
  readers: 'row',
  readers_silent: 'row',
  viewers: 'row',
  viewers_at_least: 'row',
  readers_by_protocol: 'row',
  inbound_bytes_total: 'open',
  outbound_bytes_total: 'open',
  inbound_frames_in_error_total: 'row',
  inbound_bits_per_second: 'row',
  outbound_bits_per_second: 'row',
  rtt_seconds: 'row',
  latency_seconds: 'row',
  link_loss_ratio: 'row',
  rtp_loss_ratio: 'row',
  unrecovered_loss_ratio: 'row',
  receive_bits_per_second: 'open',
  link_capacity_bits_per_second: 'open',
};

export const kRowFields: readonly string[] = Object.entries(kWhere)
  .filter(([, where]) => where === 'row')
  .map(([field]) => field);

/** Of columns that nobody sees unless he chose them. */
const kOfColumn: Partial<Record<SortColumn, Member>> = {
  total_in: 'inbound_bytes_total',
  total_out: 'outbound_bytes_total',
  receive: 'receive_bits_per_second',
  capacity: 'link_capacity_bits_per_second',
};

/** The members that these columns need beside those of every row. */
export const fieldsOf = (columns: Iterable<string>): string[] =>
  Object.entries(kOfColumn)
    .filter(([column]) => [...columns].includes(column))
    .map(([, field]) => field);

/** For the title of a tab that nobody sees. */
export const kHiddenFields: readonly string[] = ['state', 'reasons', 'muted_until'];

/** What the page asks the live feed for. */
export interface View {
  readonly fields: readonly string[];
  /** Keys of streams that come with all their members. */
  readonly whole: readonly string[];
}

/** The message that the page has, so that only what changed since then has to come. */
export interface Since {
  readonly instance: string;
  readonly seq: number;
}

/** An address bar holds anything; a message that the dashboard refuses would end the connection. */
const isKey = (text: string): boolean => /^[\w.-]+\/./.test(text) && text.length <= 1024;

export const viewOf = (open: string | undefined, extraFields: readonly string[] = []): View => ({
  fields: [...kRowFields, ...extraFields],
  whole: open !== undefined && isKey(open) ? [open] : [],
});

export const kHiddenView: View = { fields: kHiddenFields, whole: [] };

/** The query of the handshake. Names with commas, which would be two there, are told by a message. */
export function handshakeQuery(view: View, since: Since | undefined): string {
  const query = new URLSearchParams({ fields: view.fields.join(','), numbers: 'columns' });
  const whole = view.whole.filter((key) => !key.includes(','));
  if (whole.length) query.set('whole', whole.join(','));
  if (since) {
    query.set('instance', since.instance);
    query.set('seq', String(since.seq));
  }
  return query.toString();
}

export const subscription = (id: number, view: View, since: Since | undefined): string =>
  JSON.stringify({ type: 'subscribe', id, ...view, numbers: 'columns', ...since });
