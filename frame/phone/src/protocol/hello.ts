/**
 * What two devices say while they pair, inside the handshake (docs/protocol.md §4.2).
 *
 *     HELLO     {0: 1, 10: signing public, 11: suite, 12: sealing public, 13: kind, 14: person,
 *               15: label}                                        zeros up to 3,072 bytes
 *     WELCOME   {0: 1, 10: signing public, 11: suite, 12: sealing public, 13: claimed, 14: label}
 *                                                                 zeros up to 3,072 bytes
 *     CONFIRM   {0: 1, 10: signature}
 *     ADMITTED  {0: 1, 10: signature, 11: role, 12: owner, 13: pair secret, 14: presence secret,
 *               15: time}
 *     REFUSED   {0: 1, 10: reason}
 *
 * Rule 1: names are shown and do nothing else. They are as long as the protocol allows, or the
 *         whole message is refused.
 * Rule 2: the two long messages have one length, so it tells neither kinds nor names.
 */

import { type Opener, publicBytes, Suite } from '../crypto/box.ts';
import { KEY_BYTES } from '../crypto/keys.ts';
import { SIGNATURE_BYTES, type Signer } from '../crypto/sign.ts';
import { BadMessage, Refused } from '../errors.ts';
import { PairSecret, PresenceSecret } from './addresses.ts';
import { Rank } from './envelope.ts';
import { characters, Fields } from './fields.ts';
import { typed } from './turns.ts';
import { decode, decodeFirst, encode, mapOf, type Value } from './wire.ts';

export const PAYLOAD_BYTES = 3_072;
export const PERSON_CHARACTERS = 200;
export const LABEL_CHARACTERS = 64;
export const OWNER_BYTES = 16;
const VERSION = 1;

/** What sort of device somebody pairs. */
export const Gadget = { Phone: 1, Terminal: 2, Frame: 3 } as const;
export type Gadget = (typeof Gadget)[keyof typeof Gadget];

/** Why a frame did not admit a device. */
export const Reason = { Declined: 1, TooLate: 2, NotInvited: 3 } as const;
export type Reason = (typeof Reason)[keyof typeof Reason];

/** What a device says of itself; `introduce` makes one of what a person typed. */
export interface Introduction {
  readonly name: Uint8Array; // its signing public key, 32 bytes
  readonly suite: Suite;
  readonly sealKey: Uint8Array; // what others seal to, as long as `suite` says
  readonly kind: Gadget;
  readonly person: string; // its owner's name, at most 200 characters; '' for a scanned frame
  readonly label: string; // its own, at most 64 characters
}

/** What a frame gives to a device it admits; `owner` is 16 bytes. */
export interface Admission {
  readonly role: Rank;
  readonly owner: Uint8Array;
  readonly pair: PairSecret;
  readonly presence: PresenceSecret;
}

/** ADMITTED as it was read; the signature is yet to be checked. Milliseconds since 1970. */
export interface Admittance {
  readonly signature: Uint8Array;
  readonly admission: Admission;
  readonly timeMs: number;
}

/** What a device says of itself; throws Refused bad-input for names that are too long. */
export const introduce = (
  signer: Signer,
  opener: Opener,
  kind: Gadget,
  person: string,
  label: string,
): Introduction => ({
  name: signer.public,
  suite: opener.suite,
  sealKey: opener.public,
  kind,
  person: name(person, PERSON_CHARACTERS),
  label: name(label, LABEL_CHARACTERS),
});

const name = (text: string, most: number): string => {
  const kept = typed(text);
  if (characters(kept) > most || /\p{Surrogate}/u.test(kept)) throw new Refused('bad-input');
  return kept;
};

/** The first message's payload, 3,072 bytes. */
export const writeHello = (me: Introduction): Uint8Array =>
  padded({ ...keysOf(me), 13: me.kind, 14: me.person, 15: me.label });

/** Who speaks; throws BadMessage. */
export const readHello = (payload: Uint8Array): Introduction => {
  const fields = unpadded(payload);
  const keys = readKeys(fields);
  const kind = fields.whole(13, Gadget.Phone, Gadget.Frame) as Gadget;
  const person = fields.text(14, PERSON_CHARACTERS);
  const label = fields.text(15, LABEL_CHARACTERS);
  fields.end();
  return { ...keys, kind, person, label };
};

/** The second message's payload, 3,072 bytes; `claimed` where there is an owner. */
export const writeWelcome = (me: Introduction, claimed: boolean): Uint8Array =>
  padded({ ...keysOf(me), 13: claimed, 14: me.label });

/** The frame, and whether it has an owner; throws BadMessage. */
export const readWelcome = (payload: Uint8Array): readonly [Introduction, boolean] => {
  const fields = unpadded(payload);
  const keys = readKeys(fields);
  const claimed = fields.flag(13);
  const label = fields.text(14, LABEL_CHARACTERS);
  fields.end();
  return [{ ...keys, kind: Gadget.Frame, person: '', label }, claimed];
};

const keysOf = (me: Introduction): Record<number, Value> => ({
  0: VERSION,
  10: me.name,
  11: me.suite,
  12: me.sealKey,
});

const readKeys = (fields: Fields): Pick<Introduction, 'name' | 'suite' | 'sealKey'> => {
  const name = fields.octets(10, KEY_BYTES);
  const suite = fields.whole(11, Suite.X25519, Suite.Hybrid) as Suite;
  return { name, suite, sealKey: fields.octets(12, publicBytes(suite)) };
};

const padded = (value: Record<number, Value>): Uint8Array => {
  const payload = new Uint8Array(PAYLOAD_BYTES);
  payload.set(encode(mapOf(value))); // RangeError for an introduction that is too long
  return payload;
};

const unpadded = (payload: Uint8Array): Fields => {
  if (payload.length !== PAYLOAD_BYTES) {
    throw new BadMessage('an introduction has the wrong length');
  }
  const [value, rest] = decodeFirst(payload);
  if (rest.some((one) => one !== 0)) {
    throw new BadMessage('an introduction is not filled with zeros');
  }
  return versioned(value);
};

const versioned = (value: Value): Fields => {
  const fields = new Fields(value);
  fields.whole(0, VERSION, VERSION);
  return fields;
};

/** What a device says when its person agreed to the digits. */
export const writeConfirm = (signature: Uint8Array): Uint8Array =>
  encode(mapOf({ 0: VERSION, 10: signature }));

/** The signature, yet to be checked; throws BadMessage. */
export const readConfirm = (plain: Uint8Array): Uint8Array => {
  const fields = versioned(decode(plain));
  const signature = fields.octets(10, SIGNATURE_BYTES);
  fields.end();
  return signature;
};

/** What a frame says to a device that it has stored. */
export const writeAdmitted = ({ signature, admission, timeMs }: Admittance): Uint8Array =>
  encode(
    mapOf({
      0: VERSION,
      10: signature,
      11: admission.role,
      12: admission.owner,
      13: admission.pair.secret,
      14: admission.presence.secret,
      15: timeMs,
    }),
  );

/** What a frame says to a device that it does not admit. */
export const writeRefused = (reason: Reason): Uint8Array =>
  encode(mapOf({ 0: VERSION, 10: reason }));

/** ADMITTED, or the reason of REFUSED; throws BadMessage. */
export const readVerdict = (plain: Uint8Array): Admittance | Reason => {
  const value = decode(plain);
  const fields = versioned(value);
  const isReason = value instanceof Map && typeof value.get(10) === 'number';
  const verdict = isReason
    ? (fields.whole(10, Reason.Declined, Reason.NotInvited) as Reason)
    : readAdmitted(fields);
  fields.end();
  return verdict;
};

const readAdmitted = (fields: Fields): Admittance => ({
  signature: fields.octets(10, SIGNATURE_BYTES),
  admission: {
    role: fields.whole(11, Rank.Owner, Rank.Frame) as Rank,
    owner: fields.octets(12, OWNER_BYTES),
    pair: new PairSecret(fields.octets(13, KEY_BYTES)),
    presence: new PresenceSecret(fields.octets(14, KEY_BYTES)),
  },
  timeMs: fields.whole(15),
});
