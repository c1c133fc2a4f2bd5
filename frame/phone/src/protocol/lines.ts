/**
 * Lines: what owners and frames sign about an album (docs/protocol.md §8.1).
 *
 *     line = signature 64 | body        digest = SHA-256("hf1/line" | 00 | body)
 *
 * Rule 1: a line is checked over the bytes as they came, and passed on as they came.
 * Rule 2: form and bounds are checked here, who may say what in `consent`.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equal, utf8 } from '../crypto/bytes.ts';
import { isSignedBy, type Signer } from '../crypto/sign.ts';
import { BadMessage } from '../errors.ts';
import { asArray, asOctets, asWhole, Fields, isAscending } from './fields.ts';
import { encode, mapOf, type Value } from './wire.ts';

export const LINE_BYTES = 8 * 1024;
export const KEY_BYTES = 32;
export const DIGEST_BYTES = 32;
export const ID_BYTES = 16;
export const SIGNATURE_BYTES = 64;
export const NUMBERS = 65_536;
export const SEEN = 16;
export const PHOTOS = 256;
export const KEEPERS = 4;
export const LEASE_S = 30 * 86_400;
export const ADMISSION_S = 400 * 86_400;
const DOMAIN = utf8('hf1/line\0');
const VERSION = 1;

/** What a frame may do with the photos of an album. */
export const Purpose = { Display: 1, Enhance: 2, Score: 3, Faces: 4, Share: 5 } as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];

/** What goes with a grant. */
export const Term = { StrangersBlurred: 1 } as const;
export type Term = (typeof Term)[keyof typeof Term];

/** What an admitted device may do in an album. */
export const Role = { Owner: 1, Contributor: 2 } as const;
export type Role = (typeof Role)[keyof typeof Role];

/**
 * The first line of an album; its digest is the album's name.
 *
 * `keepers` admit and dismiss others; `follows` is the album this one goes on from.
 */
export interface Found {
  readonly kind: 'found';
  readonly owner: Uint8Array;
  readonly keepers: readonly Uint8Array[];
  readonly random: Uint8Array;
  readonly follows: Uint8Array | null;
}

/** A keeper lets another device write here, until a time in seconds since 1970. */
export interface Admit {
  readonly kind: 'admit';
  readonly key: Uint8Array;
  readonly role: Role;
  readonly untilS: number;
}

/** A device that may not grant or admit any more, for ever. */
export interface Dismiss {
  readonly kind: 'dismiss';
  readonly key: Uint8Array;
}

/**
 * What a frame may do, from one time to another (seconds since 1970).
 *
 * `notice` is the SHA-256 of the words the person read; `serial` orders grants to this frame.
 */
export interface Grant {
  readonly kind: 'grant';
  readonly frame: Uint8Array;
  readonly purposes: readonly Purpose[];
  readonly fromS: number;
  readonly untilS: number;
  readonly notice: Uint8Array;
  readonly serial: number;
  readonly terms: readonly Term[];
}

/** These photos are gone for ever. */
export interface RevokePhotos {
  readonly kind: 'revoke-photos';
  readonly photos: readonly Uint8Array[];
}

/** Grants to a frame up to a serial lose these purposes. */
export interface RevokePurposes {
  readonly kind: 'revoke-purposes';
  readonly frame: Uint8Array;
  readonly purposes: readonly Purpose[];
  readonly serial: number;
}

/** A frame has nothing of this album any more, for ever. */
export interface RevokeFrame {
  readonly kind: 'revoke-frame';
  readonly frame: Uint8Array;
}

/** Nobody has anything of this album any more, for ever. */
export interface RevokeAlbum {
  readonly kind: 'revoke-album';
}

/** A frame's word that it did what a revocation asks; `erasedAt` in milliseconds. */
export interface Receipt {
  readonly kind: 'receipt';
  readonly answers: Uint8Array;
  readonly photos: number;
  readonly generation: number;
  readonly erasedAt: number;
}

export type Revocation = RevokePhotos | RevokePurposes | RevokeFrame | RevokeAlbum;
export type Says = Found | Admit | Dismiss | Grant | Revocation | Receipt;

/** The last line of somebody else that an author knew of. */
export interface Seen {
  readonly author: Uint8Array;
  readonly number: number;
  readonly digest: Uint8Array;
}

/**
 * A line before it is signed; `album` and `previous` are null in an album's first line.
 *
 * number    of the line in its author's own chain, from 0
 * previous  digest of the author's line before
 * atMs      milliseconds since 1970 on the author's clock
 * seen      ascending by author
 */
export interface Draft {
  readonly album: Uint8Array | null;
  readonly number: number;
  readonly previous: Uint8Array | null;
  readonly atMs: number;
  readonly says: Says;
  readonly seen: readonly Seen[];
}

/** A line whose signature, form and bounds are right; `told` is how it came. */
export interface Line {
  readonly album: Uint8Array;
  readonly author: Uint8Array;
  readonly number: number;
  readonly previous: Uint8Array | null;
  readonly atMs: number;
  readonly seen: readonly Seen[];
  readonly says: Says;
  readonly digest: Uint8Array;
  readonly told: Uint8Array;
}

/** Return the line that these bytes are, signed by its author; throw BadMessage. */
export function readLine(told: Uint8Array): Line {
  const line = recallLine(told);
  const signed = concat(DOMAIN, told.subarray(SIGNATURE_BYTES));
  if (!isSignedBy(line.author, signed, told.subarray(0, SIGNATURE_BYTES))) {
    throw new BadMessage('a line of consent is not signed by its author');
  }
  return line;
}

/**
 * Return a line that was read before and kept: its signature is not looked at.
 *
 * Throws BadMessage.
 */
export function recallLine(told: Uint8Array): Line {
  if (told.length <= SIGNATURE_BYTES || told.length > LINE_BYTES) {
    throw new BadMessage('a line of consent has the wrong length');
  }
  const body = told.subarray(SIGNATURE_BYTES);
  const fields = Fields.of(body);
  fields.whole(0, VERSION, VERSION);
  const kind = fields.whole(1, FOUND, RECEIPT);
  const author = fields.octets(3, KEY_BYTES);
  const digest = sha256(concat(DOMAIN, body));
  const album = kind === FOUND ? digest : fields.octets(2, DIGEST_BYTES);
  const number = fields.whole(4, 0, NUMBERS - 1);
  const previous = number ? fields.octets(5, DIGEST_BYTES) : null;
  const atMs = fields.whole(6);
  const seen = readSeen(fields, author);
  const line = {
    ...{ album, author, number, previous, atMs, seen },
    ...{ says: read(kind, fields), digest, told },
  };
  fields.end();
  isSensible(line);
  return line;
}

/** Return the signed bytes of a line; throw BadMessage where it breaks a bound. */
export function writeLine(draft: Draft, signer: Signer): Uint8Array {
  const { says, seen, previous, album } = draft;
  const body = encode(
    mapOf({
      0: VERSION,
      1: KINDS[says.kind],
      2: album ?? undefined,
      3: signer.public,
      4: draft.number,
      5: previous ?? undefined,
      6: draft.atMs,
      7: seen.map((one) => [one.author, one.number, one.digest]),
      ...ownFields(says),
    }),
  );
  const told = concat(signer.sign(concat(DOMAIN, body)), body);
  readLine(told);
  return told;
}

const FOUND = 1;
const REVOKE = 5;
const RECEIPT = 6;
const KINDS: Readonly<Record<Says['kind'], number>> = {
  found: FOUND,
  admit: 2,
  dismiss: 3,
  grant: 4,
  'revoke-photos': REVOKE,
  'revoke-purposes': REVOKE,
  'revoke-frame': REVOKE,
  'revoke-album': REVOKE,
  receipt: RECEIPT,
};
const SCOPES = {
  'revoke-photos': 1,
  'revoke-purposes': 2,
  'revoke-frame': 3,
  'revoke-album': 4,
} as const;

function ownFields(says: Says): Record<number, Value | undefined> {
  switch (says.kind) {
    case 'found':
      return { 10: says.owner, 11: says.keepers, 12: says.random, 13: says.follows ?? undefined };
    case 'admit':
      return { 10: says.key, 11: says.role, 12: says.untilS };
    case 'dismiss':
      return { 10: says.key };
    case 'grant':
      return grantFields(says);
    case 'receipt':
      return { 10: says.answers, 11: says.photos, 12: says.generation, 13: says.erasedAt };
    default:
      return revocationFields(says);
  }
}

function grantFields(says: Grant): Record<number, Value> {
  return {
    10: says.frame,
    11: says.purposes,
    12: says.fromS,
    13: says.untilS,
    14: says.notice,
    15: says.serial,
    16: says.terms,
  };
}

function revocationFields(says: Revocation): Record<number, Value> {
  const scope = SCOPES[says.kind];
  switch (says.kind) {
    case 'revoke-photos':
      return { 10: scope, 11: says.photos };
    case 'revoke-purposes':
      return { 10: scope, 12: says.frame, 13: says.purposes, 14: says.serial };
    case 'revoke-frame':
      return { 10: scope, 12: says.frame };
    case 'revoke-album':
      return { 10: scope };
  }
}

const key = (value: Value) => asOctets(value, KEY_BYTES);
const purpose = (value: Value) => asWhole(value, Purpose.Display, Purpose.Share) as Purpose;
const term = (value: Value) => asWhole(value, 1, Term.StrangersBlurred) as Term;

function readSeen(fields: Fields, author: Uint8Array): readonly Seen[] {
  const found = fields.array(7, 0, SEEN).map((one) => {
    const [other = null, number = null, digest = null] = asArray(one, 3, 3);
    return {
      author: key(other),
      number: asWhole(number, 0, NUMBERS - 1),
      digest: asOctets(digest, DIGEST_BYTES),
    };
  });
  const others = found.map((one) => one.author);
  if (!isAscending(others) || others.some((one) => equal(one, author))) {
    throw new BadMessage('what a line has seen is not in order');
  }
  return found;
}

function read(kind: number, fields: Fields): Says {
  switch (kind) {
    case FOUND:
      return readFound(fields);
    case KINDS.admit: {
      const [who, role] = [fields.octets(10, KEY_BYTES), fields.whole(11, 1, 2) as Role];
      return { kind: 'admit', key: who, role, untilS: fields.whole(12) };
    }
    case KINDS.dismiss:
      return { kind: 'dismiss', key: fields.octets(10, KEY_BYTES) };
    case KINDS.grant:
      return readGrant(fields);
    case REVOKE:
      return readRevocation(fields);
    default:
      return readReceipt(fields);
  }
}

function readFound(fields: Fields): Found {
  return {
    kind: 'found',
    owner: fields.octets(10, ID_BYTES),
    keepers: fields.ascending(11, key, 1, KEEPERS),
    random: fields.octets(12, ID_BYTES),
    follows: fields.optional(13, (at) => fields.octets(at, DIGEST_BYTES)),
  };
}

function readGrant(fields: Fields): Grant {
  return {
    kind: 'grant',
    frame: fields.octets(10, KEY_BYTES),
    purposes: fields.ascending(11, purpose, 1, Purpose.Share),
    fromS: fields.whole(12),
    untilS: fields.whole(13),
    notice: fields.octets(14, DIGEST_BYTES),
    serial: fields.whole(15),
    terms: fields.ascending(16, term, 0, Term.StrangersBlurred),
  };
}

function readRevocation(fields: Fields): Revocation {
  const scope = fields.whole(10, 1, 4);
  if (scope === SCOPES['revoke-photos']) {
    const photos = fields.ascending(11, (one) => asOctets(one, ID_BYTES), 1, PHOTOS);
    return { kind: 'revoke-photos', photos };
  }
  if (scope === SCOPES['revoke-album']) return { kind: 'revoke-album' };
  const frame = fields.octets(12, KEY_BYTES);
  if (scope === SCOPES['revoke-frame']) return { kind: 'revoke-frame', frame };
  const purposes = fields.ascending(13, purpose, 1, Purpose.Share);
  return { kind: 'revoke-purposes', frame, purposes, serial: fields.whole(14) };
}

function readReceipt(fields: Fields): Receipt {
  return {
    kind: 'receipt',
    answers: fields.octets(10, DIGEST_BYTES),
    photos: fields.whole(11),
    generation: fields.whole(12),
    erasedAt: fields.whole(13),
  };
}

/** Refuse what one field alone does not show; throw BadMessage. */
function isSensible({ says, ...line }: Line): void {
  if (says.kind === 'found') {
    const isFirst = !line.number && !line.seen.length;
    if (!isFirst || !says.keepers.some((one) => equal(one, line.author))) {
      throw new BadMessage('an album is founded by a keeper, in the first line of its chain');
    }
  }
  const lease = says.kind === 'grant' ? says.untilS - says.fromS : 1;
  if (lease <= 0 || lease > LEASE_S) throw new BadMessage('a grant lasts for at most 30 days');
  if (says.kind === 'admit' && says.untilS - Math.floor(line.atMs / 1000) > ADMISSION_S) {
    throw new BadMessage('an admission lasts for at most 400 days');
  }
}
