/**
 * What frames and albums are called, as it may be shown.
 *
 * Rule: names of others are only compared and shown; what could turn a line of text around or
 * hide in it is taken out before.
 */

import { unhex } from '../crypto/bytes.ts';
import type { Books } from '../post/books.ts';
import type { Id } from '../post/rows.ts';
import { About } from '../protocol/notes.ts';
import { unturned } from '../protocol/turns.ts';

const SHORT = 8;
const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028\u2029\u2060-\u2065\ufeff]/gu;

/** A text of somebody else as it may be shown on one line. */
export const printable = (text: string): string => unturned(text).replace(UNSEEN, ' ').trim();

/** The same for a text of several lines. */
export const printableLines = (text: string): string =>
  text.split('\n').map(printable).join('\n').trim();

/** What a device is called: a frame, also one that was left or forgotten, or whom a frame knows. */
export function labelOf(books: Books, frame: Id): string {
  const label =
    books.device(frame)?.label ||
    books.of('neighbour').find((row) => row.name === frame)?.label ||
    books.of('parting').find((row) => row.frame === frame)?.label ||
    books.of('forgotten').find((row) => row.frame === frame)?.label ||
    '';
  return printable(label) || frame.slice(0, SHORT);
}

/** What an album is called. */
export function titleOf(books: Books, album: Id): string {
  const title = books.board.value(unhex(album), null, About.Title);
  return (typeof title === 'string' && printable(title)) || album.slice(0, SHORT);
}
