import type { ComponentChildren } from 'preact';
import { usePage } from './context';

export type Maybe = number | null | undefined;

/** How much of something is used. */
export function Meter({
  name,
  used,
  total,
  none,
  warnAt,
}: {
  name: string;
  used: Maybe;
  total: Maybe;
  none?: string;
  warnAt: number;
}) {
  const { t, f } = usePage();
  if (total === 0 && none)
    return (
      <div class="meter">
        <span class="name">{name}</span>
        <span class="number none">{none}</span>
      </div>
    );
  const ratio = used != null && total ? used / total : undefined;
  return (
    <div class="meter">
      <span class="name">{name}</span>
      <span class="number">{f.percent(ratio, 0)}</span>
      {ratio !== undefined && (
        <Bar label={`${name}: ${f.percent(ratio, 0)}`}>
          <i class={ratio > warnAt ? 'high' : ''} style={{ width: `${ratio * 100}%` }} />
        </Bar>
      )}
      <span class="note">
        {ratio !== undefined && t('hosts.of', { used: f.bytes(used), total: f.bytes(total) })}
      </span>
    </div>
  );
}

export const Bar = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <div class="gauge" role="img" aria-label={label}>
    {children}
  </div>
);
