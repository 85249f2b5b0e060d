import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { fittingColumns, gridTemplate, type Column, type ColumnId } from '../data/columns';
import { formatRoute } from '../data/route';
import { activeReasons, lossOf, readersOf, type Row, type SortColumn } from '../data/rows';
import type { Stream } from '../data/wire';
import { kNone } from '../i18n/format';
import { usePage, type Page } from './context';
import { protocolName } from './kpis';
import { useRowFocus } from './row_focus';
import { Spark } from './spark';
import { StateBadge, stateTone } from './state_badge';
import { VirtualRows } from './virtual_rows';

export const kRowHeight = 32;
export const kCardHeight = 64;
const kHeadHeight = 34;
const kUnits: Partial<Record<ColumnId, string>> = { in: 'Mbit/s', out: 'Mbit/s', rtt: 'ms' };

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
  const { t, route, go } = usePage();
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
  const columns = fittingColumns(width);
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
const kDescendingFirst: ReadonlySet<SortColumn> = new Set(['in', 'out', 'readers', 'rtt', 'loss']);

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
      <button type="button" onClick={() => sortBy(id)} data-testid={`sort-${id}`}>
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
      class={`row ${selected ? 'selected' : ''} ${row.stale || stream.state === 'gone' ? 'stale' : ''}`}
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
              severalNodes={severalNodes}
            />
          ) : (
            <Value text={cellText(page, column.id, stream)} />
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

const Value = ({ text }: { text: string }) => (
  <span class={text === kNone ? 'none' : ''}>{text}</span>
);

export function sourceText({ t }: Page, stream: Stream): string {
  const { source } = stream;
  if (!source?.protocol && source?.kind !== 'redirect') return kNone;
  if (source.kind === 'redirect') return t('source.redirect');
  const protocol = protocolName(source.protocol ?? '');
  return source.kind === 'static' ? t('source.static', { protocol }) : protocol;
}

function cellText(page: Page, column: ColumnId, stream: Stream): string {
  const { f, client } = page;
  switch (column) {
    case 'source':
      return sourceText(page, stream);
    case 'in':
      return f.megabits(stream.inbound_bits_per_second);
    case 'out':
      return f.megabits(stream.outbound_bits_per_second);
    case 'readers':
      return f.count(readersOf(stream));
    case 'rtt':
      return f.milliseconds(stream.rtt_seconds);
    case 'loss':
      return f.percent(lossOf(stream), 2);
    case 'since':
      return f.duration(client.clock.ageSeconds(stream.since));
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
            lossOf(stream) != null ? f.percent(lossOf(stream)) : '',
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
