import type { ComponentChildren } from 'preact';
import { usePage } from './context';

/** A filter that is on or off, with how many it would show. */
export function Chip({
  id,
  on,
  count,
  toggle,
  children,
}: {
  id: string;
  on: boolean;
  /** Undefined where it is not known. */
  count?: number | undefined;
  toggle: () => void;
  children: ComponentChildren;
}) {
  const { f } = usePage();
  return (
    <button
      type="button"
      class="chip"
      aria-pressed={on}
      data-testid={`chip-${id}`}
      onClick={toggle}
    >
      {children}
      {count !== undefined && <b>{f.count(count)}</b>}
    </button>
  );
}

/** One of several, as a row of buttons that belong together. */
export function Choice<V extends string>({
  id,
  label,
  value,
  options,
  choose,
}: {
  id: string;
  label: string;
  value: V;
  options: readonly (readonly [V, string])[];
  choose: (value: V) => void;
}) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map(([option, word]) => (
        <button
          type="button"
          key={option}
          aria-pressed={option === value}
          data-testid={`${id}-${option || 'all'}`}
          onClick={() => choose(option)}
        >
          {word}
        </button>
      ))}
    </div>
  );
}

/** One of the servers, or all; nothing where there is only one. */
export function NodeChoice({ value, choose }: { value: string; choose: (node: string) => void }) {
  const { t, state } = usePage();
  const nodes = [...(state?.nodes.keys() ?? [])].sort();
  if (nodes.length < 2 && !value) return null;
  if (value && !nodes.includes(value)) nodes.push(value);
  return (
    <select
      class="select"
      aria-label={t('detail.node')}
      value={value}
      data-testid="node-choice"
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{t('filter.all_nodes')}</option>
      {nodes.map((node) => (
        <option key={node} value={node}>
          {node}
        </option>
      ))}
    </select>
  );
}
