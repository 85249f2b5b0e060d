import type { LiveState } from '../data/reducer';

/** Another word after each poll of any server: when it changes, lists outside of the live feed have news. */
export const polledWord = (state: LiveState | null): string =>
  [...(state?.nodes.values() ?? [])].map((node) => `${node.node} ${node.seq ?? ''}`).join(';');
