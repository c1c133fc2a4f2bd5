/**
 * Captions, favourites, order: small signed facts; the newest stays (docs/protocol.md §10).
 *
 *     note = signature 64 | body
 *
 * Rule 1: a note is checked over the bytes as they came, and passed on as they came.
 * Rule 2: the board is a function of the set of notes heard: any order, any number of times.
 * Rule 3: whether an author may say it is asked of the caller, and never depends on who
 *         relayed it.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { compare, concat, hex, utf8 } from '../crypto/bytes.ts';
import { isSignedBy, type Signer } from '../crypto/sign.ts';
import { BadMessage } from '../errors.ts';
import { asKeptText, Fields } from './fields.ts';
import { turns, unturned } from './turns.ts';
import { encode, mapOf } from './wire.ts';

export const NOTE_BYTES = 8 * 1024;
export const SIGNATURE_BYTES = 64;
export const DIGEST_BYTES = 16;
export const CAPTION_CHARACTERS = 2_000;
export const TITLE_CHARACTERS = 200;
export const PLACE_CHARACTERS = 64;
export const AHEAD_MS = 24 * 3_600_000;
const DOMAIN = utf8('hf1/note\0');
const VERSION = 1;
const [KEY_BYTES, PHOTO_BYTES] = [32, 16];

/** What a note says something about. */
export const About = {
  Caption: 1,
  Favourite: 2,
  Hidden: 3,
  Place: 4,
  Private: 5,
  Title: 6,
} as const;
export type About = (typeof About)[keyof typeof About];

export type Said = string | boolean;
export type MayWrite = (author: Uint8Array, about: About, photo: Uint8Array | null) => boolean;

const TEXTS: Partial<Record<About, number>> = {
  [About.Caption]: CAPTION_CHARACTERS,
  [About.Place]: PLACE_CHARACTERS,
  [About.Title]: TITLE_CHARACTERS,
};

/** A note before it is signed; `photo` is null where it is about the album. */
export interface NoteDraft {
  readonly album: Uint8Array;
  readonly photo: Uint8Array | null;
  readonly clock: number;
  readonly about: About;
  readonly value: Said;
}

/**
 * A note whose signature, form and bounds are right; `told` is how it came.
 *
 * `clock` is in milliseconds since 1970, and grows with every note about the same.
 */
export interface Note extends NoteDraft {
  readonly author: Uint8Array;
  readonly told: Uint8Array;
}

/** Return less than 0 where another note stays; the signature decides between two equal ones. */
export function compareWeight(one: Note, other: Note): number {
  return (
    one.clock - other.clock ||
    compare(one.author, other.author) ||
    compare(encode(one.value), encode(other.value)) ||
    compare(one.told, other.told)
  );
}

/** Return the note that these bytes are, signed by its author; throw BadMessage. */
export function readNote(told: Uint8Array): Note {
  const note = recallNote(told);
  const signed = concat(DOMAIN, told.subarray(SIGNATURE_BYTES));
  if (!isSignedBy(note.author, signed, told.subarray(0, SIGNATURE_BYTES))) {
    throw new BadMessage('a note is not signed by its author');
  }
  if (typeof note.value === 'string' && turns(note.value)) {
    throw new BadMessage('a note would turn the direction of writing');
  }
  return note;
}

/**
 * Return a note that was read before and kept: its signature is not looked at.
 *
 * Throws BadMessage.
 */
export function recallNote(told: Uint8Array): Note {
  if (told.length <= SIGNATURE_BYTES || told.length > NOTE_BYTES) {
    throw new BadMessage('a note has the wrong length');
  }
  const fields = Fields.of(told.subarray(SIGNATURE_BYTES));
  fields.whole(0, VERSION, VERSION);
  const about = fields.whole(11, About.Caption, About.Title) as About;
  const characters = TEXTS[about];
  const note = {
    album: fields.octets(2, KEY_BYTES),
    author: fields.octets(3, KEY_BYTES),
    photo: fields.optional(10, (key) => fields.octets(key, PHOTO_BYTES)),
    clock: fields.whole(6),
    about,
    value:
      characters === undefined
        ? fields.flag(12)
        : fields.value(12, (value) => asKeptText(value, characters)),
    told,
  };
  fields.end();
  isSensible(note);
  return note;
}

/**
 * Return the signed bytes of a note; throw BadMessage where it breaks a bound.
 *
 * A text is freed of what turns the direction of writing before it is signed.
 */
export function writeNote(draft: NoteDraft, signer: Signer): Uint8Array {
  const body = encode(
    mapOf({
      0: VERSION,
      2: draft.album,
      3: signer.public,
      6: draft.clock,
      10: draft.photo ?? undefined,
      11: draft.about,
      12: typeof draft.value === 'string' ? unturned(draft.value) : draft.value,
    }),
  );
  const told = concat(signer.sign(concat(DOMAIN, body)), body);
  readNote(told);
  return told;
}

/** Refuse what one field alone does not show; throw BadMessage. */
function isSensible({ about, photo, value }: Note): void {
  if (about !== About.Private && (photo === null) !== (about === About.Title)) {
    throw new BadMessage('a note is about a photo where it has to be about an album, or not');
  }
  if (about === About.Place && !/^[0-9a-z]+$/.test(String(value))) {
    throw new BadMessage('a place in an album is written with 0-9 and a-z');
  }
}

/** This note holds now: store it, in the place of the one before. */
export interface Keep {
  readonly kind: 'keep';
  readonly note: Note;
}

type OfAlbum = ReadonlyMap<string, Note>;

/** Where a note stands in its album: its photo (or the album itself) and its field. */
const placeOf = (photo: Uint8Array | null, about: About) => `${photo ? hex(photo) : ''}:${about}`;

/** The notes that stay: album → photo (or none) and field → note. */
export class Board {
  readonly albums: ReadonlyMap<string, OfAlbum>;

  constructor(albums: ReadonlyMap<string, OfAlbum> = new Map()) {
    this.albums = albums;
  }

  /** Return the board with one note more; see `hearAll`. */
  hear(note: Note, nowMs: number, may: MayWrite): readonly [Board, readonly Keep[]] {
    return this.hearAll([note], nowMs, may);
  }

  /**
   * Return the board after these notes, and which of them hold now.
   *
   * A note from more than 24 hours ahead is not taken yet, and one by an author who `may` not
   * (author, about, photo) never; whoever has them says them again.
   */
  hearAll(notes: Iterable<Note>, nowMs: number, may: MayWrite): readonly [Board, readonly Keep[]] {
    const holds = new Map<string, Note>();
    for (const note of notes) {
      if (note.clock > nowMs + AHEAD_MS || !may(note.author, note.about, note.photo)) continue;
      const at = `${hex(note.album)}:${placeOf(note.photo, note.about)}`;
      const held = holds.get(at) ?? this.holding(note);
      if (!held || compareWeight(held, note) < 0) holds.set(at, note);
    }
    const kept = [...holds.values()].map((note) => ({ kind: 'keep', note }) as const);
    return [this.keepAll(holds.values()), kept];
  }

  /** Return what holds, or null where nobody said anything. */
  value(album: Uint8Array, photo: Uint8Array | null, about: About): Said | null {
    return this.#at(album, photo, about)?.value ?? null;
  }

  /** Return the clock of a note that is to replace the one that holds. */
  clockFor(album: Uint8Array, photo: Uint8Array | null, about: About, nowMs: number): number {
    const note = this.#at(album, photo, about);
    return note ? Math.max(note.clock + 1, nowMs) : nowMs;
  }

  /** Return the note that holds where this one would. */
  holding(note: NoteDraft): Note | null {
    return this.#at(note.album, note.photo, note.about) ?? null;
  }

  /** Return the board with a note that held when it was stored. */
  keep(note: Note): Board {
    return this.keepAll([note]);
  }

  /** Return the board with notes that held when they were stored; many at once are quick. */
  keepAll(notes: Iterable<Note>): Board {
    const changed = new Map<string, Map<string, Note>>();
    for (const note of notes) {
      const name = hex(note.album);
      const album = changed.get(name) ?? new Map(this.albums.get(name));
      changed.set(name, album.set(placeOf(note.photo, note.about), note));
    }
    return changed.size ? new Board(new Map([...this.albums, ...changed])) : this;
  }

  /** Return 16 bytes that two boards have in common if they hold the same of an album. */
  digest(album: Uint8Array): Uint8Array {
    const told = this.about(album).map((note) => note.told.subarray(0, SIGNATURE_BYTES));
    const whole = sha256(concat(utf8('hf1/notes\0'), ...told.sort(compare)));
    return whole.slice(0, DIGEST_BYTES);
  }

  /** Return all notes of an album that hold. */
  about(album: Uint8Array): readonly Note[] {
    return [...(this.albums.get(hex(album))?.values() ?? [])];
  }

  /** Return the board with those notes only; what was said about erased photos goes. */
  where(stays: (note: Note) => boolean): Board {
    const left = new Map<string, OfAlbum>();
    for (const [album, notes] of this.albums) {
      const those = [...notes].filter(([, note]) => stays(note));
      if (those.length) left.set(album, new Map(those));
    }
    return new Board(left);
  }

  #at(album: Uint8Array, photo: Uint8Array | null, about: About): Note | undefined {
    return this.albums.get(hex(album))?.get(placeOf(photo, about));
  }
}
