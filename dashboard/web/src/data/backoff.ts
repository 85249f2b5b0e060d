const kStepsMs = [1000, 2000, 4000, 8000, 15000];

/** How long to wait before the next try after `failures` failures in a row: 1-2-4-8-15 s, ± 20 %. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const step = kStepsMs[Math.min(Math.max(failures, 1), kStepsMs.length) - 1] ?? 15000;
  return Math.round(step * (0.8 + 0.4 * random()));
}
