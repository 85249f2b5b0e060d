import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { filterRows, parseShow } from '../data/filters';
import { keepOrder, keysByName, sortRows, type Row, type Totals } from '../data/rows';
import type { LiveState } from '../data/reducer';
import { Chips } from './chips';
import { kPhone, useMedia, usePage } from './context';
import type { Overview } from './overview';
import { FilterBox } from './top_bar';
import { kMoveEvent } from './keys';
import { Kpis } from './kpis';
import { Problems } from './problems';
import { stateWord } from './state_badge';
import { StreamCards } from './stream_cards';
import { StreamTable } from './stream_table';
import { VerdictLine } from './verdict';
import { Empty, NoMatch } from './empty';

interface Props {
  state: LiveState;
  sum: Totals;
  overview: Overview;
  scroller: RefObject<HTMLElement | null>;
}

export function Streams({ state, sum, overview, scroller }: Props) {
  const page = usePage();
  const { t, route, go, client, prefs } = page;
  const { problems, verdict, staleNodes, lost } = overview;
  const phone = useMedia(kPhone);
  const [held, setHeld] = useState(false);
  const [activeKey, setActive] = useState<string>();
  const [moves, setMoves] = useState(0);
  const shown = useRef<{ signature: string; rows: readonly Row[] }>({ signature: '', rows: [] });

  const names = useMemo(
    () => keysByName(state.streams, prefs.lang),
    [state.population, prefs.lang],
  );
  const signature = `${route.query} ${route.show} ${route.sort.column} ${route.sort.descending} ${prefs.lang}`;
  const all = useMemo(
    () =>
      names.flatMap((key): Row | [] => {
        const stream = state.streams.get(key);
        return stream ? { key, stream, stale: staleNodes.has(stream.node) } : [];
      }),
    [state.streams, names, staleNodes],
  );
  const rows = useMemo(() => {
    const matching = filterRows(
      all,
      route.query,
      parseShow(route.show),
      (stream) => stateWord(t, stream.state),
      client.clock.nowMs(),
    );
    const sorted = sortRows(matching, route.sort);
    const result =
      held && shown.current.signature === signature
        ? keepOrder(sorted, shown.current.rows)
        : sorted;
    shown.current = { signature, rows: result };
    return result;
  }, [all, signature, held]);

  useEffect(() => {
    const move = (event: Event): void => {
      const step = (event as CustomEvent<number>).detail;
      const keys = shown.current.rows.map((row) => row.key);
      const open = route.stream && `${route.stream.node}/${route.stream.name}`;
      const at = keys.indexOf(activeKey ?? open ?? '');
      const key = keys[at < 0 ? 0 : Math.min(Math.max(0, at + step), keys.length - 1)];
      const stream = key === undefined ? undefined : state.streams.get(key);
      if (!key || !stream) return;
      setActive(key);
      setMoves((n) => n + 1);
      if (route.stream) go({ stream: { node: stream.node, name: stream.name } }, true);
    };
    addEventListener(kMoveEvent, move);
    return () => removeEventListener(kMoveEvent, move);
  });

  const until = Math.max(
    0,
    ...[...state.nodes.values()].map((node) =>
      node.collected_at ? Date.parse(node.collected_at) / 1000 : 0,
    ),
  );
  const props = {
    rows,
    scroller,
    setActive,
    moves,
    until,
    severalNodes: state.nodes.size > 1,
    hold: setHeld,
    activeKey: activeKey !== undefined && state.streams.has(activeKey) ? activeKey : rows[0]?.key,
  };
  const allStale = staleNodes.size > 0 && staleNodes.size === state.nodes.size;
  return (
    <>
      {verdict && <VerdictLine verdict={verdict} />}
      <Kpis
        state={state}
        sum={sum}
        stale={allStale}
        until={until}
        muted={problems.filter(({ problem }) => problem.muted_until).length}
        verdict={verdict}
      />
      <Problems problems={problems} sum={sum} />
      {state.streams.size === 0 ? (
        state.nodes.size > 0 && !lost && <Empty nodes={[...state.nodes.values()]} />
      ) : (
        <>
          <FilterBox place="page" />
          <Chips rows={all} shown={rows.length} held={held && !phone} table={!phone} />
          {rows.length === 0 ? (
            <NoMatch total={state.streams.size} />
          ) : phone ? (
            <StreamCards {...props} />
          ) : (
            <StreamTable {...props} />
          )}
        </>
      )}
    </>
  );
}
