import { useEffect, useState } from 'preact/hooks';
import { usePage } from './context';

const kQuietMs = 250;

/** A filter of one view; `/` leads into it. What is typed counts after a moment of quiet. */
export function SearchBox({
  label,
  value,
  change,
}: {
  label: string;
  value: string;
  change: (value: string) => void;
}) {
  const { t } = usePage();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => change(typed), kQuietMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const clear = (): void => {
    setTyped('');
    change('');
  };
  return (
    <div class="filter own" role="search">
      <input
        type="text"
        inputMode="search"
        placeholder={label}
        aria-label={label}
        value={typed}
        autocomplete="off"
        spellcheck={false}
        data-testid="search"
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !typed) return;
          event.preventDefault();
          clear();
        }}
      />
      {typed ? (
        <button type="button" class="clear" aria-label={t('filter.clear')} onClick={clear}>
          ✕
        </button>
      ) : (
        <kbd aria-hidden="true">/</kbd>
      )}
    </div>
  );
}
