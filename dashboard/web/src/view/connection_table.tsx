import type { RefObject } from 'preact';
import {
  discardsOf,
  headroomOf,
  lossOfConnection,
  transportOf,
  type ConnectionColumn,
  type ConnectionRow,
} from '../data/connections';
import type { ConnectionQuery } from '../data/connection_query';
import { formatRoute } from '../data/route';
import { kNone } from '../i18n/format';
import { ConnectionHealth, useHealthTitle } from './connection_health';
import { kPhone, useMedia, usePage, type Page } from './context';
import { protocolName } from './kpis';
import { VirtualTable, type TableColumn } from './virtual_table';

interface Props {
  rows: readonly ConnectionRow[];
  sort: ConnectionQuery['sort'];
  sortBy: (column: ConnectionColumn) => void;
  scroller: RefObject<HTMLElement | null>;
  hold: (held: boolean) => void;
  severalNodes: boolean;
}

export function ConnectionTable({ rows, sort, sortBy, scroller, hold, severalNodes }: Props) {
  const page = usePage();
  const { t, f } = page;
  const phone = useMedia(kPhone);
  const healthTitle = useHealthTitle();
  const columns = columnsOf(page).filter(({ id }) => severalNodes || id !== 'node');
  const cell = ({ connection }: ConnectionRow, id: ConnectionColumn) => {
    if (id === 'state') return <ConnectionHealth connection={connection} />;
    if (id === 'stream') return <StreamLink node={connection.node} name={connection.stream} />;
    const text = cellText(page, connection, id);
    if (id === 'headroom' && text !== kNone) return <Headroom ratio={headroomOf(connection)} />;
    return (
      <span class={text === kNone ? 'none' : ''} dir={id === 'agent' ? 'auto' : undefined}>
        {text}
        {id === 'role' && connection.internal && <small> {t('conn.internal')}</small>}
      </span>
    );
  };
  const title = ({ connection }: ConnectionRow, id: ConnectionColumn): string | undefined => {
    switch (id) {
      case 'state':
        return healthTitle(connection);
      case 'stream':
        return connection.stream ?? undefined;
      case 'role':
        return connection.internal ? t('conn.internal_title') : undefined;
      case 'address':
        return [connection.remote_addr, connection.user].filter(Boolean).join(' · ') || undefined;
      case 'agent':
        return connection.user_agent ?? undefined;
      case 'since':
        return connection.created ? f.dateTime(Date.parse(connection.created)) : undefined;
      default:
        return undefined;
    }
  };
  return (
    <VirtualTable
      label={t('conn.title')}
      testId="connection-table"
      columns={columns}
      rows={rows}
      scroller={scroller}
      sort={{ ...sort, by: sortBy }}
      hold={hold}
      cell={cell}
      title={title}
      {...(phone && {
        card: ({ connection }: ConnectionRow) => (
          <>
            <div class="line">
              <ConnectionHealth connection={connection} />
              <StreamLink node={connection.node} name={connection.stream} />
            </div>
            <div class="line second">
              <span>
                <b>{cellText(page, connection, 'protocol')}</b> {cellText(page, connection, 'role')}
              </span>
              <span class="source" dir="auto">
                {connection.remote_addr ?? ''}
              </span>
              <span class="link">
                {[
                  `${f.megabits(rateOf(connection))} Mbit/s`,
                  lossOfConnection(connection) !== undefined &&
                    f.percent(lossOfConnection(connection)),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </div>
          </>
        ),
      })}
    />
  );
}

const columnsOf = ({ t }: Page): TableColumn<ConnectionColumn>[] => [
  { id: 'state', label: t('col.state'), width: 190, givesWay: 0 },
  { id: 'stream', label: t('col.name'), width: 126, givesWay: 0, wide: true },
  { id: 'role', label: t('conn.role'), width: 120, givesWay: 2 },
  { id: 'protocol', label: t('conn.protocol'), width: 96, givesWay: 1 },
  { id: 'node', label: t('detail.node'), width: 88, givesWay: 9 },
  { id: 'address', label: t('conn.address'), width: 160, givesWay: 5 },
  { id: 'agent', label: t('conn.agent'), width: 108, givesWay: 12 },
  { id: 'since', label: t('col.since'), width: 104, givesWay: 8, right: true },
  { id: 'in', label: t('col.in'), unit: 'Mbit/s', width: 78, givesWay: 3, right: true },
  { id: 'out', label: t('col.out'), unit: 'Mbit/s', width: 82, givesWay: 4, right: true },
  { id: 'rtt', label: t('col.rtt'), unit: 'ms', width: 62, givesWay: 6, right: true },
  {
    id: 'loss',
    label: t('conn.loss'),
    title: t('conn.loss_title'),
    width: 68,
    givesWay: 7,
    right: true,
  },
  {
    id: 'headroom',
    label: t('conn.headroom'),
    title: t('conn.headroom_title'),
    width: 106,
    givesWay: 10,
    right: true,
  },
  {
    id: 'discards',
    label: t('conn.discards'),
    title: t('conn.discards_title'),
    width: 86,
    givesWay: 11,
    right: true,
  },
];

export const rateOf = (connection: ConnectionRow['connection']): number | null | undefined =>
  connection.role === 'publisher'
    ? connection.inbound_bits_per_second
    : connection.outbound_bits_per_second;

function cellText(
  { t, f, client }: Page,
  connection: ConnectionRow['connection'],
  id: ConnectionColumn,
): string {
  switch (id) {
    case 'role':
      return t(`conn.${connection.role}`);
    case 'protocol': {
      const transport = transportOf(connection);
      return protocolName(connection.protocol) + (transport ? `/${transport}` : '');
    }
    case 'node':
      return connection.node;
    case 'address':
      return connection.remote_addr ?? kNone;
    case 'agent':
      return connection.user_agent || kNone;
    case 'since':
      return f.duration(client.clock.ageSeconds(connection.created));
    case 'in':
      return f.megabits(connection.inbound_bits_per_second);
    case 'out':
      return f.megabits(connection.outbound_bits_per_second);
    case 'rtt':
      return f.milliseconds(connection.srt?.rtt_seconds);
    case 'loss':
      return f.percent(lossOfConnection(connection), 2);
    case 'headroom':
      return f.times(headroomOf(connection));
    case 'discards':
      return f.count(discardsOf(connection));
    default:
      return kNone;
  }
}

/** Below 3 round trips most repairs come too late, 4 is the rule of thumb. */
function Headroom({ ratio }: { ratio: number | undefined }) {
  const { f } = usePage();
  const tone = ratio === undefined ? '' : ratio < 3 ? 'bad' : ratio < 4 ? 'warn' : '';
  return <span class={tone}>{f.times(ratio)}</span>;
}

/** Opens the stream; a connection without one has none yet. */
export function StreamLink({ node, name }: { node: string; name: string | null | undefined }) {
  const { route } = usePage();
  if (!name) return <span class="none">{kNone}</span>;
  return (
    <a
      class="name"
      href={formatRoute({ ...route, view: 'streams', stream: { node, name } })}
      dir="auto"
      title={name}
      data-testid="row-name"
    >
      {name}
    </a>
  );
}
