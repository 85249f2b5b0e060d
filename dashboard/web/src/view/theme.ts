export type Theme = 'auto' | 'dark' | 'light';
export const kThemes: readonly Theme[] = ['auto', 'dark', 'light'];

const probes = new Map<string, string>();

/** `auto` follows the system: the stylesheet's light-dark() does it without any script. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  forgetColors();
}

export const forgetColors = (): void => probes.clear();

/** The colour of a custom property as a canvas understands it, in the theme of this moment. */
export function color(name: string): string {
  let value = probes.get(name);
  if (value === undefined) {
    const probe = document.createElement('span');
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    value = getComputedStyle(probe).color;
    probe.remove();
    probes.set(name, value);
  }
  return value;
}

/** Calls back when the system switches between dark and light. */
export function onSystemTheme(changed: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}
