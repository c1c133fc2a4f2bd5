/** Rows of the grid: every photo lies in exactly one row, and what is in sight is found quickly. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOut, rowAt, rowOf, runsOf, step } from '../src/screens/parts/rows.ts';
import { LAKE, photosOf } from './twin_shapes.ts';

const SHAPE = { columns: 3, side: 120, gap: 4, heading: 48 };
const PHOTOS = photosOf(LAKE, 1_000);
const { rows, height } = layOut(runsOf(PHOTOS), SHAPE);

test('every photo lies in exactly one row, in order', () => {
  const cells = rows.flatMap((row) =>
    Array.from({ length: row.count }, (_, column) => row.first + column),
  );
  assert.deepEqual(cells, [...PHOTOS.keys()]);
});

test('rows do not overlap and end where the grid ends', () => {
  for (const [at, row] of rows.entries()) {
    const next = rows[at + 1];
    assert.ok(row.top + row.height <= (next?.top ?? height));
  }
});

test('a month in the order of time has one heading', () => {
  const headings = rows.filter((row) => row.count === 0).map((row) => row.month);
  assert.equal(headings[0], '2026-08');
  assert.equal(new Set(headings).size, headings.length);
});

test('an album in an order of somebody’s own has no headings', () => {
  const shuffled = PHOTOS.toSorted((a, b) => a.id.localeCompare(b.id));
  assert.deepEqual(runsOf(shuffled), [{ month: null, first: 0, count: 1_000 }]);
});

test('an album without photos has no height', () => {
  assert.deepEqual(layOut(runsOf([]), SHAPE), { rows: [], height: 0 });
});

test('the first row in sight is the first that ends below the edge', () => {
  for (const y of [-500, 0, 1, 47, 48, 500, 3_333, height - 1]) {
    const plain = rows.findIndex((row) => row.top + row.height > y);
    assert.equal(rowAt(rows, y), plain);
  }
  assert.equal(rowAt(rows, height + 1_000), rows.length);
});

test('a photo is found in the row that holds it', () => {
  for (const index of [0, 1, 2, 3, 500, 998, 999]) {
    const row = rows[rowOf(rows, index)];
    assert.ok(row && index >= row.first && index < row.first + row.count, `${index}`);
  }
});

test('arrow keys lead to every photo and back', () => {
  let index = 0;
  let steps = 0;
  for (let next = step(rows, 0, 'ArrowRight', 1_000); next !== null; steps += 1) {
    index = next;
    next = step(rows, index, 'ArrowRight', 1_000);
  }
  assert.equal(index, 999);
  assert.equal(steps, 999);
  assert.equal(step(rows, 999, 'ArrowRight', 1_000), null);
  assert.equal(step(rows, 500, 'Home', 1_000), 0);
  assert.equal(step(rows, 0, 'End', 1_000), 999);
});

test('down and up skip headings and stay in the column where they can', () => {
  const down = step(rows, 1, 'ArrowDown', 1_000);
  assert.equal(down, 4);
  assert.equal(step(rows, 4, 'ArrowUp', 1_000), 1);
  assert.equal(step(rows, 0, 'ArrowUp', 1_000), null);
  assert.equal(step(rows, 0, 'a', 1_000), null);
  for (let index = 0, next: number | null = 0; next !== null; index = next) {
    next = step(rows, index, 'ArrowDown', 1_000);
    if (next === null) break;
    assert.ok(next > index);
  }
});
