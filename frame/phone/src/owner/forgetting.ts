/**
 * Forgetting a frame that is gone for good: broken, sold or lost.
 *
 * Rule 1: consent is taken back first. A frame that comes back hears of it from every other device
 *         that knows the album.
 * Rule 2: only then do the keys of the pair go: whatever comes from it afterwards is from nobody.
 */

import { unhex } from '../crypto/bytes.ts';
import type { Books } from '../post/books.ts';
import type { Correspondence } from '../post/correspondence.ts';
import type { Draft } from '../post/draft.ts';
import type { Id } from '../post/rows.ts';
import { Role } from '../protocol/lines.ts';
import { keepsPart } from './key_parts.ts';
import { granted, takeBack } from './leases.ts';

/** What forgetting a frame means; `untilMs` is 0 where it may show nothing anyway. */
export interface Loss {
  readonly albums: number; // that are taken back from it
  readonly untilMs: number; // what it holds of them it may show until then
  readonly keepsPart: boolean;
  readonly hasOthers: boolean; // another frame hears of it
}

/** The albums that a frame was granted, and that this phone may take back from it. */
function open(books: Books, frame: Id): Id[] {
  return [...books.ledgers]
    .filter(
      ([, ledger]) =>
        !ledger.revoked &&
        !ledger.frames.has(frame) &&
        ledger.hasRole(books.me.name, Role.Owner) &&
        granted(ledger).includes(frame),
    )
    .map(([album]) => album);
}

export function lossOf(books: Books, frame: Id, nowMs: number): Loss {
  const albums = open(books, frame);
  const untilS = albums.map(
    (album) =>
      books.ledgers.get(album)?.standing(unhex(frame), Math.floor(nowMs / 1000)).untilS ?? 0,
  );
  return {
    albums: albums.length,
    untilMs: Math.max(0, ...untilS) * 1000,
    keepsPart: keepsPart(books, frame),
    hasOthers: books.devices().size > 1,
  };
}

/** Take back from a frame, for good, everything that this phone may. */
export function takeAllBack(mail: Correspondence, frame: Id, draft: Draft, nowMs: number): void {
  for (const album of open(mail.books, frame)) {
    takeBack(mail, album, { kind: 'revoke-frame', frame: unhex(frame) }, draft, nowMs);
  }
}
