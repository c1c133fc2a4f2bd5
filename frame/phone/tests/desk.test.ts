/** Numbers of letters, and clocks that were wrong; tests/post/test_desk.py says the same. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Books } from '../src/post/books.ts';
import { Desk } from '../src/post/desk.ts';
import { Draft } from '../src/post/draft.ts';
import type { Paired } from '../src/post/rows.ts';
import { Kind, Rank } from '../src/protocol/envelope.ts';
import { fresh } from './fake_frame.ts';
import { MemoryShelf } from './memory_shelf.ts';

const NOW = 1_780_000_000_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const MARGIN = 120_000;

/** A phone that knows one frame, with the numbers its store holds. */
async function phone(sent: number, taken: number): Promise<{ books: Books; frame: string }> {
  const there = await Books.open(new MemoryShelf(), fresh);
  const books = await Books.open(new MemoryShelf(), fresh);
  const row: Paired = {
    ...{ kind: 'device', name: there.me.id, suite: 2, sealKey: there.me.opener.public },
    ...{ static: fresh(32), secret: fresh(32), presence: fresh(32), owner: fresh(16) },
    ...{ rank: Rank.Frame, role: Rank.Owner, label: 'Kitchen', broker: '', addedMs: 0 },
    ...{ sent, taken },
  };
  const draft = new Draft();
  draft.add.push(row);
  await books.commit(draft);
  return { books, frame: there.me.id };
}

function written(desk: Desk): number {
  const draft = new Draft();
  desk.noteNumbers(draft);
  const [row] = draft.replace.values();
  assert.ok(row && 'sent' in row);
  return row.sent as number;
}

test('counting goes on where the other side would take it', async () => {
  const cases = [
    [-1, -1, NOW],
    [NOW - 5, NOW - HOUR, NOW],
    [NOW + 23 * HOUR, -1, NOW + 23 * HOUR + MARGIN + 1],
    [NOW + 365 * DAY, -1, NOW + 1],
    [NOW + 365 * DAY, NOW - HOUR, NOW + 1],
    [NOW + 30 * DAY, NOW + 30 * DAY - 9, NOW + 30 * DAY + MARGIN + 1],
    [NOW + 365 * DAY, NOW + 2 * DAY, NOW + 2 * DAY + MARGIN + 1],
  ] as const;
  for (const [sent, heard, number] of cases) {
    const { books, frame } = await phone(sent, heard);
    const desk = new Desk(books);
    desk.topics(NOW);
    desk.write(frame, { kind: Kind.AskHolding }, NOW);
    assert.equal(written(desk), number);
  }
});

test('what a clock a year ahead counted does not come back with the next month', async () => {
  const { books, frame } = await phone(-1, NOW - HOUR);
  const desk = new Desk(books);
  desk.topics(NOW);
  desk.write(frame, { kind: Kind.AskHolding }, NOW + 365 * DAY);
  const ahead = new Draft();
  desk.noteNumbers(ahead);
  await books.commit(ahead);
  desk.write(frame, { kind: Kind.AskHolding }, NOW);
  desk.topics(NOW);
  desk.write(frame, { kind: Kind.AskHolding }, NOW);
  assert.equal(written(desk), NOW + 2);
});
