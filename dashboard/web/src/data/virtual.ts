export interface Span {
  first: number;
  /** One past the last. */
  end: number;
}

/**
 * The rows that must exist: those in view and some beyond, so that a flick does not show blanks.
 * `top` is how far the list is scrolled out above the view's upper edge (negative while it starts below).
 */
export function visibleSpan(
  count: number,
  rowHeight: number,
  top: number,
  viewHeight: number,
  beyond = 8,
): Span {
  const first = Math.floor(top / rowHeight) - beyond;
  const end = Math.ceil((top + viewHeight) / rowHeight) + beyond;
  return { first: Math.min(Math.max(0, first), count), end: Math.min(Math.max(0, end), count) };
}
