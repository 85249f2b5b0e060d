import { useRef } from 'preact/hooks';
import { lostOf, readersOf } from '../data/rows';
import { usePage } from './context';
import { useRowFocus } from './row_focus';
import { StreamSpark } from './spark';
import { StateBadge, stateTone } from './state_badge';
import { sourceText } from './stream_cell_text';
import { StreamLink } from './stream_link';
import type { TableProps } from './stream_table';
import { VirtualRows } from './virtual_rows';

const kCardHeight = 64;

/** The same rows on a phone: two lines each. */
export function StreamCards({
  rows,
  scroller,
  activeKey,
  setActive,
  moves,
  severalNodes,
  until,
}: TableProps) {
  const page = usePage();
  const { t, f, go } = page;
  const list = useRef<HTMLDivElement>(null);
  useRowFocus(list, rows, activeKey, moves, scroller, kCardHeight, 0);
  return (
    <div class="cards" ref={list} aria-label={t('table.label')} role="group" data-testid="cards">
      <VirtualRows
        count={rows.length}
        rowHeight={kCardHeight}
        scroller={scroller}
        role="list"
        render={(index) => {
          const row = rows[index];
          if (!row) return null;
          const { stream } = row;
          const link = [
            stream.rtt_seconds != null ? `${f.milliseconds(stream.rtt_seconds)} ms` : '',
            (lostOf(stream) ?? 0) > 0 ? f.percent(lostOf(stream), 2) : '',
          ].filter(Boolean);
          const readers = readersOf(stream);
          return (
            <div
              role="listitem"
              key={row.key}
              class={`card ${row.stale || stream.state === 'gone' ? 'stale' : ''}`}
              data-testid="row"
              data-key={row.key}
              style={{ transform: `translateY(${index * kCardHeight}px)` }}
              onClick={(event) => {
                if (!(event.target as HTMLElement).closest('a'))
                  go({ stream: { node: stream.node, name: stream.name } });
              }}
            >
              <div class="line">
                <span class={`shape ${stateTone(stream)}`}>
                  <StateBadge stream={stream} />
                </span>
                <StreamLink
                  stream={stream}
                  rowKey={row.key}
                  active={activeKey === row.key}
                  setActive={setActive}
                  severalNodes={false}
                />
                <StreamSpark row={row} until={until} width={52} height={16} />
              </div>
              <div class="line second">
                <span class="rate">
                  <b>{f.megabits(stream.inbound_bits_per_second)}</b> Mbit/s
                </span>
                <span class="source">{sourceText(page, stream)}</span>
                {severalNodes && <span class="node">{stream.node}</span>}
                <span class="readers">
                  {readers === undefined ? '' : t.plural('row.readers', readers)}
                </span>
                <span class="link">{link.join(' · ')}</span>
              </div>
            </div>
          );
        }}
      />
    </div>
  );
}
