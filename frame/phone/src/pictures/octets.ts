/**
 * Numbers and names inside the bytes of a picture.
 *
 * Rule 1: nothing is read past an end: a `Cursor` that is asked to throws `Refused`.
 * Rule 2: a part is a view of the file, never a copy; only `joined` makes new bytes.
 */

import { Refused } from '../errors.ts';

const LATIN = new TextDecoder('latin1');
const UTF = new TextDecoder('utf-8');
const WINDOW = 1 << 20;

/** A file whose structure is not what its kind demands. */
export function broken(what: string): Refused {
  return new Refused('not-a-photo', what);
}

/** A place in bytes, moving forward; numbers are big-endian unless `little` is said. */
export class Cursor {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    if (at > end || end > bytes.length) throw broken('a part that lies outside');
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  /** The next `count` bytes. */
  take(count: number): Uint8Array {
    if (!(count <= this.left)) throw broken('a part that is cut off');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  /** The next number of `count` bytes, at most 8; it must fit into 53 bits. */
  number(count: number): number {
    let value = 0;
    for (const octet of this.take(count)) value = value * 256 + octet;
    if (!Number.isSafeInteger(value)) throw broken('a number without sense');
    return value;
  }

  little(count: number): number {
    let value = 0;
    for (const octet of this.take(count).slice().reverse()) value = value * 256 + octet;
    return value;
  }

  text(count: number): string {
    return latin(this.take(count));
  }

  /** The text up to the next zero byte, or to the end where there is none. */
  word(): string {
    const zero = this.bytes.indexOf(0, this.at);
    const end = zero < 0 || zero >= this.end ? this.end : zero;
    const word = latin(this.take(end - this.at));
    if (this.left > 0) this.at += 1;
    return word;
  }
}

/** Bytes as text, each byte a character. */
export function latin(bytes: Uint8Array): string {
  return LATIN.decode(bytes);
}

export function utf8(bytes: Uint8Array): string {
  return UTF.decode(bytes);
}

/** The bytes of a text whose characters are bytes. */
export function octets(text: string): Uint8Array {
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

export function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  for (let place = 0; place < text.length; place += 1) {
    if (bytes[at + place] !== text.charCodeAt(place)) return false;
  }
  return true;
}

export function same(ones: Uint8Array, others: Uint8Array): boolean {
  return ones.length === others.length && ones.every((octet, at) => octet === others[at]);
}

/** Say whether one of these texts, each of at most 64 characters, stands in the bytes. */
export function containsAny(bytes: Uint8Array, texts: readonly string[]): boolean {
  for (let at = 0; at < bytes.length; at += WINDOW) {
    const window = latin(bytes.subarray(at, at + WINDOW + 64));
    if (texts.some((text) => window.includes(text))) return true;
  }
  return false;
}

export function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] !== 0) return false;
  return true;
}

/** A number as `count` bytes, big-endian. */
export function big(value: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let at = count - 1, rest = value; at >= 0; at -= 1, rest = Math.floor(rest / 256)) {
    bytes[at] = rest % 256;
  }
  return bytes;
}

export function little(value: number, count: number): Uint8Array {
  return big(value, count).reverse();
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
