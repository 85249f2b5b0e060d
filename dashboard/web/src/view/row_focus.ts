import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { revealRow } from './virtual_rows';

/** After a key: shows the active row and focuses its link, which exists only once it is in view. */
export function useRowFocus(
  box: RefObject<HTMLElement | null>,
  rows: readonly { key: string }[],
  activeKey: string | undefined,
  moves: number,
  scroller: RefObject<HTMLElement | null>,
  rowHeight: number,
  headHeight: number,
): void {
  const done = useRef(moves);
  useEffect(() => {
    if (done.current === moves) return;
    const index = rows.findIndex((row) => row.key === activeKey);
    const list = box.current?.querySelector<HTMLElement>('.rows');
    if (index < 0 || !list || !scroller.current) return;
    done.current = moves;
    revealRow(scroller.current, list, index, rowHeight, headHeight);
    requestAnimationFrame(() => {
      const link = [...list.querySelectorAll<HTMLElement>('[data-key]')]
        .find((row) => row.dataset.key === activeKey)
        ?.querySelector('a');
      link?.focus({ preventScroll: true });
    });
  });
}
