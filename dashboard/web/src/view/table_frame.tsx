import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { VirtualRows } from './virtual_rows';

export const kRowHeight = 32;
export const kHeadHeight = 34;

export interface Head<Id extends string> {
  id: Id;
  label: string;
  /** What the heading has no room for. */
  title?: string | undefined;
  unit?: string | undefined;
  right?: boolean | undefined;
  /** Nobody sorts by it. */
  fixed?: boolean;
}

export interface Sorting<Id extends string> {
  column: Id;
  descending: boolean;
  by: (column: Id) => void;
}

interface Props<Id extends string> {
  box: RefObject<HTMLDivElement | null>;
  label: string;
  testId: string;
  look?: string;
  /** The widths of the columns, as CSS says them. */
  template: string;
  heads: readonly Head<Id>[];
  /** Without it the rows are in an order of their own. */
  sort?: Sorting<Id> | undefined;
  count: number;
  scroller: RefObject<HTMLElement | null>;
  /** The order of the rows is to stay, because somebody points at them. */
  hold?: ((held: boolean) => void) | undefined;
  row: (index: number) => ComponentChildren;
}

/** A table of thousands of rows below its headings, of which only those in view exist. */
export function TableFrame<Id extends string>(props: Props<Id>) {
  // A table that goes away below the pointer is never told that the pointer left.
  useEffect(() => () => props.hold?.(false), [props.hold]);
  return (
    <div
      class={`table ${props.look ?? ''}`}
      ref={props.box}
      role="table"
      aria-label={props.label}
      aria-rowcount={props.count + 1}
      data-testid={props.testId}
      style={{ '--cols': props.template }}
      onPointerEnter={(event) => event.pointerType === 'mouse' && props.hold?.(true)}
      onPointerLeave={() => props.hold?.(false)}
    >
      <div class="head" role="rowgroup">
        <div class="row" role="row" aria-rowindex={1}>
          {props.heads.map((head) => (
            <HeadCell key={head.id} head={head} sort={head.fixed ? undefined : props.sort} />
          ))}
        </div>
      </div>
      <VirtualRows
        count={props.count}
        rowHeight={kRowHeight}
        scroller={props.scroller}
        role="rowgroup"
        render={props.row}
      />
    </div>
  );
}

function HeadCell<Id extends string>({
  head: { id, label, title, unit, right },
  sort,
}: {
  head: Head<Id>;
  sort: Sorting<Id> | undefined;
}) {
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
    <div role="columnheader" class={`cell ${side}`} aria-sort={sorted}>
      <button type="button" title={title} onClick={() => sort.by(id)} data-testid={`sort-${id}`}>
        {words}
        <span class="arrow" aria-hidden="true">
          {sorted === 'none' ? '' : sorted === 'ascending' ? '↑' : '↓'}
        </span>
      </button>
    </div>
  );
}

/** Of an element, in px, as it is now. */
export function useWidth(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(1000);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const resized = new ResizeObserver(() => setWidth(element.clientWidth));
    resized.observe(element);
    setWidth(element.clientWidth);
    return () => resized.disconnect();
  }, [box]);
  return width;
}
