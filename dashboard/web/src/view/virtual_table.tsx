import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { fitColumns, type Fitting } from '../data/fit_columns';
import { kMoveEvent } from './keys';
import { useRowFocus } from './row_focus';
import {
  kHeadHeight,
  kRowHeight,
  TableFrame,
  useWidth,
  type Head,
  type Sorting,
} from './table_frame';
import { VirtualRows } from './virtual_rows';

export interface TableColumn<Id extends string> extends Fitting, Head<Id> {
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
  sort?: Sorting<Id>;
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
  const width = useWidth(box);
  const [active, setActive] = useState<string>();
  const [moves, setMoves] = useState(0);
  const rowHeight = card ? (props.cardHeight ?? 64) : kRowHeight;
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
    <TableFrame
      box={box}
      label={props.label}
      testId={props.testId}
      look="plain-rows"
      template={template}
      heads={columns}
      sort={sort}
      count={rows.length}
      scroller={scroller}
      hold={props.hold}
      row={(index) => {
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
  );
}
