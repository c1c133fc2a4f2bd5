/**
 * Envelopes: what one device says to another, sealed and signed (docs/protocol.md §6).
 *
 *     envelope  = 01 | suite | HPKE box           info = "hf1/envelope" | 00 | suite | from | to
 *     plaintext = signature 64 | u32 length | body | zeros up to one of five sizes
 *     body      = {0: 1, 1: kind, 2: number, 10…: its own fields}
 *
 * Rule 1: the signature names both sides and lies inside, so nobody sees who signed and no
 *         receiver can pass a message on as if it had been meant for another.
 * Rule 2: a number is taken once. It grows, survives a restored backup, and tells the time.
 * Rule 3: a device opens boxes of its own suite only.
 */

import { type Opener, overheadBytes, type Suite, seal } from '../crypto/box.ts';
import { concat, toNumber, unsigned, utf8 } from '../crypto/bytes.ts';
import { isSignedBy, SIGNATURE_BYTES, type Signer } from '../crypto/sign.ts';
import { BadMessage } from '../errors.ts';
import { Fields } from './fields.ts';
import { decode, encode, LARGEST, type Value, type ValueMap } from './wire.ts';

export const SIZES = [1_024, 4_096, 16_384, 65_536, 131_072] as const;
export const NUMBERS_KEPT = 1_024;
export const AHEAD_MS = 24 * 3_600_000;
export const OWN_FIELDS = 10;
const VERSION = 1;
const HEAD_BYTES = SIGNATURE_BYTES + 4;
export const BODY_BYTES = 131_072 - HEAD_BYTES;
const DOMAIN = utf8('hf1/envelope\0');

/** What a device is to a frame. */
export const Rank = { Owner: 1, Contributor: 2, Viewer: 3, Frame: 4 } as const;
export type Rank = (typeof Rank)[keyof typeof Rank];

/** What a message is about. */
export const Kind = {
  Lines: 1,
  Heads: 2,
  Ask: 3,
  Key: 4,
  Offer: 5,
  Want: 6,
  Done: 7,
  Notes: 8,
  AskHolding: 9,
  Holding: 10,
  Invite: 11,
  Approve: 12,
  AskDevices: 13,
  Devices: 14,
  Rename: 15,
  Remove: 16,
  Leave: 17,
  Left: 18,
  State: 19,
  Verb: 20,
  AskGlass: 21,
  Glass: 22,
  AskSettings: 23,
  Settings: 24,
  AskPhotos: 25,
  Photos: 26,
  Look: 27,
  Looks: 28,
  AskFaces: 29,
  Faces: 30,
  AskPeople: 31,
  People: 32,
  Enrol: 33,
  Enrolled: 34,
  Forget: 35,
  AskPrivacy: 36,
  Privacy: 37,
  Wipe: 38,
  Wiped: 39,
  Copy: 40,
  Copied: 41,
  AskPart: 42,
  Part: 43,
  Keep: 48,
  Kept: 49,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];
const LAST_KIND: number = Kind.Kept;
const KINDS: ReadonlySet<number> = new Set(Object.values(Kind));

const EVERYBODY: readonly Kind[] = [Kind.Heads, Kind.Ask, Kind.Notes, Kind.Rename, Kind.Remove];
const SENDING: readonly Kind[] = [Kind.Lines, Kind.Key, Kind.Offer, Kind.Want, Kind.Done];
const ASKING: readonly Kind[] = [
  ...[Kind.AskHolding, Kind.AskDevices, Kind.Verb],
  ...[Kind.AskGlass, Kind.AskSettings, Kind.AskPrivacy],
];
const LOOKING: readonly Kind[] = [
  ...[Kind.AskPhotos, Kind.Look, Kind.AskFaces],
  ...[Kind.AskPeople, Kind.Enrol, Kind.Forget, Kind.Copy, Kind.AskPart],
];
const TELLING: readonly Kind[] = [
  ...[Kind.Holding, Kind.Devices, Kind.Left, Kind.State, Kind.Glass, Kind.Photos, Kind.Looks],
  ...[Kind.Faces, Kind.People, Kind.Enrolled, Kind.Privacy, Kind.Wiped],
  ...[Kind.Copied, Kind.Part, Kind.Keep],
];
const ALLOWED: Readonly<Record<Rank, (kind: Kind) => boolean>> = {
  [Rank.Owner]: (kind) => !TELLING.includes(kind),
  [Rank.Contributor]: (kind) =>
    [EVERYBODY, SENDING, ASKING, LOOKING].some((kinds) => kinds.includes(kind)),
  [Rank.Viewer]: (kind) => [EVERYBODY, ASKING].some((kinds) => kinds.includes(kind)),
  [Rank.Frame]: (kind) =>
    kind === Kind.Settings || [EVERYBODY, SENDING, TELLING].some((kinds) => kinds.includes(kind)),
};

/** Whether a device of this rank may send such a message at all. */
export const maySend = (rank: Rank, kind: Kind): boolean => ALLOWED[rank](kind);

/** Whom to seal to: the signing public key that names a device, and its sealing key. */
export interface Peer {
  readonly name: Uint8Array;
  readonly suite: Suite;
  readonly sealKey: Uint8Array;
}

/** One message; `own` holds the fields of its kind, numbered from 10. */
export interface Letter {
  readonly kind: Kind;
  readonly number: number;
  readonly own: ValueMap;
}

/** The envelope; throws RangeError for too much, BadMessage for an unusable key. */
export const close = (letter: Letter, signer: Signer, to: Peer): Uint8Array => {
  const body = writeBody(letter);
  const plain = new Uint8Array(sizeFor(HEAD_BYTES + body.length));
  plain.set(signer.sign(signed(signer.public, to.name, body)));
  plain.set(unsigned(body.length, 4), SIGNATURE_BYTES);
  plain.set(body, HEAD_BYTES);
  const box = seal(to.sealKey, to.suite, plain, infoOf(to.suite, signer.public, to.name));
  return concat(Uint8Array.of(VERSION, to.suite), box);
};

/** What `sender` said to `mine` (signing public keys); throws BadMessage. */
export const openEnvelope = (
  told: Uint8Array,
  opener: Opener,
  mine: Uint8Array,
  sender: Uint8Array,
): Letter => {
  if (told[0] !== VERSION || told[1] !== opener.suite) {
    throw new BadMessage('an envelope is of another version or was sealed to another key');
  }
  if (!SIZES.some((size) => size === told.length - 2 - overheadBytes(opener.suite))) {
    throw new BadMessage('an envelope has a size that none has');
  }
  const plain = opener.open(told.subarray(2), infoOf(opener.suite, sender, mine));
  const body = bodyOf(plain);
  if (!isSignedBy(sender, signed(sender, mine, body), plain.subarray(0, SIGNATURE_BYTES))) {
    throw new BadMessage('an envelope is not signed by its sender');
  }
  return readBody(body);
};

/** The bytes of a message; throws RangeError for one that is too large. */
export const writeBody = (letter: Letter): Uint8Array => {
  for (const key of letter.own.keys()) {
    if (key < OWN_FIELDS) throw new RangeError('the fields of a message are numbered from 10');
  }
  const head: [number, Value][] = [
    [0, VERSION],
    [1, letter.kind],
    [2, letter.number],
  ];
  const body = encode(new Map([...head, ...letter.own]));
  if (body.length > BODY_BYTES) throw new RangeError('a message has too many bytes');
  return body;
};

/** The message; its own fields are yet to be looked at; throws BadMessage. */
export const readBody = (body: Uint8Array): Letter => {
  const whole = decode(body);
  if (!(whole instanceof Map)) throw new BadMessage('a message is not a map of fields');
  const entries = [...(whole as ValueMap)];
  const fields = new Fields(new Map(entries.filter(([key]) => key < OWN_FIELDS)));
  fields.whole(0, VERSION, VERSION);
  const kind = fields.whole(1, 1, LAST_KIND) as Kind;
  const number = fields.whole(2);
  if (!KINDS.has(kind)) {
    throw new BadMessage('a message is of a kind that this version does not know');
  }
  fields.end();
  return { kind, number, own: new Map(entries.filter(([key]) => key >= OWN_FIELDS)) };
};

const infoOf = (suite: Suite, sender: Uint8Array, receiver: Uint8Array): Uint8Array =>
  concat(DOMAIN, Uint8Array.of(suite), sender, receiver);

const signed = (sender: Uint8Array, receiver: Uint8Array, body: Uint8Array): Uint8Array =>
  concat(DOMAIN, sender, receiver, body);

const sizeFor = (plainBytes: number): number => SIZES.find((size) => size >= plainBytes) ?? 0;

const bodyOf = (plain: Uint8Array): Uint8Array => {
  const end = HEAD_BYTES + toNumber(plain.subarray(SIGNATURE_BYTES, HEAD_BYTES));
  if (sizeFor(end) !== plain.length || plain.subarray(end).some((one) => one !== 0)) {
    throw new BadMessage('an envelope is not filled the way the protocol says');
  }
  return plain.subarray(HEAD_BYTES, end);
};

/** The number of the next message after `last` (-1: none yet). */
export const nextNumber = (last: number, nowMs: number): number => Math.max(last + 1, nowMs);

/** Which numbers of one sender were taken: the newest 1,024, and none up to `floor`. */
export interface Taken {
  readonly floor: number;
  readonly numbers: readonly number[]; // ascending
}

export const NONE_TAKEN: Taken = { floor: -1, numbers: [] };

/**
 * `taken` with one number more.
 *
 * `nowMs` is null while the own clock is not trusted. Throws BadMessage for a number that was
 * taken, is too old to know, or is from the future.
 */
export const take = (taken: Taken, number: number, nowMs: number | null): Taken => {
  const { floor, numbers } = taken;
  if (number <= floor || numbers.includes(number)) {
    throw new BadMessage('a message came twice or much too late');
  }
  if (number > LARGEST || (nowMs !== null && number > nowMs + AHEAD_MS)) {
    throw new BadMessage('a message comes from the future: check both clocks');
  }
  const at = numbers.findLastIndex((one) => one < number) + 1;
  const more = [...numbers.slice(0, at), number, ...numbers.slice(at)];
  if (more.length <= NUMBERS_KEPT) return { floor, numbers: more };
  return { floor: more[0] as number, numbers: more.slice(1) };
};
