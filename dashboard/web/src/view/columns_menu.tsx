import { useEffect, useRef, useState } from 'preact/hooks';
import {
  choosable,
  defaultColumns,
  formatColumns,
  parseColumns,
  type ColumnId,
} from '../data/columns';
import { usePage, type Page } from './context';

/** Those of the URL, else those that were chosen here last, else the usual ones. */
export const chosenColumns = ({ route, prefs, state }: Page): ColumnId[] =>
  parseColumns(route.columns || prefs.columns) ?? defaultColumns((state?.nodes.size ?? 0) > 1);

export function ColumnsMenu() {
  const page = usePage();
  const { t, go, setPrefs, state } = page;
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const severalNodes = (state?.nodes.size ?? 0) > 1;
  const chosen = new Set(chosenColumns(page));
  useEffect(() => {
    if (!open) return undefined;
    box.current?.querySelector('input')?.focus();
    const outside = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener('pointerdown', outside);
    addEventListener('focusin', outside);
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('focusin', outside);
    };
  }, [open]);
  const choose = (columns: string): void => {
    setPrefs({ columns });
    go({ columns }, true);
  };
  const toggle = (id: ColumnId): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    choose(formatColumns(next, severalNodes));
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const inputs = [...(box.current?.querySelectorAll('input') ?? [])];
    const at = inputs.indexOf(document.activeElement as HTMLInputElement);
    inputs[(at + step + inputs.length) % inputs.length]?.focus();
  };
  return (
    <div class="menu" ref={box} onKeyDown={open ? key : undefined}>
      <button
        ref={button}
        type="button"
        class="chip"
        aria-expanded={open}
        aria-controls="columns"
        data-testid="columns"
        onClick={() => setOpen(!open)}
      >
        {t('columns.open')} <span aria-hidden="true">▾</span>
      </button>
      {open && (
        <div class="drop" id="columns" role="group" aria-label={t('columns.label')}>
          {choosable.map(({ id }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={chosen.has(id)}
                data-testid={`column-${id}`}
                onChange={() => toggle(id)}
              />
              {t(`col.${id}.long`)}
            </label>
          ))}
          <p class="hint">{t('columns.narrow')}</p>
          <button
            type="button"
            class="plain"
            data-testid="columns-reset"
            onClick={() => choose('')}
          >
            {t('columns.reset')}
          </button>
        </div>
      )}
    </div>
  );
}
