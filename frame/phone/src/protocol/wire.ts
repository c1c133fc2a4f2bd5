/**
 * The bytes of a message: CBOR (RFC 8949) in one spelling, and of that a part.
 *
 *     whole numbers of 53 bits, byte strings, texts, arrays, maps with numbered keys,
 *     false, true, null; shortest forms, definite lengths, ascending keys (§4.2.1)
 *
 * Rule 1: one value has one spelling. Whatever `decode` accepts, `encode` gives back.
 * Rule 2: a length is compared with the bytes that are left before anything is made of it.
 * Rule 3: byte strings that were read are copies: they keep no whole message alive.
 */

import { concat, toNumber, unsigned, utf8 } from '../crypto/bytes.ts';
import { BadMessage } from '../errors.ts';

export const VALUE_BYTES = 128 * 1024;
export const ENTRIES = 4096;
export const ITEMS = 16384;
export const DEPTH = 8;
export const LARGEST = Number.MAX_SAFE_INTEGER;
export const LARGEST_KEY = 255;

export type Value = number | Uint8Array | string | boolean | null | readonly Value[] | ValueMap;
export type ValueMap = ReadonlyMap<number, Value>;

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;
const SIMPLE = 7;
const FALSE = 20;
const TRUE = 21;
const NULL = 22;
const LONGER: ReadonlyMap<number, number> = new Map(
  [1, 2, 4, 8].map((size, at) => [24 + at, size]),
);
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Return the map of these fields; one that is undefined is left out. */
export function mapOf(fields: Readonly<Record<number, Value | undefined>>): ValueMap {
  const made = new Map<number, Value>();
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) made.set(Number(key), value);
  }
  return made;
}

/** Return the only spelling of a value; throw RangeError or TypeError for one without any. */
export function encode(value: Value): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  write(value, parts, 0);
  const told = concat(...parts);
  if (told.length > VALUE_BYTES) throw new RangeError(`a value has at most ${VALUE_BYTES} bytes`);
  return told;
}

function write(value: Value, out: Uint8Array[], depth: number): void {
  if (value === null) out.push(head(SIMPLE, NULL));
  else if (typeof value === 'boolean') out.push(head(SIMPLE, value ? TRUE : FALSE));
  else if (typeof value === 'number') out.push(numbered(value));
  else if (typeof value === 'string') writeSized(TEXT, wellFormed(value), out);
  else if (value instanceof Uint8Array) writeSized(BYTES, value, out);
  else if (value instanceof Map) writeMap(value, out, depth + 1);
  else if (Array.isArray(value)) writeArray(value, out, depth + 1);
  else throw new TypeError(`the protocol has no ${typeof value}`);
}

function wellFormed(text: string): Uint8Array {
  if (LONE_SURROGATE.test(text)) throw new RangeError('a text holds half a character');
  return utf8(text);
}

function writeSized(major: number, told: Uint8Array, out: Uint8Array[]): void {
  out.push(head(major, told.length), told);
}

function writeArray(value: readonly Value[], out: Uint8Array[], depth: number): void {
  mayHold(value.length, depth);
  out.push(head(ARRAY, value.length));
  for (const one of value) write(one, out, depth);
}

function writeMap(value: ValueMap, out: Uint8Array[], depth: number): void {
  mayHold(value.size, depth);
  out.push(head(MAP, value.size));
  for (const [key, one] of [...value].sort(([a], [b]) => a - b)) {
    if (!Number.isInteger(key) || key < 0 || key > LARGEST_KEY) {
      throw new RangeError(`a key is a number from 0 to ${LARGEST_KEY}`);
    }
    out.push(head(UNSIGNED, key));
    write(one, out, depth);
  }
}

function mayHold(entries: number, depth: number): void {
  if (entries > ENTRIES || depth > DEPTH) {
    throw new RangeError(`a value has at most ${ENTRIES} entries and ${DEPTH} levels`);
  }
}

function numbered(value: number): Uint8Array {
  if (!Number.isInteger(value)) throw new TypeError('the protocol has no fractions');
  if (Math.abs(value) > LARGEST) throw new RangeError('a number has at most 53 bits');
  return value >= 0 ? head(UNSIGNED, value) : head(NEGATIVE, -1 - value);
}

function head(major: number, number: number): Uint8Array {
  if (number < 24) return Uint8Array.of((major << 5) | number);
  const [short, length] = [...LONGER].find(([, size]) => number < 256 ** size) ?? [27, 8];
  return concat(Uint8Array.of((major << 5) | short), unsigned(number, length));
}

/** Return the value of all these bytes; throw BadMessage. */
export function decode(told: Uint8Array): Value {
  const [value, rest] = decodeFirst(told);
  if (rest.length) throw new BadMessage('a message has more bytes than it says');
  return value;
}

/** Return the first value and the bytes behind it; throw BadMessage. */
export function decodeFirst(told: Uint8Array): readonly [Value, Uint8Array] {
  if (told.length > VALUE_BYTES) {
    throw new BadMessage('a message is longer than the protocol allows');
  }
  const reader = new Reader(told);
  return [reader.value(0), told.subarray(reader.at)];
}

/** A place in bytes from a peer. */
class Reader {
  at = 0;
  readonly #told: Uint8Array;
  #items = 0;

  constructor(told: Uint8Array) {
    this.#told = told;
  }

  value(depth: number): Value {
    this.#items += 1;
    if (this.#items > ITEMS) tooMuch();
    const [major, number] = this.#head();
    if (major === UNSIGNED) return number;
    if (major === NEGATIVE) return -1 - number;
    if (major === SIMPLE) return number === NULL ? null : number === TRUE;
    if (major === BYTES) return this.#take(number).slice();
    if (major === TEXT) return text(this.#take(number));
    if (depth >= DEPTH) tooMuch();
    return major === ARRAY ? this.#array(number, depth + 1) : this.#map(number, depth + 1);
  }

  #take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.#told.length) throw new BadMessage('a message ends too early');
    const part = this.#told.subarray(this.at, end);
    this.at = end;
    return part;
  }

  /** Return the major type and its number; refuse every form but the shortest. */
  #head(): readonly [number, number] {
    const first = toNumber(this.#take(1));
    const [major, short] = [first >> 5, first & 31];
    if (major === SIMPLE ? short < FALSE || short > NULL : major === TAG) unknownForm();
    if (short < 24) return [major, short];
    const length = LONGER.get(short) ?? unknownForm();
    const number = toNumber(this.#take(length));
    const least = length === 1 ? 24 : 256 ** (length / 2);
    // What has more than 53 bits is rounded here, and never below 2^53.
    if (number < least || number > LARGEST - (major === NEGATIVE ? 1 : 0)) {
      throw new BadMessage('a message spells a number in a way the protocol does not have');
    }
    return [major, number];
  }

  #entries(number: number, leastBytes: number): number {
    if (number > ENTRIES || number * leastBytes > this.#told.length - this.at) {
      throw new BadMessage('a message promises more than it holds');
    }
    return number;
  }

  #array(number: number, depth: number): readonly Value[] {
    return Array.from({ length: this.#entries(number, 1) }, () => this.value(depth));
  }

  #map(number: number, depth: number): ValueMap {
    const found = new Map<number, Value>();
    let last = -1;
    for (let left = this.#entries(number, 2); left > 0; left -= 1) {
      const [major, key] = this.#head();
      if (major !== UNSIGNED || key <= last || key > LARGEST_KEY) {
        throw new BadMessage('the keys of a message are not numbers in ascending order');
      }
      last = key;
      found.set(key, this.value(depth));
    }
    return found;
  }
}

function text(told: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(told);
  } catch {
    throw new BadMessage('a text in a message is not UTF-8');
  }
}

function tooMuch(): never {
  throw new BadMessage('a message holds more than the protocol allows');
}

function unknownForm(): never {
  throw new BadMessage('a message uses a form the protocol does not have');
}
