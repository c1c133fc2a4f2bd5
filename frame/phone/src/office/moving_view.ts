/** Photos on their way into another album, as the screens see them. */

import type { Client } from '../owner/client.ts';
import { labelOf } from '../owner/names.ts';
import type { Move } from '../post/rows.ts';
import type { MoveView, StayView } from './calls.ts';

/** Every move that was not put away, newest first. */
export const movesOf = (client: Client): MoveView[] =>
  client.books
    .of('move')
    .map((row) => moveOf(client, row))
    .reverse();

function moveOf(client: Client, row: Move): MoveView {
  const { books, moves, frames, nowMs } = client;
  const left = moves.left(row.move);
  const askable = left.length ? moves.frames(row) : [];
  const open = left.filter((one) => !moves.stays(row, one, askable));
  const waited = askable.filter(
    (frame) =>
      frames.condition(frame, nowMs()).state !== 'there' &&
      open.some((one) => moves.isOpen(one, frame)),
  );
  const stays = new Map<string, StayView>();
  for (const one of left) {
    const stay = moves.stays(row, one, askable);
    if (!stay) continue;
    const { frame, because } = stay;
    const photos = (stays.get(`${frame} ${because}`)?.photos ?? 0) + 1;
    const label = frame && labelOf(books, frame);
    stays.set(`${frame} ${because}`, { frame: label, because, photos });
  }
  return {
    ...{ id: row.move, from: row.from, to: row.to, photos: row.photos, moved: row.moved },
    waitsFor: waited.map((frame) => labelOf(books, frame)),
    stays: [...stays.values()],
    withdrawal: row.withdrawals.at(-1) ?? null,
  };
}
