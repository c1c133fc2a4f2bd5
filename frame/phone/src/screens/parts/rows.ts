/**
 * How photos lie in a grid: rows of square cells, with a heading where a month begins.
 *
 * Rule: only arithmetic: which rows are in sight is found without looking at the others.
 */

import type { PhotoView } from '../../office/calls.ts';

/** A row of the grid; a heading has no cells. */
export interface GridRow {
  readonly top: number; // pixels from the top of the grid
  readonly height: number;
  readonly first: number; // index of its first photo
  readonly count: number; // 0: a heading
  readonly month: string; // "2024-05", '' without a date; of a heading
}

export interface Shape {
  readonly columns: number;
  readonly side: number;
  readonly gap: number;
  readonly heading: number; // height of a heading
}

const MOST_SHUFFLED = 1.3; // more runs of months than this per month: the order is somebody's own

const monthOf = (photo: PhotoView): string => photo.taken?.slice(0, 7) ?? '';

/** Runs of photos of one month; one run in all where the album is not in the order of time. */
export function runsOf(
  photos: readonly PhotoView[],
): { month: string | null; first: number; count: number }[] {
  const runs: { month: string | null; first: number; count: number }[] = [];
  for (const [index, photo] of photos.entries()) {
    const month = monthOf(photo);
    const last = runs.at(-1);
    if (last && (last.month === month || (month === '' && last.month !== null))) last.count += 1;
    else runs.push({ month, first: index, count: 1 });
  }
  const months = new Set(runs.map((run) => run.month)).size;
  const isShuffled = runs.length > months * MOST_SHUFFLED;
  return isShuffled || months < 2 ? [{ month: null, first: 0, count: photos.length }] : runs;
}

/** All rows, and the height of the whole. */
export function layOut(
  runs: ReturnType<typeof runsOf>,
  shape: Shape,
): { rows: readonly GridRow[]; height: number } {
  const rows: GridRow[] = [];
  const pitch = shape.side + shape.gap;
  let top = 0;
  for (const { month, first, count } of runs) {
    if (month !== null) {
      rows.push({ top, height: shape.heading, first, count: 0, month });
      top += shape.heading;
    }
    for (let at = 0; at < count; at += shape.columns) {
      const cells = Math.min(shape.columns, count - at);
      rows.push({ top, height: shape.side, first: first + at, count: cells, month: '' });
      top += pitch;
    }
  }
  return { rows, height: Math.max(0, top - shape.gap) };
}

/** The first row that ends below `y`. */
export function rowAt(rows: readonly GridRow[], y: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && row.top + row.height <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The row that holds photo `index`. */
export function rowOf(rows: readonly GridRow[], index: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const row = rows[middle];
    if (row && row.first <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where an arrow key leads from photo `index`; null where it leads nowhere. */
export function step(
  rows: readonly GridRow[],
  index: number,
  key: string,
  total: number,
): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return total - 1;
  if (key === 'ArrowRight') return index + 1 < total ? index + 1 : null;
  if (key === 'ArrowLeft') return index > 0 ? index - 1 : null;
  const down = key === 'ArrowDown' || key === 'PageDown';
  if (!down && key !== 'ArrowUp' && key !== 'PageUp') return null;
  const here = rowOf(rows, index);
  const column = index - (rows[here]?.first ?? 0);
  let left = key.startsWith('Page') ? 4 : 1;
  let found: number | null = null;
  for (let at = here + (down ? 1 : -1); left > 0; at += down ? 1 : -1) {
    const row = rows[at];
    if (!row) break;
    if (row.count === 0) continue;
    found = row.first + Math.min(column, row.count - 1);
    left -= 1;
  }
  return found;
}
