import { kViews, type View } from '../data/route';

/** Sent to whoever shows the list: detail is +1 for the next row, -1 for the previous one. */
export const kMoveEvent = 'mtxmon-move';

export interface KeyActions {
  filter(): void;
  escape(): void;
  /** Enter where it presses nothing, or on the row of the open stream; false when no stream is open. */
  full(): boolean;
  theme(): void;
  pause(): void;
  help(): void;
  view(view: View): void;
}

/** One handler for the whole page. `singleKeys` off leaves only Escape, and arrows inside the list. */
export function handleKey(event: KeyboardEvent, singleKeys: boolean, actions: KeyActions): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = event.target as HTMLElement;
  if (target.closest('dialog')) return;
  if (event.key === 'Escape') {
    actions.escape();
    return;
  }
  if (event.key === 'Enter') {
    const elsewhere = target.closest('a, button, input, select, summary');
    const isOpenRow = elsewhere?.getAttribute('aria-current') === 'true';
    if ((!elsewhere || isOpenRow) && actions.full()) event.preventDefault();
    return;
  }
  const typing = target.closest('input, select, textarea') !== null;
  // From what filters the list an arrow leads into it.
  if (typing && !(event.key === 'ArrowDown' && target.closest('[role="search"]'))) return;
  const inList = target.closest('[data-testid="row"]') !== null;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (!typing && !inList && target !== document.body) return;
    move(event.key === 'ArrowDown' ? 1 : -1);
  } else if (!singleKeys) {
    return;
  } else if (event.key === 'j') move(1);
  else if (event.key === 'k') move(-1);
  else if (event.key === '/') actions.filter();
  else if (event.key === 't') actions.theme();
  else if (event.key === 'p') actions.pause();
  else if (event.key === '?') actions.help();
  else {
    const view = kViews[Number(event.key) - 1];
    if (!view) return;
    actions.view(view);
  }
  event.preventDefault();
}

function move(step: number): void {
  dispatchEvent(new CustomEvent(kMoveEvent, { detail: step }));
}
