/** Which part of a long list is in sight; only arithmetic. */

export interface Stretch {
  readonly first: number; // row
  readonly end: number; // row behind the last
}

/** Which rows of `height` pixels are near the window, for a list that begins `top` pixels below it. */
export function stretchOf(rows: number, height: number, top: number, window: number): Stretch {
  const spare = Math.ceil(window / height / 2);
  const first = Math.max(0, Math.floor(-top / height) - spare);
  const end = Math.min(rows, Math.ceil((window - top) / height) + spare);
  return { first: Math.min(first, rows), end: Math.max(end, Math.min(first, rows)) };
}
