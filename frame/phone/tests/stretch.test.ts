/** Which rows of a long list are drawn. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stretchOf } from '../src/screens/parts/stretch.ts';

const ROWS = 10_000;
const HEIGHT = 84;
const WINDOW = 800;

test('every row that touches the window is drawn, wherever the list is', () => {
  for (let top = 900; top > -ROWS * HEIGHT - 900; top -= 977) {
    const { first, end } = stretchOf(ROWS, HEIGHT, top, WINDOW);
    const seen = Math.max(0, Math.floor(-top / HEIGHT));
    const last = Math.min(ROWS, Math.ceil((WINDOW - top) / HEIGHT));
    if (seen < last) assert.ok(first <= seen && end >= last, `${top}`);
  }
});

test('no more than three windows of rows are drawn', () => {
  for (let top = 0; top > -ROWS * HEIGHT; top -= 977) {
    const { first, end } = stretchOf(ROWS, HEIGHT, top, WINDOW);
    assert.ok((end - first) * HEIGHT <= 3 * WINDOW, `${top}`);
  }
});

test('an empty list draws nothing, and a list far away stays within itself', () => {
  assert.deepEqual(stretchOf(0, HEIGHT, 0, WINDOW), { first: 0, end: 0 });
  const { first, end } = stretchOf(5, HEIGHT, -100_000, WINDOW);
  assert.ok(first <= end && end <= 5);
});
