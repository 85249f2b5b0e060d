import { useMemo } from 'preact/hooks';
import {
  kEndedRanges,
  sessionParameters,
  type EndedRange,
} from '../data/connection_query';
import { sessionKey } from '../data/records';
import type { SessionRecord } from '../data/wire';
import { kNone } from '../i18n/format';
import type { Word } from '../i18n/i18n';
import { Chip, Choice } from './chip';
import { StreamLink } from './connection_table';
import type { ConnectionsProps } from './connections_view';
import { kPhone, useMedia, usePage, type Page } from './context';
import { CsvLink, LoadMore } from './record_parts';
import { protocolName } from './kpis';
import { useRecords } from './records';
import { VirtualTable, type TableColumn } from './virtual_table';

const kProtocols = ['srt', 'rtsp', 'rtsps', 'rtmp', 'rtmps', 'webrtc', 'hls', 'moq'] as const;

/** Those that ended, newest first: who, from when to when, how much, how bad, why. */
export function EndedConnections({ query, change, scroller }: ConnectionsProps) {
  const page = usePage();
  const { t, state } = page;
  const phone = useMedia(kPhone);
  const parameters = sessionParameters(query);
  const records = useRecords<SessionRecord>({
    kind: 'sessions',
    parameters,
    range: { seconds: kEndedRanges[query.range] },
    key: sessionKey,
    time: (session) => session.ended,
  });
  const rows = useMemo(
    () => records.list?.map((session) => ({ key: sessionKey(session), session })),
    [records.list],
  );
  const columns = columnsOf(page).filter(
    ({ id }) => id !== 'node' || (state?.nodes.size ?? 0) > 1,
  );
  const toggle = (protocol: string): void => {
    const without = query.protocols.filter((one) => one !== protocol);
    change({
      protocols:
        without.length < query.protocols.length ? without : [...query.protocols, protocol].sort(),
    });
  };
  return (
    <>
      <div class="chips" role="group" aria-label={t('chips.label')}>
        <Choice<EndedRange>
          id="range"
          label={t('detail.range')}
          value={query.range}
          options={(['1h', '24h', '7d'] as const).map((range) => [range, t(`range.${range}`)])}
          choose={(range) => change({ range })}
        />
        {(['publisher', 'reader'] as const).map((role) => (
          <Chip
            key={role}
            id={role}
            on={query.role === role}
            toggle={() => change({ role: query.role === role ? '' : role })}
          >
            {t(`chips.${role}`)}
          </Chip>
        ))}
        {kProtocols.map((protocol) => (
          <Chip
            key={protocol}
            id={protocol}
            on={query.protocols.includes(protocol)}
            toggle={() => toggle(protocol)}
          >
            {protocolName(protocol)}
          </Chip>
        ))}
        <span class="hint held" />
        <CsvLink
          kind="sessions"
          parameters={{ ...parameters, from: pastText(page, kEndedRanges[query.range]) }}
        />
      </div>
      {records.error && (
        <p class="reason warning" role="status">
          {t('records.failed', { error: records.error })}
        </p>
      )}
      {!rows ? (
        !records.error && <p class="muted">{t('loading')}</p>
      ) : rows.length === 0 ? (
        <section class="notice" data-testid="no-sessions">
          <h3>{t('conn.none_ended')}</h3>
        </section>
      ) : (
        <>
          <VirtualTable
            label={t('conn.ended')}
            testId="ended-table"
            columns={columns}
            rows={rows}
            scroller={scroller}
            cell={({ session }, id) =>
              id === 'stream' ? (
                <StreamLink node={session.node} name={session.stream} />
              ) : (
                <Text text={cellText(page, session, id)} />
              )
            }
            title={({ session }, id) => titleOf(page, session, id)}
            {...(phone && {
              cardHeight: 84,
              card: ({ session }: { session: SessionRecord }) => (
                <>
                  <div class="line">
                    <StreamLink node={session.node} name={session.stream} />
                    <span class="link">{cellText(page, session, 'ended')}</span>
                  </div>
                  <div class="line second">
                    <span>
                      <b>{protocolName(session.protocol)}</b> {t(`conn.${session.role}`)}
                    </span>
                    <span class="source" dir="auto">
                      {session.remote_addr ?? ''}
                    </span>
                    <span class="link">
                      {[
                        cellText(page, session, 'duration'),
                        cellText(page, session, 'bytes'),
                      ].join(' · ')}
                    </span>
                  </div>
                  <div class="line second">
                    <span>{cellText(page, session, 'cause')}</span>
                  </div>
                </>
              ),
            })}
          />
          <LoadMore {...records} />
        </>
      )}
    </>
  );
}

/** RFC 3339 of so many seconds ago, by the server's clock; whole minutes, so that the link rests. */
const pastText = ({ client }: Page, seconds: number): string =>
  new Date(Math.floor((client.clock.nowMs() - seconds * 1000) / 60_000) * 60_000).toISOString();

type Id =
  | 'ended'
  | 'stream'
  | 'role'
  | 'protocol'
  | 'node'
  | 'address'
  | 'started'
  | 'duration'
  | 'bytes'
  | 'rate'
  | 'loss'
  | 'cause';

const columnsOf = ({ t }: Page): TableColumn<Id>[] => [
  { id: 'ended', label: t('conn.to'), width: 120, givesWay: 0 },
  { id: 'stream', label: t('col.name'), width: 140, givesWay: 0, wide: true },
  { id: 'role', label: t('conn.role'), width: 88, givesWay: 2 },
  { id: 'protocol', label: t('conn.protocol'), width: 84, givesWay: 1 },
  { id: 'node', label: t('detail.node'), width: 88, givesWay: 9 },
  { id: 'address', label: t('conn.address'), width: 160, givesWay: 5 },
  { id: 'started', label: t('conn.from'), width: 120, givesWay: 10 },
  { id: 'duration', label: t('conn.lasted'), width: 92, givesWay: 3, right: true },
  { id: 'bytes', label: t('conn.bytes'), width: 98, givesWay: 4, right: true },
  { id: 'rate', label: 'Ø', unit: 'Mbit/s', width: 84, givesWay: 8, right: true },
  {
    id: 'loss',
    label: t('conn.worst_loss'),
    title: t('conn.worst_loss_title'),
    width: 104,
    givesWay: 7,
    right: true,
  },
  { id: 'cause', label: t('conn.cause'), width: 160, givesWay: 6 },
];

const Text = ({ text }: { text: string }) => (
  <span class={text === kNone ? 'none' : ''}>{text}</span>
);

/** What the media was: of a publisher what came in, of a reader what went out. */
const bytesOf = (session: SessionRecord): number | null | undefined =>
  session.role === 'publisher' ? session.inbound_bytes : session.outbound_bytes;

const kCauses: ReadonlySet<string> = new Set([
  'server_restarted',
  'protocol_off',
  'path_removed',
  'publisher_replaced',
  'publisher_ended',
  'read_timeout',
  'reader_timeout',
]);

const causeText = ({ t }: Page, cause: string | null | undefined): string =>
  cause ? (kCauses.has(cause) ? t(`cause.${cause}` as Word) : cause) : kNone;

function cellText(page: Page, session: SessionRecord, id: Id): string {
  const { t, f } = page;
  switch (id) {
    case 'ended':
      return f.dayTime(Date.parse(session.ended));
    case 'started':
      return f.dayTime(session.started ? Date.parse(session.started) : undefined);
    case 'role':
      return t(`conn.${session.role}`);
    case 'protocol':
      return protocolName(session.protocol);
    case 'node':
      return session.node;
    case 'address':
      return session.remote_addr ?? kNone;
    case 'duration':
      return f.duration(
        session.started
          ? (Date.parse(session.ended) - Date.parse(session.started)) / 1000
          : undefined,
      );
    case 'bytes':
      return f.bytes(bytesOf(session));
    case 'rate':
      return f.megabits(session.mean_bits_per_second);
    case 'loss':
      return f.percent(session.worst_loss_ratio ?? session.worst_link_loss_ratio, 2);
    case 'cause':
      return causeText(page, session.cause);
    default:
      return kNone;
  }
}

function titleOf(page: Page, session: SessionRecord, id: Id): string | undefined {
  const { f } = page;
  switch (id) {
    case 'ended':
      return f.dateTime(Date.parse(session.ended));
    case 'started':
      return session.started ? f.dateTime(Date.parse(session.started)) : undefined;
    case 'stream':
      return session.stream;
    case 'address':
      return (
        [session.remote_addr, session.user, session.user_agent].filter(Boolean).join(' · ') ||
        undefined
      );
    case 'cause':
      return causeText(page, session.cause);
    default:
      return undefined;
  }
}
