/**
 * How a frame's audit journal ended when it was last asked, and whether it still holds that.
 *
 * Rule: what was kept stays where the journal differs from it: it is said again each time, until
 *       the frame is paired anew.
 */

import { hex } from '../crypto/bytes.ts';
import type { Books } from '../post/books.ts';
import type { Draft } from '../post/draft.ts';
import type { Id, JournalEnd } from '../post/rows.ts';
import type { Chain } from '../protocol/frame_privacy.ts';

/** What a journal is found to be; `line` was kept at `atMs`. */
export interface Judged {
  readonly state: 'begun' | 'holds' | 'differs';
  readonly line: number;
  readonly atMs: number;
}

export const keptOf = (books: Books, frame: Id): JournalEnd | null =>
  books.find('journal', frame)?.[1] ?? null;

/** Compare what a frame says with what was kept, and keep its new end; null: it has none yet. */
export function judge(
  books: Books,
  frame: Id,
  kept: JournalEnd | null,
  { held, line, end }: Chain,
  draft: Draft,
  nowMs: number,
): Judged | null {
  if (kept && hex(held) !== kept.hash) return { ...kept, state: 'differs' };
  if (!end.length) return null;
  const before = books.find('journal', frame);
  if (!before || before[1].line < line) {
    if (before) draft.drop.add(before[0]);
    draft.add.push({ kind: 'journal', frame, line, hash: hex(end), atMs: nowMs });
  }
  return kept ? { ...kept, state: 'holds' } : { state: 'begun', line, atMs: nowMs };
}

/** Drop what was kept of a frame. */
export function forget(books: Books, frame: Id, draft: Draft): void {
  const row = books.find('journal', frame);
  if (row) draft.drop.add(row[0]);
}
