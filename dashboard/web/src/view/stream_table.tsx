import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import {
  fittingColumns,
  gridTemplate,
  type Column,
  type ColumnId,
  type SortColumn,
} from '../data/columns';
import { formatRoute } from '../data/route';
import {
  activeReasons,
  lastChange,
  latencyRatio,
  lostOf,
  readersOf,
  type Row,
} from '../data/rows';
import type { Stream } from '../data/wire';
import { kNone } from '../i18n/format';
import { chosenColumns } from './columns_menu';
import { usePage, type Page } from './context';
import { protocolName } from './kpis';
import { useRowFocus } from './row_focus';
import { Spark } from './spark';
import { StateBadge, stateTone } from './state_badge';
import { VirtualRows } from './virtual_rows';

export const kRowHeight = 32;
export const kCardHeight = 64;
const kHeadHeight = 34;
const kUnits: Partial<Record<ColumnId, string>> = {
  in: 'Mbit/s',
  out: 'Mbit/s',
  rtt: 'ms',
  receive: 'Mbit/s',
  capacity: 'Mbit/s',
};
/** Short of time or losing for good: somebody should look. */
const kLowLatencyRatio = 3;

export interface TableProps {
  rows: readonly Row[];
  scroller: RefObject<HTMLElement | null>;
  /** The row that the keyboard is on. */
  activeKey: string | undefined;
  setActive: (key: string) => void;
  /** Counts keyboard moves: after one the active row is brought into view and focused. */
  moves: number;
  severalNodes: boolean;
  until: number;
  hold: (held: boolean) => void;
}

export function StreamTable(props: TableProps) {
  const page = usePage();
  const { t, route, go } = page;
  const { rows, scroller, activeKey, moves } = props;
  const table = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1000);
  useLayoutEffect(() => {
    const element = table.current;
    if (!element) return undefined;
    const resized = new ResizeObserver(() => setWidth(element.clientWidth));
    resized.observe(element);
    setWidth(element.clientWidth);
    return () => resized.disconnect();
  }, []);
  const columns = fittingColumns(width, chosenColumns(page));
  useRowFocus(table, rows, activeKey, moves, scroller, kRowHeight, kHeadHeight);
  const sortBy = (column: SortColumn): void => {
    const again = route.sort.column === column;
    go({
      sort: { column, descending: again ? !route.sort.descending : kDescendingFirst.has(column) },
    });
  };
  return (
    <div
      class="table"
      ref={table}
      role="table"
      aria-label={t('table.label')}
      aria-rowcount={rows.length + 1}
      data-testid="table"
      style={{ '--cols': gridTemplate(columns) }}
      onPointerEnter={(event) => event.pointerType === 'mouse' && props.hold(true)}
      onPointerLeave={() => props.hold(false)}
    >
      <div class="head" role="rowgroup">
        <div class="row" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <HeadCell key={column.id} column={column} sortBy={sortBy} />
          ))}
        </div>
      </div>
      <VirtualRows
        count={rows.length}
        rowHeight={kRowHeight}
        scroller={scroller}
        role="rowgroup"
        render={(index) => {
          const row = rows[index];
          return (
            row && <TableRow {...props} key={row.key} row={row} index={index} columns={columns} />
          );
        }}
      />
    </div>
  );
}

/** Numbers are looked at from the largest down. */
const kDescendingFirst: ReadonlySet<SortColumn> = new Set([
  'in',
  'out',
  'tracks',
  'readers',
  'rtt',
  'lost',
  'errors',
  'loss',
  'total_in',
  'total_out',
  'receive',
  'capacity',
]);

function HeadCell({ column, sortBy }: { column: Column; sortBy: (column: SortColumn) => void }) {
  const { t, route } = usePage();
  const side = column.right ? 'right' : '';
  const { id } = column;
  if (id === 'spark')
    return (
      <div role="columnheader" class="cell">
        <span>{t('col.spark')}</span>
      </div>
    );
  const sorted =
    route.sort.column === id ? (route.sort.descending ? 'descending' : 'ascending') : 'none';
  return (
    <div role="columnheader" class={`cell ${side}`} aria-sort={sorted}>
      <button
        type="button"
        title={t(`col.${id}.long`)}
        onClick={() => sortBy(id)}
        data-testid={`sort-${id}`}
      >
        {t(`col.${id}`)}
        {kUnits[id] && <span class="unit"> {kUnits[id]}</span>}
        <span class="arrow" aria-hidden="true">
          {sorted === 'none' ? '' : sorted === 'ascending' ? '↑' : '↓'}
        </span>
      </button>
    </div>
  );
}

interface RowProps extends TableProps {
  row: Row;
  index: number;
}

function TableRow({
  row,
  index,
  columns,
  activeKey,
  setActive,
  severalNodes,
  until,
}: RowProps & { columns: readonly Column[] }) {
  const page = usePage();
  const { go } = page;
  const { stream } = row;
  const selected = isSelected(page, stream);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      class={`row ${selected ? 'selected' : ''} ${row.stale || stream.state === 'gone' ? 'stale' : ''} ${stream.muted_until ? 'quiet' : ''}`}
      style={{ transform: `translateY(${index * kRowHeight}px)` }}
      data-testid="row"
      data-key={row.key}
      onClick={(event) => {
        if ((event.target as HTMLElement).closest('a')) return;
        setActive(row.key);
        go({ stream: { node: stream.node, name: stream.name } });
      }}
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="cell"
          class={`cell ${column.right ? 'right' : ''} c-${column.id}`}
          title={cellTitle(page, column.id, stream)}
        >
          {column.id === 'state' ? (
            <StateBadge stream={stream} />
          ) : column.id === 'spark' ? (
            <Spark
              ring={page.sparks.streams.get(row.key)}
              until={until}
              width={76}
              height={18}
              tone={stream.state === 'stalled' ? 'bad' : 'in'}
            />
          ) : column.id === 'name' ? (
            <NameLink
              stream={stream}
              rowKey={row.key}
              active={activeKey === row.key}
              setActive={setActive}
              severalNodes={severalNodes && !columns.some(({ id }) => id === 'node')}
            />
          ) : column.id === 'readers' ? (
            <ReadersCell stream={stream} />
          ) : (
            <Value
              text={cellText(page, column.id, stream)}
              tone={cellTone(column.id, stream)}
            />
          )}
        </div>
      ))}
    </div>
  );
}

const isSelected = ({ route }: Page, stream: Stream): boolean =>
  route.stream?.node === stream.node && route.stream.name === stream.name;

interface NameProps {
  stream: Stream;
  rowKey: string;
  active: boolean;
  setActive: (key: string) => void;
  severalNodes: boolean;
}

/** A real link: it opens in a new tab too. Only the active row's can be reached with Tab, the others with arrows. */
function NameLink({ stream, rowKey, active, setActive, severalNodes }: NameProps) {
  const page = usePage();
  return (
    <>
      <a
        href={formatRoute({ ...page.route, stream: { node: stream.node, name: stream.name } })}
        tabIndex={active ? 0 : -1}
        dir="auto"
        title={stream.title ? `${stream.name}\n${stream.title}` : stream.name}
        aria-current={isSelected(page, stream) ? 'true' : undefined}
        onFocus={() => setActive(rowKey)}
        data-testid="row-name"
      >
        {stream.name}
      </a>
      {severalNodes && <small>{stream.node}</small>}
    </>
  );
}

const Value = ({ text, tone }: { text: string; tone?: string | undefined }) => (
  <span class={text === kNone ? 'none' : tone}>{text}</span>
);

/** The server's number, and those of them who do not respond apart. */
function ReadersCell({ stream }: { stream: Stream }) {
  const { t, f } = usePage();
  const silent = stream.state === 'gone' ? 0 : (stream.readers_silent ?? 0);
  return (
    <>
      {silent > 0 && (
        <small class="warn" title={t.plural('readers.silent', silent)}>
          {t('readers.silent_short', { n: f.count(silent) })}
        </small>
      )}
      <Value text={f.count(readersOf(stream))} />
    </>
  );
}

export function sourceText({ t }: Page, stream: Stream): string {
  const { source } = stream;
  if (!source?.protocol && source?.kind !== 'redirect') return kNone;
  if (source.kind === 'redirect') return t('source.redirect');
  const protocol = protocolName(source.protocol ?? '');
  return source.kind === 'static' ? t('source.static', { protocol }) : protocol;
}

/** "H264 720p", the rest in the title. */
function tracksText({ tracks }: Stream): string {
  const video = tracks?.find((track) => track.height) ?? tracks?.[0];
  if (!video?.codec) return kNone;
  return video.height ? `${video.codec} ${video.height}p` : video.codec;
}

function tracksTitle({ tracks }: Stream): string | undefined {
  const lines = (tracks ?? []).map(({ codec, width, height, profile }) =>
    [codec, width && height ? `${width}×${height}` : '', profile].filter(Boolean).join(' '),
  );
  return lines.join('\n') || undefined;
}

function cellTone(column: ColumnId, stream: Stream): string | undefined {
  const ratio = column === 'latency' ? latencyRatio(stream) : undefined;
  if (ratio !== undefined && ratio < kLowLatencyRatio) return 'warn';
  if (column === 'lost' && (lostOf(stream) ?? 0) > 0) return 'warn';
  return undefined;
}

function cellText(page: Page, column: ColumnId, stream: Stream): string {
  const { f, client } = page;
  switch (column) {
    case 'node':
      return stream.node;
    case 'source':
      return sourceText(page, stream);
    case 'since':
      return f.duration(client.clock.ageSeconds(stream.since));
    case 'in':
      return f.megabits(stream.inbound_bits_per_second);
    case 'out':
      return f.megabits(stream.outbound_bits_per_second);
    case 'tracks':
      return tracksText(stream);
    case 'rtt':
      return f.milliseconds(stream.rtt_seconds);
    case 'lost':
      return f.percent(lostOf(stream), 2);
    case 'latency': {
      const ratio = latencyRatio(stream);
      return ratio === undefined ? kNone : `${f.fixed(ratio, 1)} ×`;
    }
    case 'errors':
      return f.count(stream.inbound_frames_in_error_total);
    case 'changed': {
      const change = lastChange(stream);
      return change === undefined
        ? kNone
        : f.duration(Math.max(0, (client.clock.nowMs() - change) / 1000));
    }
    case 'loss':
      return f.percent(stream.link_loss_ratio, 2);
    case 'total_in':
      return f.bytes(stream.inbound_bytes_total);
    case 'total_out':
      return f.bytes(stream.outbound_bytes_total);
    case 'receive':
      return f.megabits(stream.receive_bits_per_second);
    case 'capacity':
      return f.megabits(stream.link_capacity_bits_per_second, 0);
    default:
      return '';
  }
}

function cellTitle({ t, f }: Page, column: ColumnId, stream: Stream): string | undefined {
  switch (column) {
    case 'readers':
      return (
        [
          ...Object.entries(stream.readers_by_protocol ?? {}).map(
            ([p, n]) => `${f.count(n)} ${protocolName(p)}`,
          ),
          stream.readers_silent ? t.plural('readers.silent', stream.readers_silent) : '',
        ]
          .filter(Boolean)
          .join(', ') || undefined
      );
    case 'since':
      return stream.since ? f.dateTime(Date.parse(stream.since)) : undefined;
    case 'changed':
      return f.dateTime(lastChange(stream));
    case 'tracks':
      return tracksTitle(stream);
    case 'latency':
      return typeof stream.latency_seconds === 'number'
        ? `${t('col.latency_of', { ms: f.milliseconds(stream.latency_seconds) })}`
        : undefined;
    case 'state':
      return (
        activeReasons(stream.reasons)
          .map((reason) => t.sentence(reason.text ?? reason.code))
          .join('\n') || undefined
      );
    default:
      return undefined;
  }
}

/** The same rows on a phone: two lines each. */
export function StreamCards({
  rows,
  scroller,
  activeKey,
  setActive,
  moves,
  severalNodes,
  until,
}: TableProps) {
  const page = usePage();
  const { t, f, go, sparks } = page;
  const list = useRef<HTMLDivElement>(null);
  useRowFocus(list, rows, activeKey, moves, scroller, kCardHeight, 0);
  return (
    <div class="cards" ref={list} aria-label={t('table.label')} role="group" data-testid="cards">
      <VirtualRows
        count={rows.length}
        rowHeight={kCardHeight}
        scroller={scroller}
        role="list"
        render={(index) => {
          const row = rows[index];
          if (!row) return null;
          const { stream } = row;
          const link = [
            stream.rtt_seconds != null ? `${f.milliseconds(stream.rtt_seconds)} ms` : '',
            (lostOf(stream) ?? 0) > 0 ? f.percent(lostOf(stream), 2) : '',
          ].filter(Boolean);
          const readers = readersOf(stream);
          return (
            <div
              role="listitem"
              key={row.key}
              class={`card ${row.stale || stream.state === 'gone' ? 'stale' : ''}`}
              data-testid="row"
              data-key={row.key}
              style={{ transform: `translateY(${index * kCardHeight}px)` }}
              onClick={(event) => {
                if (!(event.target as HTMLElement).closest('a'))
                  go({ stream: { node: stream.node, name: stream.name } });
              }}
            >
              <div class="line">
                <span class={`shape ${stateTone(stream)}`}>
                  <StateBadge stream={stream} />
                </span>
                <NameLink
                  stream={stream}
                  rowKey={row.key}
                  active={activeKey === row.key}
                  setActive={setActive}
                  severalNodes={false}
                />
                <Spark
                  ring={sparks.streams.get(row.key)}
                  until={until}
                  width={52}
                  height={16}
                  tone={stream.state === 'stalled' ? 'bad' : 'in'}
                />
              </div>
              <div class="line second">
                <span class="rate">
                  <b>{f.megabits(stream.inbound_bits_per_second)}</b> Mbit/s
                </span>
                <span class="source">{sourceText(page, stream)}</span>
                {severalNodes && <span class="node">{stream.node}</span>}
                <span class="readers">
                  {readers === undefined ? '' : t.plural('row.readers', readers)}
                </span>
                <span class="link">{link.join(' · ')}</span>
              </div>
            </div>
          );
        }}
      />
    </div>
  );
}
