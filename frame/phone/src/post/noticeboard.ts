/**
 * The noticeboard: captions, favourites and the like, as they are said and heard.
 *
 * Rule: the newest note stays, whoever relayed it; a new one goes on to every frame it concerns.
 */

import { hex, unhex } from '../crypto/bytes.ts';
import { BadMessage } from '../errors.ts';
import { Kind } from '../protocol/envelope.ts';
import { packedNotes } from '../protocol/gossip.ts';
import type { Notes } from '../protocol/messages.ts';
import { type About, type Note, readNote, type Said, writeNote } from '../protocol/notes.ts';
import type { Books } from './books.ts';
import type { Draft } from './draft.ts';
import type { Id, Paired } from './rows.ts';
import type { Ways } from './ways.ts';

/** What is to be said about a photo, or (null) about its album. */
export interface Noting {
  readonly album: Id;
  readonly photo: Id | null;
  readonly about: About;
  readonly value: Said;
}

export class Noticeboard {
  readonly #books: Books;
  readonly #ways: Ways;
  readonly #others: (album: Id, source: Id | null) => readonly Id[];

  constructor(books: Books, ways: Ways, others: (album: Id, source: Id | null) => readonly Id[]) {
    this.#books = books;
    this.#ways = ways;
    this.#others = others;
  }

  /** Take what a frame says; what may not be said is dropped. */
  take(told: Notes, device: Paired, draft: Draft, nowMs: number): void {
    const fresh = new Map<Id, Uint8Array[]>();
    for (const one of told.notes) {
      const note = read(one);
      if (!note || !this.#takes(note, device, draft, nowMs)) continue;
      const album = hex(note.album);
      fresh.set(album, [...(fresh.get(album) ?? []), one]);
    }
    for (const [album, notes] of fresh) {
      draft.tellAll(this.#others(album, device.name), ...packedNotes(notes));
    }
  }

  #takes(note: Note, device: Paired, draft: Draft, nowMs: number): boolean {
    const ledger = this.#books.ledgers.get(hex(note.album));
    if (!ledger || ledger.isRevoked(note.photo ?? new Uint8Array(), note.author)) return false;
    return this.#ways.mayNote(note, device) && this.#put(note, draft, nowMs);
  }

  /** Let a note win over an older one, or return false. */
  #put(note: Note, draft: Draft, nowMs: number): boolean {
    const beaten = this.#books.board.holding(note);
    const [board, kept] = this.#books.board.hear(note, nowMs, () => true);
    if (!kept.length) return false;
    this.#books.board = board;
    const number = beaten && this.#books.numberOf(beaten);
    if (number !== null) draft.drop.add(number);
    const stale = draft.add.findIndex((row) => row.kind === 'note' && row.told === beaten?.told);
    if (stale >= 0) draft.add.splice(stale, 1);
    draft.add.push({ kind: 'note', told: note.told });
    return true;
  }

  /** Tell a device all notes of an album. */
  tell(album: Id, device: Id, draft: Draft): void {
    const held = this.#books.board.about(unhex(album)).map((note) => note.told);
    draft.tell(device, ...packedNotes(held));
  }

  /** Say something about a photo or an album; throws BadMessage where it breaks a bound. */
  say(wanted: Noting, draft: Draft, nowMs: number): void {
    const album = unhex(wanted.album);
    const photo = wanted.photo === null ? null : unhex(wanted.photo);
    const { about, value } = wanted;
    const clock = this.#books.board.clockFor(album, photo, about, nowMs);
    const told = writeNote({ album, photo, about, value, clock }, this.#books.me.signer);
    this.#put(readNote(told), draft, nowMs);
    draft.tellAll(this.#others(wanted.album, null), { kind: Kind.Notes, notes: [told] });
  }
}

function read(told: Uint8Array): Note | null {
  try {
    return readNote(told);
  } catch (problem) {
    if (problem instanceof BadMessage) return null;
    throw problem;
  }
}
