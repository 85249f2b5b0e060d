import type { RefObject } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import {
  descendingFirst,
  filterConnections,
  isTroubled,
  sortConnections,
  type ConnectionColumn,
  type ConnectionRow,
} from '../data/connections';
import {
  formatConnectionQuery,
  parseConnectionQuery,
  type ConnectionQuery,
} from '../data/connection_query';
import { keepOrder } from '../data/rows';
import { useAllConnections } from './all_connections';
import { Chip, Choice, NodeChoice } from './chip';
import { ConnectionTable } from './connection_table';
import { usePage } from './context';
import { EndedConnections } from './ended_connections';
import { protocolName } from './kpis';
import { SearchBox } from './search_box';

export interface ConnectionsProps {
  query: ConnectionQuery;
  change: (change: Partial<ConnectionQuery>) => void;
  scroller: RefObject<HTMLElement | null>;
}

/** Everybody who sends or watches, on all servers, now or lately. */
export function ConnectionsPage({ scroller }: { scroller: RefObject<HTMLElement | null> }) {
  const { t, route, go } = usePage();
  const query = useMemo(() => parseConnectionQuery(route.own ?? ''), [route.own]);
  const change = (part: Partial<ConnectionQuery>): void =>
    go({ own: formatConnectionQuery({ ...query, ...part }) }, true);
  const props = { query, change, scroller };
  return (
    <>
      <div class="view-bar">
        <h2>{t('conn.title')}</h2>
        <Choice
          id="when"
          label={t('conn.when')}
          value={query.ended ? 'ended' : 'now'}
          options={[
            ['now', t('conn.now')],
            ['ended', t('conn.ended')],
          ]}
          choose={(when) => change({ ended: when === 'ended' })}
        />
        <SearchBox
          label={t('conn.search')}
          value={query.query}
          change={(text) => change({ query: text })}
        />
        <NodeChoice value={query.node} choose={(node) => change({ node })} />
      </div>
      {query.ended ? <EndedConnections {...props} /> : <NowConnected {...props} />}
    </>
  );
}

function NowConnected({ query, change, scroller }: ConnectionsProps) {
  const { t, f, state } = usePage();
  const { rows: all, error } = useAllConnections();
  const [held, setHeld] = useState(false);
  const shown = useRef<{ signature: string; rows: readonly ConnectionRow[] }>({
    signature: '',
    rows: [],
  });
  const signature = formatConnectionQuery(query);
  const rows = useMemo(() => {
    const sorted = sortConnections(filterConnections(all ?? [], query), query.sort);
    const result =
      held && shown.current.signature === signature
        ? keepOrder(sorted, shown.current.rows)
        : sorted;
    shown.current = { signature, rows: result };
    return result;
  }, [all, signature, held]);
  const counts = useMemo(() => {
    const count = { publisher: 0, reader: 0, troubled: 0, protocols: new Map<string, number>() };
    for (const { connection } of all ?? []) {
      count[connection.role] += 1;
      if (isTroubled(connection)) count.troubled += 1;
      count.protocols.set(connection.protocol, (count.protocols.get(connection.protocol) ?? 0) + 1);
    }
    return count;
  }, [all]);
  const sortBy = (column: ConnectionColumn): void => {
    const again = query.sort.column === column;
    change({
      sort: { column, descending: again ? !query.sort.descending : descendingFirst(column) },
    });
  };
  const toggle = (protocol: string): void => {
    const without = query.protocols.filter((one) => one !== protocol);
    change({
      protocols:
        without.length < query.protocols.length ? without : [...query.protocols, protocol].sort(),
    });
  };
  const filtered =
    query.query || query.role || query.protocols.length || query.node || query.troubled;
  const clear = (): void =>
    change({ query: '', role: '', protocols: [], node: '', troubled: false });
  const protocols = [...new Set([...counts.protocols.keys(), ...query.protocols])].sort();
  return (
    <>
      <div class="chips" role="group" aria-label={t('chips.label')}>
        <Chip id="all" on={!filtered} count={all?.length} toggle={clear}>
          {t('chips.all')}
        </Chip>
        {(counts.troubled > 0 || query.troubled) && (
          <Chip
            id="problems"
            on={query.troubled}
            count={counts.troubled}
            toggle={() => change({ troubled: !query.troubled })}
          >
            {t('chips.problems')}
          </Chip>
        )}
        {(['publisher', 'reader'] as const).map((role) => (
          <Chip
            key={role}
            id={role}
            on={query.role === role}
            count={all && counts[role]}
            toggle={() => change({ role: query.role === role ? '' : role })}
          >
            {t(`chips.${role}`)}
          </Chip>
        ))}
        {protocols.map((protocol) => (
          <Chip
            key={protocol}
            id={protocol}
            on={query.protocols.includes(protocol)}
            count={counts.protocols.get(protocol) ?? 0}
            toggle={() => toggle(protocol)}
          >
            {protocolName(protocol)}
          </Chip>
        ))}
        <span class="hint held" data-testid={held ? 'held' : undefined}>
          {held && t('table.held')}
        </span>
        {all && rows.length !== all.length && (
          <span class="hint" data-testid="shown">
            {t('table.shown', { shown: f.count(rows.length), n: f.count(all.length) })}
          </span>
        )}
      </div>
      {error && (
        <p class="reason warning" role="status" data-testid="connections-failed">
          {t('conn.failed', { error })}
        </p>
      )}
      {!all ? (
        !error && <p class="muted">{t('loading')}</p>
      ) : rows.length === 0 ? (
        <section class="notice" data-testid="no-connections">
          <h3>{t(filtered ? 'conn.no_match' : 'conn.none')}</h3>
          {filtered && (
            <button type="button" class="plain" onClick={clear}>
              {t('conn.show_all', { n: f.count(all.length) })}
            </button>
          )}
        </section>
      ) : (
        <ConnectionTable
          rows={rows}
          sort={query.sort}
          sortBy={sortBy}
          scroller={scroller}
          hold={setHeld}
          severalNodes={(state?.nodes.size ?? 0) > 1}
        />
      )}
    </>
  );
}
