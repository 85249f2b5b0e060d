import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import {
  filterRows,
  isProblem,
  keepOrder,
  rankNames,
  sortRows,
  type Row,
  type Totals,
} from '../data/rows';
import type { LiveState } from '../data/reducer';
import type { StreamState } from '../data/wire';
import { kPhone, useMedia, usePage } from './context';
import { isStale } from './freshness';
import { FilterBox } from './top_bar';
import { kMoveEvent } from './keys';
import { Kpis, Verdict } from './kpis';
import { Problems } from './problems';
import { stateWord } from './state_badge';
import { StreamCards, StreamTable } from './stream_table';
import { Empty, NoMatch } from './empty';

interface Props {
  state: LiveState;
  sum: Totals;
  scroller: RefObject<HTMLElement | null>;
}

export function Streams({ state, sum, scroller }: Props) {
  const page = usePage();
  const { t, route, go, status, client, prefs } = page;
  const phone = useMedia(kPhone);
  const [held, setHeld] = useState(false);
  const [activeKey, setActive] = useState<string>();
  const [moves, setMoves] = useState(0);
  const shown = useRef<{ signature: string; keys: string[] }>({ signature: '', keys: [] });

  const names = useMemo(() => rankNames(state.streams, prefs.lang), [state.population, prefs.lang]);
  const lost = status.phase === 'lost' || !state.redis.ok;
  const staleNodes = new Set(
    [...state.nodes.values()]
      .filter((node) => lost || isStale(node, client.clock))
      .map((node) => node.node),
  );
  const staleNames = [...staleNodes].join(' ');
  const signature = `${route.query} ${route.show} ${route.sort.column} ${route.sort.descending} ${prefs.lang}`;
  const rows = useMemo(() => {
    const all: Row[] = [];
    for (const [key, stream] of state.streams)
      all.push({ key, stream, stale: staleNodes.has(stream.node) });
    const matching = filterRows(all, route.query, route.show, (stream) =>
      stateWord(t, stream.state),
    );
    const sorted = sortRows(matching, route.sort, names);
    const result =
      held && shown.current.signature === signature
        ? keepOrder(sorted, shown.current.keys)
        : sorted;
    shown.current = { signature, keys: result.map((row) => row.key) };
    return result;
  }, [state.streams, staleNames, signature, names, held]);

  useEffect(() => {
    const move = (event: Event): void => {
      const step = (event as CustomEvent<number>).detail;
      const keys = shown.current.keys;
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
      <Verdict sum={sum} />
      <Kpis sum={sum} stale={allStale} until={until} />
      <Problems nodes={state.nodes} staleNodes={staleNodes} />
      {state.streams.size === 0 ? (
        state.nodes.size > 0 && !lost && <Empty nodes={[...state.nodes.values()]} />
      ) : (
        <>
          <FilterBox place="page" />
          <Chips state={state} shown={rows.length} held={held && !phone} />
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

const kChipOrder: readonly StreamState[] = [
  'missing',
  'stalled',
  'degraded',
  'unknown',
  'standby',
  'starting',
  'live',
  'idle',
  'offline',
  'gone',
];

function Chips({ state, shown, held }: { state: LiveState; shown: number; held: boolean }) {
  const { t, f, route, go } = usePage();
  const counts = useMemo(() => {
    const all = new Map<string, number>();
    let problems = 0;
    for (const stream of state.streams.values()) {
      all.set(stream.state, (all.get(stream.state) ?? 0) + 1);
      if (isProblem(stream)) problems += 1;
    }
    return { all, problems };
  }, [state.streams]);
  const chip = (show: string, word: string, count: number) => (
    <button
      type="button"
      key={show}
      class="chip"
      aria-pressed={route.show === show}
      data-testid={`chip-${show || 'all'}`}
      onClick={() => go({ show: route.show === show ? '' : show })}
    >
      {word}
      <b>{f.count(count)}</b>
    </button>
  );
  return (
    <div class="chips" role="group" aria-label={t('chips.label')}>
      {chip('', t('chips.all'), state.streams.size)}
      {(counts.problems > 0 || route.show === 'problems') &&
        chip('problems', t('chips.problems'), counts.problems)}
      {kChipOrder
        .filter((name) => counts.all.has(name) || route.show === name)
        .map((name) => chip(name, stateWord(t, name), counts.all.get(name) ?? 0))}
      <span class="hint held" data-testid={held ? 'held' : undefined}>
        {held && t('table.held')}
      </span>
      {shown !== state.streams.size && (
        <span class="hint" data-testid="shown">
          {t('table.shown', { shown: f.count(shown), n: f.count(state.streams.size) })}
        </span>
      )}
    </div>
  );
}
