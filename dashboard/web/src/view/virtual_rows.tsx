import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
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
  const resized = useRef<ResizeObserver | undefined>(undefined);
  useEffect(() => {
    const view = scroller.current;
    if (!view) return undefined;
    const changed = (): void => measure.current();
    view.addEventListener('scroll', changed, { passive: true });
    resized.current = new ResizeObserver(changed);
    resized.current.observe(view);
    return () => {
      view.removeEventListener('scroll', changed);
      resized.current?.disconnect();
    };
  }, [scroller]);
  // What stands above may have grown. To ask where the list is now would lay out the page at once; an observer that begins
  // anew is called when the browser has done so anyway.
  useEffect(() => {
    const observed = list.current;
    if (!observed) return;
    resized.current?.unobserve(observed);
    resized.current?.observe(observed);
  });
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
