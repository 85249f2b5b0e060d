import { useLayoutEffect, useRef } from 'preact/hooks';
import { drawSpark } from '../chart/spark';
import type { Ring } from '../data/rings';
import { color } from './theme';

interface Props {
  ring: Ring | undefined;
  until: number;
  tone: string;
  width: number;
  height: number;
  fill?: boolean;
}

/** Decoration beside a number that says the same: hidden from screen readers. */
export function Spark({ ring, until, tone, width, height, fill = false }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawnColor = color(tone);
  const newest = ring?.times[ring.times.length - 1];
  useLayoutEffect(() => {
    if (canvas.current)
      drawSpark(canvas.current, ring, until, { width, height, color: drawnColor, fill });
  }, [ring, newest, until, width, height, drawnColor, fill, devicePixelRatio]);
  return (
    <canvas
      ref={canvas}
      class="spark"
      style={{ width: `${width}px`, height: `${height}px` }}
      aria-hidden="true"
    />
  );
}
