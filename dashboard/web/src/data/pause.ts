import { ServerClock } from './clock';
import type { LiveClient } from './live';
import type { LiveState } from './reducer';
import { Ring, Sparks } from './rings';

/** The page as it was when somebody pressed pause: state, curves and clock stand still. */
export interface Frozen {
  readonly atMs: number;
  readonly client: LiveClient;
  readonly state: LiveState | null;
  readonly sparks: Sparks;
  /** Of the client, then. */
  readonly messages: number;
}

const copyOf = (ring: Ring): Ring => {
  const copy = new Ring();
  copy.times.push(...ring.times);
  copy.values.push(...ring.values);
  return copy;
};

export function freeze(client: LiveClient, sparks: Sparks, nowMs: number): Frozen {
  const clock = new ServerClock(() => nowMs);
  clock.observe(new Date(nowMs + client.clock.offsetMs).toISOString());
  const copy = new Sparks();
  for (const [key, ring] of sparks.streams) copy.streams.set(key, copyOf(ring));
  for (const which of ['inbound', 'outbound'] as const) {
    copy[which].times.push(...sparks[which].times);
    copy[which].values.push(...sparks[which].values);
  }
  // Whatever it is asked besides goes on to the living one.
  const still = Object.create(client, {
    clock: { value: clock },
    state: { value: client.state },
  }) as LiveClient;
  const { state, messages } = client;
  return { atMs: nowMs, client: still, state, sparks: copy, messages };
}
