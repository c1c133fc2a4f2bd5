/**
 * A device key split with phones: the side of the phone (docs/protocol.md §13).
 *
 *     keep, kept    in envelopes, while the frame is open: a phone takes its part and says so
 *     unlock?       signature 64 | body: a locked frame asks, on a topic that phones know
 *     unlock        01 | suite | HPKE box of the part, sealed to a key made for this one start
 *
 * Rule 1: a part is written down before it is said to be kept.
 * Rule 2: a question counts only with the signature of the key that the part came with.
 */

import { publicBytes, Suite, seal } from '../crypto/box.ts';
import { base32, concat, unsigned, utf8 } from '../crypto/bytes.ts';
import { expand, Key } from '../crypto/keys.ts';
import { isSignedBy, SIGNATURE_BYTES } from '../crypto/sign.ts';
import { BadMessage } from '../errors.ts';
import { ID_BYTES, inbox, Lane, monthsHeard } from './addresses.ts';
import { Kind } from './envelope.ts';
import { Fields } from './fields.ts';
import { KEY_BYTES } from './lines.ts';
import { array, octets, type Parts } from './spelling.ts';
import { encode, mapOf } from './wire.ts';

export const PARTS = 4;
export const ANSWER_BYTES = 1_024;
export const NONCE_BYTES = 32;
const QUESTION = 50;
const ANSWER = 51;
const VERSION = 1;
const DOMAIN = utf8('hf1/unlock\0');

/** Names the topics where a locked frame asks; the frame and its owners' phones have it. */
export class MeetingSecret extends Key {
  readonly kind = 'MeetingSecret';
}

/** Keep this part of my key; `still` are other parts (their askers) that may be asked for yet. */
export interface Keep {
  readonly kind: typeof Kind.Keep;
  readonly asker: Uint8Array; // the public key a locked frame signs its question with
  readonly meeting: Uint8Array; // names the topics where it asks
  readonly secret: Uint8Array;
  readonly still: readonly Uint8Array[];
}

/** The part of this name is written down here. */
export interface Kept {
  readonly kind: typeof Kind.Kept;
  readonly asker: Uint8Array;
}

export type Partings = Keep | Kept;

const key = octets(KEY_BYTES);

/** How each is spelt: its fields in their order from 10. */
export const SPELLING: {
  readonly [K in Partings['kind']]: Parts<Extract<Partings, { readonly kind: K }>>;
} = {
  [Kind.Keep]: { asker: key, meeting: key, secret: key, still: array(key, PARTS) },
  [Kind.Kept]: { asker: key },
};

/** A locked frame asks for its part, sealed to `sealKey`. */
export interface Question {
  readonly nonce: Uint8Array;
  readonly suite: Suite;
  readonly sealKey: Uint8Array;
}

/** The topics phones listen to, each with where its question is answered. */
export const heardByPhones = (
  meeting: MeetingSecret,
  nowS: number,
): ReadonlyMap<string, string> => {
  const id = (month: number, side: string) =>
    base32(expand(meeting.secret, unsigned(month, 4), `hf1/unlock/${side}`, ID_BYTES));
  return new Map(
    monthsHeard(nowS).map((month) => {
      const [frame, phones] = [id(month, 'frame'), id(month, 'phones')];
      return [inbox(phones, frame, Lane.Unlocking), inbox(frame, phones, Lane.Unlocking)];
    }),
  );
};

/** What the frame of this part asks; throws BadMessage. */
export const readQuestion = (told: Uint8Array, asker: Uint8Array): Question => {
  const body = told.subarray(SIGNATURE_BYTES);
  if (!isSignedBy(asker, concat(DOMAIN, body), told.subarray(0, SIGNATURE_BYTES))) {
    throw new BadMessage('a question for a key is not signed by its frame');
  }
  const fields = Fields.of(body);
  fields.whole(0, VERSION, VERSION);
  fields.whole(1, QUESTION, QUESTION);
  fields.whole(2);
  const nonce = fields.octets(10, NONCE_BYTES);
  const suite = fields.whole(11, Suite.X25519, Suite.Hybrid) as Suite;
  const sealKey = fields.octets(12, publicBytes(suite));
  fields.end();
  return { nonce, suite, sealKey };
};

/** The part, sealed for whoever asked; throws BadMessage for an unusable key. */
export const answer = (
  { nonce, suite, sealKey }: Question,
  asker: Uint8Array,
  secret: Uint8Array,
  nowMs: number,
): Uint8Array => {
  const body = encode(mapOf({ 0: VERSION, 1: ANSWER, 2: nowMs, 10: secret }));
  const plain = new Uint8Array(ANSWER_BYTES);
  plain.set(concat(unsigned(body.length, 4), body));
  const info = concat(DOMAIN, Uint8Array.of(suite), asker, nonce);
  return concat(Uint8Array.of(VERSION, suite), seal(sealKey, suite, plain, info));
};
