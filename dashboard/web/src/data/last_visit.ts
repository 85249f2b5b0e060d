/** Where a browser keeps when its person last looked; forbidden storage means: never. */
export type Keeper = Pick<Storage, 'getItem' | 'setItem'>;

const kKey = 'mtxmon.events.seen';

/** Unix milliseconds by the server's clock; undefined before the first visit. */
export function lastVisit(keeper: () => Keeper): number | undefined {
  try {
    const ms = Number(keeper().getItem(kKey) ?? NaN);
    return Number.isFinite(ms) && ms > 0 ? ms : undefined;
  } catch {
    return undefined; // Storage is forbidden: then nothing is marked as new.
  }
}

export function noteVisit(keeper: () => Keeper, nowMs: number): void {
  try {
    keeper().setItem(kKey, String(Math.round(nowMs)));
  } catch {
    // Storage is forbidden: the next visit marks nothing.
  }
}
