/**
 * Everything out: consents, receipts, photos and the whole journal as one document of JSON.
 *
 * Rule: no key and no secret is in it. Bytes are hex; what was signed is there byte for byte.
 */

import { hex, unhex } from '../crypto/bytes.ts';
import type { Books } from '../post/books.ts';
import type { Id } from '../post/rows.ts';
import { About } from '../protocol/notes.ts';
import { noticeOf } from './agreement.ts';
import { labelOf, titleOf } from './names.ts';
import { withdrawals } from './receipts.ts';

const FORMAT = 'hearthframe-phone-1';

/** A picture that goes along, and in which archive (1 is the first); null: the frame kept it. */
export interface TakenAlong {
  readonly album: Id;
  readonly photo: Id;
  readonly file: string;
  readonly archive: number | null;
}

/** What this phone knows, as plain JSON, and where the pictures are that go along. */
export function exported(books: Books, pictures: readonly TakenAlong[] = []): unknown {
  return {
    format: FORMAT,
    signer: books.me.id,
    frames: books.of('device').map((row) => ({
      key: row.name,
      label: labelOf(books, row.name),
      role: row.role,
      paired: time(row.addedMs),
    })),
    left: books.of('parting').map((row) => plain({ ...row, at: time(row.atMs) })),
    forgotten: books.of('forgotten').map((row) => plain({ ...row, atMs: time(row.atMs) })),
    known: books.of('neighbour').map(({ name, label, via }) => ({ key: name, label, via })),
    albums: [...books.ledgers.keys()].sort().map((album) => ({
      album,
      title: titleOf(books, album),
      revoked: books.ledgers.get(album)?.revoked ?? false,
    })),
    photos: photosOf(books),
    withdrawals: withdrawals(books).map(({ line, answers }) => ({
      revocation: hex(line.digest),
      album: hex(line.album),
      time: time(line.atMs),
      says: plain(line.says),
      answers: answers.map(({ frame, receipt, signature }) => ({
        ...{ frame, label: labelOf(books, frame), signature },
        receipt: receipt && plain(receipt),
      })),
    })),
    words: books.of('words').map(({ text }) => ({ sha256: hex(noticeOf(text)), text })),
    lines: linesOf(books),
    notes: notesOf(books),
    pictures,
  };
}

function photosOf(books: Books): unknown[] {
  const sent = new Map<string, { readonly frame: Id; readonly result: number }[]>();
  for (const { album, photo, frame, state } of books.of('sent')) {
    const key = `${album}/${photo}`;
    const one = { frame, result: state };
    if (!sent.get(key)?.push(one)) sent.set(key, [one]);
  }
  return books.of('picked').map((row) => ({
    photo: row.photo,
    album: row.album,
    file: row.name,
    sha256: row.digest,
    removed: row.removed,
    taken: row.taken || null,
    caption: books.board.value(unhex(row.album), unhex(row.photo), About.Caption),
    isTakenBack: books.isRevoked(row.album, row.photo),
    frames: sent.get(`${row.album}/${row.photo}`) ?? [],
  }));
}

function linesOf(books: Books): unknown[] {
  return [...books.ledgers.keys()]
    .flatMap((album) => books.linesOf(album))
    .sort((one, other) => one.atMs - other.atMs || one.number - other.number)
    .map((line) => ({
      album: hex(line.album),
      author: hex(line.author),
      number: line.number,
      time: time(line.atMs),
      says: plain(line.says),
      digest: hex(line.digest),
      told: hex(line.told),
    }));
}

function notesOf(books: Books): unknown[] {
  return [...books.ledgers.keys()].flatMap((album) =>
    books.board.about(unhex(album)).map((note) => ({
      album,
      photo: note.photo && hex(note.photo),
      author: hex(note.author),
      about: note.about,
      value: note.value,
      told: hex(note.told),
    })),
  );
}

/** A time that a calendar has as text; another one as its number. */
function time(ms: number): string {
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) ? `${ms} ms` : at.toISOString();
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}
