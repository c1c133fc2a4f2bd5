/**
 * Bytes: how they are written down, joined and compared.
 *
 * Rule 1: bytes of a name are keys of a map as lower-case hex; their order is that of the bytes.
 * Rule 2: what is read back is checked: another spelling throws `BadMessage`.
 */

import { BadMessage } from '../errors.ts';

const OCTETS = Array.from({ length: 256 }, (_, one) => one.toString(16).padStart(2, '0'));
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const ENCODER = new TextEncoder();

/** Return bytes in lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
  let told = '';
  for (const one of bytes) told += OCTETS[one];
  return told;
}

/** Return the bytes that lower-case hexadecimal means; throw BadMessage. */
export function unhex(told: string): Uint8Array<ArrayBuffer> {
  if (told.length % 2 || /[^0-9a-f]/.test(told)) throw new BadMessage('no hexadecimal');
  return Uint8Array.from({ length: told.length / 2 }, (_, at) =>
    Number.parseInt(told.slice(2 * at, 2 * at + 2), 16),
  );
}

/** Return bytes in base32 (RFC 4648), lower case, without padding. */
export const base32 = (bytes: Uint8Array): string => spelled(bytes, BASE32, 5);

/** Return bytes in base64url (RFC 4648), without padding. */
export const base64url = (bytes: Uint8Array): string => spelled(bytes, BASE64URL, 6);

function spelled(bytes: Uint8Array, letters: string, bits: number): string {
  let told = '';
  let held = 0;
  let count = 0;
  for (const one of bytes) {
    held = ((held << 8) | one) & 0xffff;
    for (count += 8; count >= bits; count -= bits) {
      told += letters[(held >> (count - bits)) & (2 ** bits - 1)];
    }
  }
  return count ? told + letters[(held << (bits - count)) & (2 ** bits - 1)] : told;
}

/** Return the bytes that base64url without padding means, in its one spelling; throw BadMessage. */
export function unbase64url(told: string): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(Math.floor((told.length * 6) / 8));
  let held = 0;
  let count = 0;
  let at = 0;
  for (const letter of told) {
    held = ((held << 6) | BASE64URL.indexOf(letter)) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    made[at++] = held >> count;
  }
  if (base64url(made) !== told) throw new BadMessage('no base64url');
  return made;
}

/** Return a text in UTF-8. */
export const utf8 = (text: string): Uint8Array<ArrayBuffer> => ENCODER.encode(text);

/** Return several byte strings as one. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}

/** Return a whole number below 2^53 in so many bytes, big endian. */
export function unsigned(number: number, length: number): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(length);
  for (let at = length - 1, rest = number; at >= 0; at -= 1, rest = Math.floor(rest / 256)) {
    made[at] = rest % 256;
  }
  return made;
}

/** Return the number that at most 6 bytes mean, big endian. */
export function toNumber(bytes: Uint8Array): number {
  return bytes.reduce((sum, one) => sum * 256 + one, 0);
}

/** Return whether two byte strings are the same, in a time that tells only their lengths. */
export function equal(one: Uint8Array, other: Uint8Array): boolean {
  let differ = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) differ |= (one[at] ?? 0) ^ (other[at] ?? 0);
  return differ === 0;
}

/** Return less than, equal to or more than 0, as one byte string comes before another. */
export function compare(one: Uint8Array, other: Uint8Array): number {
  const shorter = Math.min(one.length, other.length);
  for (let at = 0; at < shorter; at += 1) {
    const order = (one[at] ?? 0) - (other[at] ?? 0);
    if (order) return order;
  }
  return one.length - other.length;
}
