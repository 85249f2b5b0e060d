import { kSparkSeconds, type Ring } from '../data/rings';

export interface SparkStyle {
  width: number;
  height: number;
  color: string;
  fill?: boolean;
}

/** Draws the last minute of a ring; its right edge is `untilSeconds`, so a stream that stopped moves out. */
export function drawSpark(
  canvas: HTMLCanvasElement,
  ring: Ring | undefined,
  untilSeconds: number,
  style: SparkStyle,
): void {
  const scale = window.devicePixelRatio || 1;
  const width = Math.round(style.width * scale);
  const height = Math.round(style.height * scale);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.clearRect(0, 0, width, height);
  if (!ring || ring.times.length === 0) return;
  const line = 1.3 * scale;
  let top = 0;
  for (const value of ring.values) if (value > top) top = value;
  top = top * 1.15 || 1;
  const x = (time: number): number => width - ((untilSeconds - time) / kSparkSeconds) * width;
  const y = (value: number): number => height - line - (value / top) * (height - 2 * line);
  context.strokeStyle = style.color;
  context.fillStyle = style.color;
  context.lineWidth = line;
  context.lineJoin = 'round';
  const points: [number, number][] = [];
  const flush = (): void => {
    const [first, last] = [points[0], points[points.length - 1]];
    if (!first || !last) return;
    context.beginPath();
    for (const [px, py] of points) context.lineTo(px, py);
    if (points.length === 1) context.lineTo(first[0] + line, first[1]);
    context.stroke();
    if (style.fill) {
      context.lineTo(last[0], height);
      context.lineTo(first[0], height);
      context.globalAlpha = 0.14;
      context.fill();
      context.globalAlpha = 1;
    }
    points.length = 0;
  };
  ring.values.forEach((value, index) => {
    if (Number.isNaN(value)) flush();
    else points.push([x(ring.times[index] ?? 0), y(value)]);
  });
  flush();
}
