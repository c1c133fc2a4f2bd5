/**
 * The card on the glass, and what both sides make of it (docs/protocol.md §4.1, §4.2).
 *
 *     https://HOST/p#1 | base64url(frame's static key 32 | token 16) [~ BROKER]
 *
 * Rule: what stands behind # never leaves a browser. The token opens one handshake, for 180 s.
 */

import { base32, base64url, hex, unbase64url } from '../crypto/bytes.ts';
import { expand, KEY_BYTES } from '../crypto/keys.ts';
import { SharedKey } from '../crypto/noise.ts';
import { Refused } from '../errors.ts';
import { ID_BYTES, PASSWORD_BYTES } from './addresses.ts';

export const TOKEN_BYTES = 16;
export const VALID_S = 180;
export const BROKER_USER = 'pair';
const FORM =
  /^https?:\/\/[^/#?\s]{1,253}\/p#(.)([A-Za-z0-9_-]{64})(?:~([^ \t\n\r\f\v]{1,120}))?$/u;

/**
 * What a person scans: the frame's static public key, a token, and where its broker is.
 *
 * `broker` is an MQTT URL, empty where it is the host of the card itself.
 */
export interface Card {
  readonly frame: Uint8Array;
  readonly token: Uint8Array;
  readonly broker: string;
}

/** What a QR code says; throws Refused not-a-card or card-of-another-version. */
export const readCard = (text: string): Card => {
  const [, version, told, broker] = FORM.exec(text) ?? [];
  if (version === undefined || told === undefined) throw new Refused('not-a-card');
  if (version !== '1') throw new Refused('card-of-another-version');
  const both = unbase64url(told);
  return {
    frame: both.slice(0, KEY_BYTES),
    token: both.slice(KEY_BYTES),
    broker: unquoted(broker ?? ''),
  };
};

const unquoted = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refused('not-a-card');
  }
};

/** What proves in a handshake that somebody saw this card. */
export const pskOf = (card: Card): SharedKey =>
  new SharedKey(derived(card, 'hf1/pair/psk', KEY_BYTES));

/** The frame's id on the pairing topics. */
export const frameId = (card: Card): string => base32(derived(card, 'hf1/pair/frame', ID_BYTES));

/** The other side's id on the pairing topics. */
export const phoneId = (card: Card): string => base32(derived(card, 'hf1/pair/phone', ID_BYTES));

/** The password of the broker's user "pair" while this card is shown. */
export const cardPassword = (card: Card): string =>
  base64url(derived(card, 'hf1/pair/broker', PASSWORD_BYTES));

const derived = (card: Card, info: string, length: number): Uint8Array =>
  expand(card.token, card.frame, info, length);

/**
 * Where a page finds the broker of a card: what it names, if a browser can speak to it, or
 * `/mqtt` on the host and port of the card itself, without TLS where the card came by http.
 *
 * `text` is the card as `readCard` took it; the page may have come from somewhere else.
 */
export const brokerFor = (card: Card, text: string): string => {
  if (/^wss?:\/\//i.test(card.broker)) return card.broker;
  const { protocol, host } = new URL(text);
  return `${protocol === 'http:' ? 'ws' : 'wss'}://${host}/mqtt`;
};

/** What both sides show after the second message, as "123 456". */
export const sixDigits = (transcript: Uint8Array): string => {
  const told = expand(transcript, new Uint8Array(), 'hf1/pair/digits', 8);
  const digits = (BigInt(`0x${hex(told)}`) % 1_000_000n).toString().padStart(6, '0');
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
};
