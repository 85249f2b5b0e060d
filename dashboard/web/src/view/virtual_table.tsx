import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { fitColumns, type Fitting } from '../data/fit_columns';
import { kMoveEvent } from './keys';
import { useRowFocus } from './row_focus';
import { VirtualRows } from './virtual_rows';

const kRowHeight = 32;
const kHeadHeight = 34;

export interface TableColumn<Id extends string> extends Fitting {
  id: Id;
  label: string;
  /** What the heading has no room for. */
  title?: string;
  unit?: string;
  right?: boolean;
  /** Takes what is left of the width. */
  wide?: boolean;
}

interface Props<Id extends string, Row extends { key: string }> {
  label: string;
  testId: string;
  columns: readonly TableColumn<Id>[];
  rows: readonly Row[];
  scroller: RefObject<HTMLElement | null>;
  /** Without it the rows are in an order of their own. */
  sort?: { column: Id; descending: boolean; by: (column: Id) => void };
  /** Their order is to stay, because somebody points at them. */
  hold?: (held: boolean) => void;
  cell: (row: Row, column: Id) => ComponentChildren;
  title: (row: Row, column: Id) => string | undefined;
  /** On a phone: the two lines of a card instead of cells. */
  card?: (row: Row) => ComponentChildren;
  cardHeight?: number;
  tone?: (row: Row) => string;
}

/**
 * A table of thousands of rows, of which only those in view exist. With j, k and arrows the focus goes from the link of one row
 * to that of the next; columns that have no room are left out whole.
 */
export function VirtualTable<Id extends string, Row extends { key: string }>(
  props: Props<Id, Row>,
) {
  const { rows, scroller, sort, card } = props;
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1200);
  const [active, setActive] = useState<string>();
  const [moves, setMoves] = useState(0);
  const rowHeight = card ? (props.cardHeight ?? 64) : kRowHeight;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const resized = new ResizeObserver(() => setWidth(element.clientWidth));
    resized.observe(element);
    setWidth(element.clientWidth);
    return () => resized.disconnect();
  }, []);
  useEffect(() => {
    const move = (event: Event): void => {
      const at = rows.findIndex((row) => row.key === active);
      const next = at + (event as CustomEvent<number>).detail;
      const row = rows[at < 0 ? 0 : Math.min(Math.max(0, next), rows.length - 1)];
      if (!row) return;
      setActive(row.key);
      setMoves((n) => n + 1);
    };
    addEventListener(kMoveEvent, move);
    return () => removeEventListener(kMoveEvent, move);
  });
  useRowFocus(box, rows, active, moves, scroller, rowHeight, card ? 0 : kHeadHeight);

  if (card)
    return (
      <div class="cards" ref={box} role="group" aria-label={props.label} data-testid={props.testId}>
        <VirtualRows
          count={rows.length}
          rowHeight={rowHeight}
          scroller={scroller}
          role="list"
          render={(index) => {
            const row = rows[index];
            return (
              row && (
                <div
                  role="listitem"
                  key={row.key}
                  class={`card ${props.tone?.(row) ?? ''}`}
                  data-testid="row"
                  data-key={row.key}
                  style={{
                    transform: `translateY(${index * rowHeight}px)`,
                    height: `${rowHeight}px`,
                  }}
                  onFocusIn={() => setActive(row.key)}
                >
                  {card(row)}
                </div>
              )
            );
          }}
        />
      </div>
    );

  const columns = fitColumns(props.columns, width);
  const template = columns
    .map((column) => (column.wide ? `minmax(${column.width}px, 1fr)` : `${column.width}px`))
    .join(' ');
  return (
    <div
      class="table plain-rows"
      ref={box}
      role="table"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      data-testid={props.testId}
      style={{ '--cols': template }}
      onPointerEnter={(event) => event.pointerType === 'mouse' && props.hold?.(true)}
      onPointerLeave={() => props.hold?.(false)}
    >
      <div class="head" role="rowgroup">
        <div class="row" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <Head key={column.id} column={column} sort={sort} />
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
            row && (
              <div
                role="row"
                aria-rowindex={index + 2}
                key={row.key}
                class={`row ${props.tone?.(row) ?? ''}`}
                data-testid="row"
                data-key={row.key}
                style={{ transform: `translateY(${index * kRowHeight}px)` }}
                onFocusIn={() => setActive(row.key)}
              >
                {columns.map(({ id, right }) => (
                  <div
                    key={id}
                    role="cell"
                    class={`cell ${right ? 'right' : ''} c-${id}`}
                    title={props.title(row, id)}
                  >
                    {props.cell(row, id)}
                  </div>
                ))}
              </div>
            )
          );
        }}
      />
    </div>
  );
}

function Head<Id extends string>({
  column,
  sort,
}: {
  column: TableColumn<Id>;
  sort: { column: Id; descending: boolean; by: (column: Id) => void } | undefined;
}) {
  const { id, label, unit, right, title } = column;
  const side = right ? 'right' : '';
  const words = (
    <>
      {label}
      {unit && <span class="unit"> {unit}</span>}
    </>
  );
  if (!sort)
    return (
      <div role="columnheader" class={`cell ${side}`} title={title}>
        <span>{words}</span>
      </div>
    );
  const sorted = sort.column === id ? (sort.descending ? 'descending' : 'ascending') : 'none';
  return (
    <div role="columnheader" class={`cell ${side}`} aria-sort={sorted} title={title}>
      <button type="button" onClick={() => sort.by(id)} data-testid={`sort-${id}`}>
        {words}
        <span class="arrow" aria-hidden="true">
          {sorted === 'none' ? '' : sorted === 'ascending' ? '↑' : '↓'}
        </span>
      </button>
    </div>
  );
}
