import { useEffect, useReducer, useRef } from 'preact/hooks';

const kFirstMs = 2000;
const kMostMs = 30_000;

/** Changes when it is time to ask again for what could not be had: after 2 s, then after twice as long each time. */
export function useAgain(failed: boolean): number {
  const [tries, again] = useReducer((n: number) => n + 1, 0);
  const waitMs = useRef(kFirstMs);
  useEffect(() => {
    if (!failed) {
      waitMs.current = kFirstMs;
      return undefined;
    }
    const timer = setTimeout(() => again(0), waitMs.current);
    waitMs.current = Math.min(kMostMs, 2 * waitMs.current);
    return () => clearTimeout(timer);
  }, [failed, tries]);
  return tries;
}
