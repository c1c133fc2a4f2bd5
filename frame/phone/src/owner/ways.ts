/**
 * How a phone takes what it hears (`post/ways`).
 *
 * Rule 1: it gives photos and takes none.
 * Rule 2: what a frame answers is kept for whoever asked, and believed of that frame only.
 */

import { hex, unhex } from '../crypto/bytes.ts';
import { isSignedBy } from '../crypto/sign.ts';
import type { Books } from '../post/books.ts';
import type { Draft } from '../post/draft.ts';
import type { Going } from '../post/going.ts';
import type { Id, Outgoing, Paired } from '../post/rows.ts';
import type { Ways } from '../post/ways.ts';
import { Kind, Rank } from '../protocol/envelope.ts';
import type { Effect, Withdraw } from '../protocol/facts.ts';
import { signedWords } from '../protocol/frame_privacy.ts';
import { type Line, Purpose, Role } from '../protocol/lines.ts';
import type { Heads, Left, Message, Offer, Result, Want } from '../protocol/messages.ts';
import { About, type Note } from '../protocol/notes.ts';
import * as journal from './journal.ts';
import * as keyParts from './key_parts.ts';
import * as outcomes from './outcomes.ts';

/** Who hears of what follows. */
export interface Listeners {
  /** A frame said something that only phones understand. */
  heard(message: Message, device: Paired): void;
  wanted(want: Want, offer: Offer): void;
  /** What became of a photo; null where it was taken back. */
  finished(row: Outgoing, offer: Offer, result: Result | null, draft: Draft): void;
  /** Photos (null: all of an album) were taken back, by whoever had sent them. */
  gone(album: Id, photos: readonly Id[] | null, draft: Draft): void;
  /** A frame erases what it holds of an album (null: of all). */
  emptied(frame: Id, album: Id | null, draft: Draft): void;
  relisten(): void;
  nowMs(): number;
}

export class OwnerWays implements Ways {
  /** Albums in which somebody's chain was split: the owner is told. */
  readonly split = new Set<Id>();
  /** What is on its way; set once the correspondence is there. */
  going: Going | null = null;
  readonly #books: Books;
  readonly #to: Listeners;

  constructor(books: Books, to: Listeners) {
    this.#books = books;
    this.#to = to;
    for (const [album, ledger] of books.ledgers) if (ledger.split.size) this.split.add(album);
  }

  /** A frame speaks of albums this phone may write in: whether it may follows from later lines. */
  adopts(found: Line, device: Paired): boolean {
    return found.says.kind === 'found' && device.rank === Rank.Frame;
  }

  /** Stop sending what was taken back, and remember whose chain was split. */
  follows(album: Id, effect: Effect, draft: Draft): void {
    if (effect.kind === 'split') this.split.add(album);
    if (effect.kind !== 'withdraw') return;
    this.#forget(album, effect, draft);
    const ledger = this.#books.ledgers.get(album);
    this.going?.cancel(
      (offer, device) =>
        hex(offer.album) === album &&
        (!ledger || ledger.isRevoked(offer.photo, offer.sender) || ledger.frames.has(device)),
      draft,
      this.#to.nowMs(),
    );
  }

  /** Drop what was said about photos that are gone, and the keys of an album that is. */
  #forget(album: Id, { says, sender }: Withdraw, draft: Draft): void {
    const isMine = sender === null || hex(sender) === this.#books.me.id;
    if (says.kind === 'revoke-photos') {
      const gone = new Set(says.photos.map(hex));
      this.#to.gone(album, [...gone], draft);
      if (!isMine) return;
      const goes = (note: Note) => note.photo !== null && gone.has(hex(note.photo));
      this.#books.forgetNotes((note) => hex(note.album) === album && goes(note), draft);
      outcomes.gone(this.#books, album, [...gone], draft);
    }
    if (says.kind === 'revoke-album') {
      const goes = (note: Note) => hex(note.album) === album && note.photo !== null;
      this.#books.forgetNotes(goes, draft);
      for (const [number, row] of this.#books.all('epoch')) {
        if (row.album === album) draft.drop.add(number);
      }
      this.#to.gone(album, null, draft);
      outcomes.gone(this.#books, album, null, draft);
    }
    if (says.kind === 'revoke-purposes' && says.purposes.includes(Purpose.Display)) {
      this.#to.emptied(hex(says.frame), album, draft);
    }
  }

  /** A frame relays only what may be said. */
  mayNote(note: Note, device: Paired): boolean {
    const ledger = this.#books.ledgers.get(hex(note.album));
    if (device.rank !== Rank.Frame || !ledger) return false;
    if (ledger.hasRole(note.author, Role.Owner)) return true;
    return note.about === About.Favourite || ledger.hasRole(note.author, Role.Contributor);
  }

  greeted(heads: Heads, device: Paired): void {
    this.#to.heard(heads, device);
  }

  wanted(want: Want, offer: Offer): void {
    this.#to.wanted(want, offer);
  }

  finished(row: Outgoing, offer: Offer, result: Result | null, draft: Draft): void {
    this.#to.finished(row, offer, result, draft);
  }

  /** Keep what a frame answers; where it says that everything was erased, forget it. */
  said(message: Message, device: Paired, draft: Draft): void {
    if (device.rank !== Rank.Frame) return;
    if (message.kind === Kind.Left) this.#part(message, device, new Uint8Array(), draft);
    if (message.kind === Kind.Wiped) {
      const name = unhex(device.name);
      if (!isSignedBy(name, signedWords(message), message.signature)) return;
      this.#part({ ...message, kind: Kind.Left }, device, message.signature, draft);
    }
    if (message.kind === Kind.Keep) keyParts.take(this.#books, message, device, draft);
    this.#to.heard(message, device);
  }

  #part(left: Left, device: Paired, signature: Uint8Array, draft: Draft): void {
    const row = this.#books.find('device', device.name);
    if (!row) return;
    draft.drop.add(row[0]);
    keyParts.forget(this.#books, device.name, draft);
    journal.forget(this.#books, device.name, draft);
    draft.relisten = true;
    this.going?.forget(device.name, draft);
    this.#to.emptied(device.name, null, draft);
    draft.add.push({
      kind: 'parting',
      frame: device.name,
      label: device.label,
      photos: left.photos,
      generation: left.generation,
      atMs: Math.min(left.atMs, this.#to.nowMs()),
      signature,
      isListed: true,
    });
  }

  relisten(): void {
    this.#to.relisten();
  }
}
