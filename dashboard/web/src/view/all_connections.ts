import { useEffect, useReducer, useRef } from 'preact/hooks';
import { connectionRows, type ConnectionRow } from '../data/connections';
import { PollGate } from '../data/poll_gate';
import { fetchAllConnections } from '../data/rest';
import { usePage } from './context';
import { polledWord } from './polled';

export interface AllConnections {
  rows?: readonly ConnectionRow[];
  error?: string;
}

/** Every connection of every server, read anew after polls while the tab is seen. The last list stays while the next is read. */
export function useAllConnections(): AllConnections {
  const { state } = usePage();
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const view = useRef<AllConnections>({});
  const gate = useRef(new PollGate());
  const abort = useRef<AbortController>(undefined);
  const word = polledWord(state);
  useEffect(() => {
    if (document.hidden || !gate.current.due(word, performance.now())) return;
    gate.current.begin(word, performance.now());
    const mine = new AbortController();
    abort.current = mine;
    fetchAllConnections(mine.signal)
      .then(
        (list) => {
          view.current = { rows: connectionRows(list) };
        },
        (error: unknown) => {
          view.current = {
            ...view.current,
            error: error instanceof Error ? error.message : String(error),
          };
        },
      )
      .finally(() => {
        if (mine.signal.aborted) return;
        gate.current.end(performance.now());
        redraw(0);
      });
  });
  useEffect(() => () => abort.current?.abort(), []);
  return view.current;
}
