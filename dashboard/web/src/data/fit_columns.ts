export interface Fitting {
  /** Least width in px. */
  width: number;
  /** The columns with the largest numbers give way first when it gets narrow; 0 never. */
  givesWay: number;
}

/** Those columns that fit whole, in their order; a column is never cut in half. */
export function fitColumns<C extends Fitting>(columns: readonly C[], width: number): C[] {
  const fitting = columns.slice();
  while (fitting.reduce((sum, column) => sum + column.width, 0) > width) {
    const leaving = fitting.reduce((a, b) => (b.givesWay >= a.givesWay ? b : a));
    if (leaving.givesWay === 0) break;
    fitting.splice(fitting.indexOf(leaving), 1);
  }
  return fitting;
}
