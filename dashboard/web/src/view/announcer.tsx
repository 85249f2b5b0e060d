import { useEffect, useRef, useState } from 'preact/hooks';
import { usePage } from './context';
import { stateWord } from './state_badge';
import type { Stream } from '../data/wire';

const kQuietMs = 10_000;
const kAtMost = 5;

/** Tells screen readers which streams changed their state: politely, at most every 10 s, never the numbers. */
export function Announcer() {
  const { t, state } = usePage();
  const [text, setText] = useState('');
  const before = useRef<ReadonlyMap<string, Stream> | undefined>(undefined);
  const pending = useRef(new Map<string, Stream>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    if (!state || state.streams === before.current) return;
    for (const [key, stream] of state.streams) {
      const last = before.current?.get(key);
      if (last && last !== stream && last.state !== stream.state) pending.current.set(key, stream);
    }
    before.current = state.streams;
    if (pending.current.size === 0 || timer.current !== undefined) return;
    const speak = (): void => {
      timer.current = undefined;
      if (pending.current.size === 0) return;
      const changes = [...pending.current.values()].slice(0, kAtMost);
      pending.current.clear();
      setText(
        changes
          .map((stream) =>
            t('announce.state', { name: stream.name, state: stateWord(t, stream.state) }),
          )
          .join(', '),
      );
      timer.current = setTimeout(speak, kQuietMs);
    };
    speak();
  }, [state]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div class="sr" role="status" aria-live="polite">
      {text}
    </div>
  );
}
