import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { drawSpark } from '../chart/spark';
import type { Ring } from '../data/rings';
import type { Row } from '../data/rows';
import { usePage } from './context';
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
  useLayoutEffect(() => {
    if (canvas.current)
      drawSpark(canvas.current, ring, until, { width, height, color: drawnColor, fill });
  }, [ring, ring?.version, until, width, height, drawnColor, fill, devicePixelRatio]);
  return (
    <canvas
      ref={canvas}
      class="spark"
      style={{ width: `${width}px`, height: `${height}px` }}
      aria-hidden="true"
    />
  );
}

interface StreamProps {
  row: Row;
  until: number;
  width: number;
  height: number;
}

/** The last minute of what comes in, the part before the page was opened included. */
export function StreamSpark({ row: { key, stream }, ...rest }: StreamProps) {
  const { sparks, sparkPast } = usePage();
  const { node, name } = stream;
  useEffect(() => sparkPast.want({ node, name, key }), [sparkPast, key]);
  return (
    <Spark
      ring={sparks.streams.get(key)}
      tone={stream.state === 'stalled' ? 'bad' : 'in'}
      {...rest}
    />
  );
}
