/** Beginning an album, saying something about it or its photos, and their order in it. */

import { hex, unhex } from '../crypto/bytes.ts';
import { Refused } from '../errors.ts';
import type { Books } from '../post/books.ts';
import type { Correspondence } from '../post/correspondence.ts';
import type { Draft } from '../post/draft.ts';
import type { Noting } from '../post/noticeboard.ts';
import type { Id, Paired } from '../post/rows.ts';
import { Rank } from '../protocol/envelope.ts';
import { Role } from '../protocol/lines.ts';
import { About, type Said } from '../protocol/notes.ts';
import { typed } from '../protocol/turns.ts';

const RANDOM_BYTES = 16;
const PLACE_CHARACTERS = 64;
const PLACES = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Begin an album this phone keeps; throws Refused where the frame gave us no such role. */
export function found(
  mail: Correspondence,
  title: string,
  frame: Paired,
  random: (count: number) => Uint8Array,
  draft: Draft,
  nowMs: number,
): Id {
  if (frame.role !== Rank.Owner && frame.role !== Rank.Contributor) {
    throw new Refused('not-allowed');
  }
  const kept = typed(title);
  if (!kept) throw new Refused('bad-input');
  const keepers = [mail.books.me.name];
  const { owner } = frame;
  const says = {
    kind: 'found',
    owner,
    keepers,
    random: random(RANDOM_BYTES),
    follows: null,
  } as const;
  const { album } = mail.sign(null, says, draft, nowMs);
  mail.note(titled(hex(album), kept), draft, nowMs);
  return hex(album);
}

/** What an album is to be called. */
export const titled = (album: Id, title: string): Noting => ({
  album,
  photo: null,
  about: About.Title,
  value: title,
});

/** Whether this phone may say something about a photo (docs/protocol.md §3). */
export function mayNote(books: Books, album: Id, photo: Id, about: About): boolean {
  const ledger = books.ledgers.get(album);
  if (!ledger || ledger.revoked) return false;
  if (ledger.hasRole(books.me.name, Role.Owner) || about === About.Favourite) return true;
  const isMine = books.find('picked', album, photo) !== null;
  return ledger.hasRole(books.me.name, Role.Contributor) && isMine;
}

/** What is said about a photo. */
export const saidOf = (books: Books, album: Id, photo: Id, about: About): Said | null =>
  books.board.value(unhex(album), unhex(photo), about);

/** Where a photo stands that nobody placed: by when it was taken, then by its name. */
export function placeOf(books: Books, album: Id, photo: Id, taken: string): string {
  const said = saidOf(books, album, photo, About.Place);
  if (typeof said === 'string' && said) return said;
  return `h${taken ? taken.replace(/\D/g, '') : 'z'}${photo.slice(0, 8)}`;
}

/** A place between two; null stands for the beginning or the end. Throws Refused. */
export function between(before: string | null, after: string | null): string {
  const low = before ?? '';
  let high = after;
  let place = '';
  for (let at = 0; at < PLACE_CHARACTERS; at += 1) {
    const from = at < low.length ? PLACES.indexOf(low[at] ?? '0') : 0;
    const to = high === null ? PLACES.length : PLACES.indexOf(high[at] ?? '0');
    if (to - from > 1) return place + PLACES[(from + to) >> 1];
    place += PLACES[from];
    if (to > from) high = null;
  }
  throw new Refused('bad-input');
}
