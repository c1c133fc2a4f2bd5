/**
 * Where two devices find each other on a broker (docs/protocol.md §5.1, §5.2).
 *
 * Rule 1: an id belongs to one pair, one direction and one month; without the pair's secret
 *         nobody can tell that two of them belong together.
 * Rule 2: a topic is built from ids made here and from lanes, never from a peer's words.
 */

import { base32, base64url, concat, unsigned, utf8 } from '../crypto/bytes.ts';
import { expand, Key } from '../crypto/keys.ts';
import { BadMessage } from '../errors.ts';

export const ID_BYTES = 10;
export const ID_CHARACTERS = 16;
export const PASSWORD_BYTES = 16;
const NONE = new Uint8Array();

/** What two paired devices share, and nobody else. */
export class PairSecret extends Key {
  readonly kind = 'PairSecret';
}

/** What a frame and all its devices share. */
export class PresenceSecret extends Key {
  readonly kind = 'PresenceSecret';
}

/** What travels on a topic. */
export const Lane = {
  Envelopes: 'm',
  Chunks: 'c',
  Sessions: 's',
  Pairing: 'p',
  Unlocking: 'u',
} as const;
export type Lane = (typeof Lane)[keyof typeof Lane];

/** The topic of one id's inbox, taken apart. */
export interface Inbox {
  readonly receiver: string;
  readonly sender: string;
  readonly lane: Lane;
}

/** The number of the month, UTC, since January 1970. */
export const monthOf = (nowS: number): number => {
  const now = new Date(nowS * 1000);
  return (now.getUTCFullYear() - 1970) * 12 + now.getUTCMonth();
};

/** The months a receiver listens to; a sender uses the one in the middle. */
export const monthsHeard = (nowS: number): readonly [number, number, number] => {
  const month = monthOf(nowS);
  return [month - 1, month, month + 1];
};

/** What a device (its signing public key) is called by one peer in one month. */
export const deviceId = (pair: PairSecret, month: number, name: Uint8Array): string =>
  idOf(pair.secret, unsigned(month, 4), concat(utf8('hf1/topic/'), name));

/** Where a frame says whether it is there. */
export const presenceTopic = (presence: PresenceSecret, month: number): string =>
  `hf1/${idOf(presence.secret, unsigned(month, 4), 'hf1/presence')}/state`;

/** The topic on which one id hears from another. */
export const inbox = (receiver: string, sender: string, lane: Lane): string =>
  `hf1/${receiver}/in/${sender}/${lane}`;

const INBOX = /^hf1\/([a-z2-7]{16})\/in\/([a-z2-7]{16})\/([mcspu])$/;

/** Receiver, sender and lane of a topic; throws BadMessage. */
export const readInbox = (topic: string): Inbox => {
  const [, receiver, sender, lane] = INBOX.exec(topic) ?? [];
  if (receiver === undefined || sender === undefined) {
    throw new BadMessage('a message came on a topic that the protocol does not have');
  }
  return { receiver, sender, lane: lane as Lane };
};

/** Whether a text has the form of an id. */
export const isId = (text: string): boolean => /^[a-z2-7]{16}$/.test(text);

/** The name by which a device logs on to its frame's broker. */
export const brokerUser = (pair: PairSecret): string => idOf(pair.secret, NONE, 'hf1/broker/user');

/** The password that goes with `brokerUser`. */
export const brokerPassword = (pair: PairSecret): string =>
  base64url(expand(pair.secret, NONE, 'hf1/broker/password', PASSWORD_BYTES));

const idOf = (secret: Uint8Array, salt: Uint8Array, info: Uint8Array | string): string =>
  base32(expand(secret, salt, info, ID_BYTES));
