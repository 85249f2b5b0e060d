import type { RefObject } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import {
  fittingColumns,
  gridTemplate,
  type Column,
  type ColumnId,
  type SortColumn,
} from '../data/columns';
import { readersOf, type Row } from '../data/rows';
import type { Stream } from '../data/wire';
import { kNone } from '../i18n/format';
import { chosenColumns } from './columns_menu';
import { usePage } from './context';
import { useRowFocus } from './row_focus';
import { StreamSpark } from './spark';
import { StateBadge } from './state_badge';
import { cellText, cellTitle, cellTone } from './stream_cell_text';
import { isSelected, StreamLink } from './stream_link';
import { color } from './theme';
import { kHeadHeight, kRowHeight, TableFrame, useWidth } from './table_frame';

const kUnits: Partial<Record<ColumnId, string>> = {
  in: 'Mbit/s',
  out: 'Mbit/s',
  rtt: 'ms',
  receive: 'Mbit/s',
  capacity: 'Mbit/s',
};
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
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const chosen = chosenColumns(page);
  const columns = useMemo(() => fittingColumns(width, chosen), [width, chosen.join()]);
  useRowFocus(box, rows, activeKey, moves, scroller, kRowHeight, kHeadHeight);
  const sortBy = (column: ColumnId): void => {
    if (column === 'spark') return;
    const again = route.sort.column === column;
    go({
      sort: { column, descending: again ? !route.sort.descending : kDescendingFirst.has(column) },
    });
  };
  const heads = columns.map(({ id, right }) => ({
    id,
    right,
    label: t(`col.${id}`),
    ...(id === 'spark' ? { fixed: true } : { title: t(`col.${id}.long`) }),
    unit: kUnits[id],
  }));
  return (
    <TableFrame
      box={box}
      label={t('table.label')}
      testId="table"
      template={gridTemplate(columns)}
      heads={heads}
      sort={{ ...route.sort, by: sortBy }}
      count={rows.length}
      scroller={scroller}
      hold={props.hold}
      row={(index) => {
        const row = rows[index];
        return (
          row && <TableRow {...props} key={row.key} row={row} index={index} columns={columns} />
        );
      }}
    />
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

interface RowProps extends TableProps {
  row: Row;
  index: number;
  columns: readonly Column[];
}

/** Drawn anew only when something in it reads otherwise: of many ages few do so from one second to the next. */
function TableRow(props: RowProps) {
  const page = usePage();
  const { row, index, columns, activeKey, setActive, severalNodes, until } = props;
  const { client, sparks, route, t, f } = page;
  const { stream, stale } = row;
  const active = activeKey === row.key;
  const ages = kAges.map((column) => cellText(page, column, stream)).join();
  return useMemo(
    () => (
      <div
        role="row"
        aria-rowindex={index + 2}
        class={`row ${isSelected(page, stream) ? 'selected' : ''} ${stale || stream.state === 'gone' ? 'stale' : ''} ${stream.muted_until ? 'quiet' : ''}`}
        style={{ transform: `translateY(${index * kRowHeight}px)` }}
        data-testid="row"
        data-key={row.key}
        onClick={(event) => {
          if ((event.target as HTMLElement).closest('a')) return;
          setActive(row.key);
          page.go({ stream: { node: stream.node, name: stream.name } });
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
              <StreamSpark row={row} until={until} width={76} height={18} />
            ) : column.id === 'name' ? (
              <StreamLink
                stream={stream}
                rowKey={row.key}
                active={active}
                setActive={setActive}
                severalNodes={severalNodes && !columns.some(({ id }) => id === 'node')}
              />
            ) : column.id === 'readers' ? (
              <ReadersCell stream={stream} />
            ) : (
              <Value text={cellText(page, column.id, stream)} tone={cellTone(column.id, stream)} />
            )}
          </div>
        ))}
      </div>
    ),
    [
      color('in'),
      devicePixelRatio,
      client,
      sparks,
      route,
      t,
      f,
      stream,
      stale,
      index,
      columns,
      active,
      severalNodes,
      until,
      sparks.streams.get(row.key)?.version,
      ages,
    ],
  );
}

const kAges: readonly ColumnId[] = ['since', 'changed'];

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
