import type { History } from '../data/wire';

type Value = number | null;

/** Times and the values of several series: history first, then grown by live samples. A null is a gap. */
export class SeriesBuffer {
  readonly times: number[] = [];
  readonly columns: Value[][];
  private stepSeconds = 2;

  constructor(readonly names: readonly string[]) {
    this.columns = names.map(() => []);
  }

  /** Takes the history; live samples that are newer than its end stay. */
  load(history: History): void {
    const tail = this.times.map((time, row) => ({
      time,
      values: this.columns.map((column) => column[row] ?? null),
    }));
    this.times.length = 0;
    for (const column of this.columns) column.length = 0;
    this.stepSeconds = history.step_seconds || this.stepSeconds;
    history.times.forEach((time, row) => {
      this.append(
        time,
        this.names.map((name) => history.series[name]?.avg[row] ?? null),
      );
    });
    for (const { time, values } of tail) this.push(time, values);
  }

  /** Adds a sample that is newer than the last one; a longer silence before it becomes a gap. */
  push(time: number, values: readonly Value[]): void {
    const last = this.last;
    if (last !== undefined) {
      if (time <= last) return;
      if (time - last > 2.5 * this.stepSeconds)
        this.append(
          last + this.stepSeconds,
          this.names.map(() => null),
        );
    }
    this.append(time, values);
  }

  trim(fromSeconds: number): void {
    let old = 0;
    while ((this.times[old] ?? fromSeconds) < fromSeconds) old += 1;
    // One point before the window stays, so that the line enters from the edge.
    old -= 1;
    if (old <= 0) return;
    this.times.splice(0, old);
    for (const column of this.columns) column.splice(0, old);
  }

  get last(): number | undefined {
    return this.times[this.times.length - 1];
  }

  get empty(): boolean {
    return this.columns.every((column) => column.every((value) => value === null));
  }

  private append(time: number, values: readonly Value[]): void {
    this.times.push(time);
    this.columns.forEach((column, index) => column.push(values[index] ?? null));
  }
}
