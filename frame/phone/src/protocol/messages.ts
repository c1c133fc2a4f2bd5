/**
 * What devices say to each other inside envelopes: one noun per row of docs/protocol.md §7.
 *
 * Rule 1: the fields of a message are numbered from 10, in the order in which its parts are
 *         named; `SPELLING` says how each is written and within which bounds it is read.
 * Rule 2: whatever `fromLetter` returns, `toLetter` writes with the same bytes.
 * Rule 3: what a message may do is decided elsewhere; here it is only well formed.
 *
 * What a frame shows of itself stands in rooms of its own (`frame_views`, `frame_pictures`,
 * `frame_people`, `frame_privacy`); all of them meet in one table here.
 */

import { hex, unhex } from '../crypto/bytes.ts';
import { BadMessage } from '../errors.ts';
import { Kind, type Letter, OWN_FIELDS, Rank } from './envelope.ts';
import type { Ask, Head } from './facts.ts';
import { asArray, asOctets, asWhole, Fields } from './fields.ts';
import * as people from './frame_people.ts';
import * as pictures from './frame_pictures.ts';
import * as privacy from './frame_privacy.ts';
import * as views from './frame_views.ts';
import { DIGEST_BYTES, KEY_BYTES, LINE_BYTES, NUMBERS, SIGNATURE_BYTES } from './lines.ts';
import { NOTE_BYTES, DIGEST_BYTES as NOTES_DIGEST_BYTES } from './notes.ts';
import {
  CHECK_BYTES,
  CHUNKS,
  chunkCount,
  EPOCHS,
  PHOTO_BYTES,
  sealedBytes,
  TRANSFER_BYTES,
} from './photos.ts';
import {
  type AnyParts,
  array,
  choice,
  mustAscend,
  octets,
  optional,
  type Part,
  type Parts,
  row,
  taken,
  text,
  whole,
} from './spelling.ts';
import * as parts from './unlocking.ts';
import { VALUE_BYTES, type Value } from './wire.ts';

export const LINES = 64;
export const ALBUMS = 256;
export const AUTHORS = 128;
export const ASKS = 64;
export const NOTES = 256;
export const DEVICES = 64;
export const LABEL_CHARACTERS = 64;
export const VERSION_CHARACTERS = 64;
export const WINDOW = 16;
export const DIGITS = 1_000_000;
export const FREE_STEP = 64 * 1024 * 1024;

/** What became of a photo at its receiver. */
export const Result = {
  Kept: 1,
  HadIt: 2,
  NoConsent: 3,
  NoRoom: 4,
  Quota: 5,
  NotAPhoto: 6,
  Damaged: 7,
  Unknown: 8,
} as const;
export type Result = (typeof Result)[keyof typeof Result];

/** Lines of consent as they came (§8), at most 64. */
export interface Lines {
  readonly kind: typeof Kind.Lines;
  readonly lines: readonly Uint8Array[];
}

/** How far each author's chain (hex of 32) of one album is whole, and the digest of its notes. */
export interface AlbumHeads {
  readonly album: Uint8Array;
  readonly heads: ReadonlyMap<string, Head>;
  readonly notes: Uint8Array; // 16
}

/** What one has of the albums two devices have in common, ascending, at most 256. */
export interface Heads {
  readonly kind: typeof Kind.Heads;
  readonly albums: readonly AlbumHeads[];
}

/** Which lines of an album are missing. */
export interface AskLines {
  readonly kind: typeof Kind.Ask;
  readonly album: Uint8Array;
  readonly wanted: readonly Ask[];
}

/** The key of the sender's photos of an album, from an epoch on. */
export interface NewKey {
  readonly kind: typeof Kind.Key;
  readonly album: Uint8Array;
  readonly epoch: number;
  readonly key: Uint8Array;
}

/** A photo that waits for its receiver. */
export interface Offer {
  readonly kind: typeof Kind.Offer;
  readonly transfer: Uint8Array;
  readonly album: Uint8Array;
  readonly epoch: number;
  readonly photo: Uint8Array;
  readonly pictureBytes: number; // as it is
  readonly sealedBytes: number; // padded and sealed
  readonly checks: Uint8Array; // 16 bytes for each chunk
  readonly taken: string | null; // "YYYY-MM-DDTHH:MM:SS" on the camera's clock
  readonly sender: Uint8Array; // the device that brought the photo into the album
}

/** Which chunks are wanted, lowest bit first, and how many of them now. */
export interface Want {
  readonly kind: typeof Kind.Want;
  readonly transfer: Uint8Array;
  readonly bitmap: Uint8Array;
  readonly window: number;
}

/** A transfer is over. */
export interface Done {
  readonly kind: typeof Kind.Done;
  readonly transfer: Uint8Array;
  readonly result: Result;
}

/** Signed notes as they came (§10), at most 256. */
export interface Notes {
  readonly kind: typeof Kind.Notes;
  readonly notes: readonly Uint8Array[];
}

/** What do you hold of mine? */
export interface AskHolding {
  readonly kind: typeof Kind.AskHolding;
}

/** How much of one album a frame holds. */
export interface Held {
  readonly album: Uint8Array;
  readonly photos: number;
  readonly bytes: number;
}

/** What a frame holds. */
export interface Holding {
  readonly kind: typeof Kind.Holding;
  readonly albums: readonly Held[];
}

/** Show a card; who pairs by it gets this role. */
export interface Invite {
  readonly kind: typeof Kind.Invite;
  readonly role: Exclude<Rank, typeof Rank.Frame>;
}

/** The digits on the other side's screen, as a whole number. */
export interface Approve {
  readonly kind: typeof Kind.Approve;
  readonly digits: number;
}

/** Who is paired? */
export interface AskDevices {
  readonly kind: typeof Kind.AskDevices;
}

/** A device of a frame; paired at `atMs`. */
export interface Listed {
  readonly key: Uint8Array;
  readonly rank: Rank;
  readonly label: string;
  readonly atMs: number;
}

/** The devices of a frame, at most 64. */
export interface Devices {
  readonly kind: typeof Kind.Devices;
  readonly devices: readonly Listed[];
}

/** Call a device by another label. */
export interface Rename {
  readonly kind: typeof Kind.Rename;
  readonly device: Uint8Array;
  readonly label: string;
}

/** Forget a device. */
export interface Remove {
  readonly kind: typeof Kind.Remove;
  readonly device: Uint8Array;
}

/** Erase everything of my owner, for ever. */
export interface Leave {
  readonly kind: typeof Kind.Leave;
}

/** It was erased: so many photos, at a generation of the store, at a time. */
export interface Left {
  readonly kind: typeof Kind.Left;
  readonly photos: number;
  readonly generation: number;
  readonly atMs: number;
}

/** How a frame is; `freeBytes` is a multiple of 64 MiB. */
export interface State {
  readonly kind: typeof Kind.State;
  readonly photos: number;
  readonly freeBytes: number;
  readonly version: string;
}

export type OfAlbums = Lines | Heads | AskLines | NewKey | Notes | AskHolding | Holding;
export type OfPhotos = Offer | Want | Done;
export type OfDevices = Invite | Approve | AskDevices | Devices | Rename | Remove;
export type OfFrames =
  | Leave
  | Left
  | State
  | views.View
  | pictures.Pictures
  | people.Persons
  | privacy.Accounts
  | parts.Partings;
export type Message = OfAlbums | OfPhotos | OfDevices | OfFrames;

const readHeads = (value: Value): ReadonlyMap<string, Head> => {
  const rows = asArray(value, 0, AUTHORS).map(
    (one) => asArray(one, 3, 3) as [Value, Value, Value],
  );
  const authors = rows.map(([author]) => asOctets(author, KEY_BYTES));
  mustAscend(authors);
  return new Map(
    rows.map(([, number, digest], at) => [
      hex(authors[at] as Uint8Array),
      { number: asWhole(number, 0, NUMBERS - 1), digest: asOctets(digest, DIGEST_BYTES) },
    ]),
  );
};

const writeHeads = (heads: ReadonlyMap<string, Head>): Value =>
  [...heads.keys()].sort().map((author) => {
    const { number, digest } = heads.get(author) as Head;
    return [unhex(author), number, digest];
  });

const key = octets(KEY_BYTES);
const album = octets(DIGEST_BYTES);
const transfer = octets(TRANSFER_BYTES);
const epoch = whole(EPOCHS - 1);
const label = text(LABEL_CHARACTERS);
const heads: Part<ReadonlyMap<string, Head>> = { read: readHeads, write: writeHeads };
const headsOfAlbum = row<AlbumHeads>({ album, heads, notes: octets(NOTES_DIGEST_BYTES) });
const held = row<Held>({ album, photos: whole(), bytes: whole() });
const listed = row<Listed>({ key, rank: choice<Rank>(Rank.Frame), label, atMs: whole() });

const SPELLING: { readonly [K in Kind]: Parts<Extract<Message, { readonly kind: K }>> } = {
  [Kind.Lines]: { lines: array(octets(SIGNATURE_BYTES + 1, LINE_BYTES), LINES) },
  [Kind.Heads]: { albums: array(headsOfAlbum, ALBUMS) },
  [Kind.Ask]: {
    album,
    wanted: array(row<Ask>({ author: key, number: whole(NUMBERS - 1) }), ASKS),
  },
  [Kind.Key]: { album, epoch, key },
  [Kind.Offer]: {
    transfer,
    album,
    epoch,
    photo: octets(PHOTO_BYTES),
    pictureBytes: whole(undefined, 1),
    sealedBytes: whole(undefined, 1),
    checks: octets(CHECK_BYTES, VALUE_BYTES),
    taken: optional(taken),
    sender: key,
  },
  [Kind.Want]: { transfer, bitmap: octets(1, CHUNKS / 8), window: whole(WINDOW, 1) },
  [Kind.Done]: { transfer, result: choice<Result>(Result.Unknown) },
  [Kind.Notes]: { notes: array(octets(SIGNATURE_BYTES + 1, NOTE_BYTES), NOTES) },
  [Kind.AskHolding]: {},
  [Kind.Holding]: { albums: array(held, ALBUMS) },
  [Kind.Invite]: { role: choice<Invite['role']>(Rank.Viewer) },
  [Kind.Approve]: { digits: whole(DIGITS - 1) },
  [Kind.AskDevices]: {},
  [Kind.Devices]: { devices: array(listed, DEVICES) },
  [Kind.Rename]: { device: key, label },
  [Kind.Remove]: { device: key },
  [Kind.Leave]: {},
  [Kind.Left]: { photos: whole(), generation: whole(), atMs: whole() },
  [Kind.State]: { photos: whole(), freeBytes: whole(), version: text(VERSION_CHARACTERS) },
  ...views.SPELLING,
  ...pictures.SPELLING,
  ...people.SPELLING,
  ...privacy.SPELLING,
  ...parts.SPELLING,
};

/** The fields of a kind: number, name, part. */
const places = (kind: Kind): [number, string, Part<unknown>][] =>
  Object.entries(SPELLING[kind] as AnyParts).map(([name, part], at) => [
    OWN_FIELDS + at,
    name,
    part,
  ]);

/**
 * The letter that says this; `number` is that of §6.3.
 *
 * Throws BadMessage where the message breaks a bound.
 */
export const toLetter = (message: Message, number: number): Letter => {
  const { kind } = message;
  const said = message as unknown as Readonly<Record<string, unknown>>;
  const own = places(kind)
    .filter(([, name, part]) => !(part.isOptional && said[name] === null))
    .map(([place, name, part]): [number, Value] => [place, part.write(said[name])]);
  const letter = { kind, number, own: new Map(own) };
  fromLetter(letter);
  return letter;
};

/** What a letter says; throws BadMessage. */
export const fromLetter = (letter: Letter): Message => {
  const told = new Fields(letter.own);
  const found = places(letter.kind).map(([place, name, part]): [string, unknown] => {
    const isLeftOut = part.isOptional === true && !letter.own.has(place);
    return [name, isLeftOut ? null : told.value(place, part.read)];
  });
  told.end();
  const message = { kind: letter.kind, ...Object.fromEntries(found) } as Message;
  check(message);
  return message;
};

/** Refuse what one field alone does not show; throws BadMessage. */
const check = (message: Message): void => {
  if (message.kind === Kind.Heads) mustAscend(message.albums.map((one) => one.album));
  if (message.kind === Kind.Offer) checkOffer(message);
  if (message.kind === Kind.State && message.freeBytes % FREE_STEP) {
    throw new BadMessage('a frame says how much is free in steps of 64 MiB');
  }
  if (message.kind === Kind.Settings) views.check(message);
  if (message.kind === Kind.Enrolled) people.check(message);
  pictures.check(message);
};

const checkOffer = (offer: Offer): void => {
  if (offer.sealedBytes !== sealedBytes(offer.pictureBytes)) {
    throw new BadMessage('a photo is sealed to another length than the protocol has');
  }
  if (offer.checks.length !== CHECK_BYTES * chunkCount(offer.sealedBytes)) {
    throw new BadMessage('an offer has one check for each chunk');
  }
};
