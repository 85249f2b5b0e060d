import { useMemo } from 'preact/hooks';
import { choices, showsWord, toggleWord, type Choice } from '../data/filters';
import type { Row } from '../data/rows';
import type { StreamState } from '../data/wire';
import type { Translator } from '../i18n/i18n';
import { ColumnsMenu } from './columns_menu';
import { usePage } from './context';
import { protocolName } from './kpis';
import { stateWord } from './state_badge';

export const choiceText = (t: Translator, { kind, name }: Choice): string => {
  switch (kind) {
    case 'problems':
      return t('chips.problems');
    case 'changed':
      return t('chips.changed');
    case 'state':
      return stateWord(t, name as StreamState);
    case 'protocol':
      return protocolName(name);
    case 'node':
      return name;
  }
};

interface Props {
  rows: readonly Row[];
  shown: number;
  held: boolean;
  table: boolean;
}

/** What is shown: each with how many there are, as many at once as somebody likes. */
export function Chips({ rows, shown, held, table }: Props) {
  const { t, f, route, go, client } = usePage();
  const all = useMemo(() => choices(rows, route.show, client.clock.nowMs()), [rows, route.show]);
  let kind: Choice['kind'] | undefined;
  return (
    <div class="chips" role="group" aria-label={t('chips.label')}>
      <button
        type="button"
        class="chip"
        aria-pressed={!route.show}
        data-testid="chip-all"
        onClick={() => go({ show: '' })}
      >
        {t('chips.all')}
        <b>{f.count(rows.length)}</b>
      </button>
      {all.map((choice) => {
        const begins = kind !== undefined && kind !== choice.kind && choice.kind !== 'changed';
        kind = choice.kind;
        return (
          <button
            type="button"
            key={choice.word}
            class={`chip ${begins ? 'begins' : ''}`}
            aria-pressed={showsWord(route.show, choice.word)}
            data-testid={`chip-${choice.word}`}
            onClick={() => go({ show: toggleWord(route.show, choice.word) })}
          >
            {choiceText(t, choice)}
            <b>{f.count(choice.count)}</b>
          </button>
        );
      })}
      <span class="hint held" data-testid={held ? 'held' : undefined}>
        {held && t('table.held')}
      </span>
      {shown !== rows.length && (
        <span class="hint" data-testid="shown">
          {t('table.shown', { shown: f.count(shown), n: f.count(rows.length) })}
        </span>
      )}
      {table && <ColumnsMenu />}
    </div>
  );
}
