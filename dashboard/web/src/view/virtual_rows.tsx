import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { visibleSpan, type Span } from '../data/virtual';

interface Props {
  count: number;
  rowHeight: number;
  /** The element that scrolls; the list is somewhere inside of it. */
  scroller: RefObject<HTMLElement | null>;
  role: 'list' | 'rowgroup';
  render: (index: number) => ComponentChildren;
}

/** A list of rows of one height, of which only those in view exist. A row keeps its element while it is scrolled. */
export function VirtualRows({ count, rowHeight, scroller, role, render }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const [span, setSpan] = useState<Span>({ first: 0, end: 40 });
  const measure = useRef(() => {});
  measure.current = () => {
    const view = scroller.current;
    if (!view || !list.current) return;
    const top = view.getBoundingClientRect().top - list.current.getBoundingClientRect().top;
    const next = visibleSpan(count, rowHeight, top, view.clientHeight);
    setSpan((now) => (now.first === next.first && now.end === next.end ? now : next));
  };
  useLayoutEffect(() => measure.current());
  useEffect(() => {
    const view = scroller.current;
    if (!view) return undefined;
    const changed = (): void => measure.current();
    view.addEventListener('scroll', changed, { passive: true });
    const resized = new ResizeObserver(changed);
    resized.observe(view);
    return () => {
      view.removeEventListener('scroll', changed);
      resized.disconnect();
    };
  }, [scroller]);
  const rows: ComponentChildren[] = [];
  for (let index = span.first; index < Math.min(span.end, count); index += 1)
    rows.push(render(index));
  return (
    <div ref={list} class="rows" role={role} style={{ height: `${count * rowHeight}px` }}>
      {rows}
    </div>
  );
}

/** Brings a row into view below the sticky head. */
export function revealRow(
  view: HTMLElement,
  list: HTMLElement,
  index: number,
  rowHeight: number,
  headHeight: number,
): void {
  const top =
    list.getBoundingClientRect().top - view.getBoundingClientRect().top + index * rowHeight;
  if (top < headHeight) view.scrollTop += top - headHeight;
  else if (top + rowHeight > view.clientHeight)
    view.scrollTop += top + rowHeight - view.clientHeight + 8;
}
