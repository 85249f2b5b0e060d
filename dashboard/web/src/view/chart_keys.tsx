import type { ComponentChildren } from 'preact';
import type { Move } from '../data/window';
import type { Frame } from './range_panel';
import { useStreamWords } from './stream_words';

/** The charts are one stop of the keyboard. */
export function ChartKeys({
  frame,
  move,
  crosshair,
  children,
}: {
  frame: Frame;
  move: (which: Move) => void;
  crosshair: { current: number | undefined };
  children: ComponentChildren;
}) {
  const s = useStreamWords();
  const { from, to } = frame.window;
  const key = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const step = (to - from) / 100;
    const point = (time: number): void =>
      [...frame.charts][0]?.point(Math.min(to, Math.max(from, time)));
    if (event.key === 'ArrowLeft') point((crosshair.current ?? to) - step);
    else if (event.key === 'ArrowRight') point((crosshair.current ?? from) + step);
    else if (event.key === '+') move('in');
    else if (event.key === '-') move('out');
    else if (event.key === 'Home') frame.reset();
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="panel all-charts"
      role="group"
      tabIndex={0}
      aria-label={s('charts')}
      data-testid="all-charts"
      onKeyDown={key}
    >
      {children}
    </div>
  );
}
