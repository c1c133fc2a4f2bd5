/**
 * zlib (RFC 1950, RFC 1951) for the small texts and profiles inside a PNG.
 *
 * Rule 1: what unpacks to more than `most` bytes is refused before it is unpacked.
 * Rule 2: check sums are not looked at: what comes out is only read, never trusted.
 */

import { big, broken, joined, little } from './octets.ts';

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
];
const LENGTH_EXTRA = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LONGEST_CODE = 15;
const END = 256;
const STORED_BYTES = 65_535;

interface Stream {
  readonly packed: Uint8Array;
  readonly most: number;
  at: number;
  held: number; // bits not yet used
  bits: number; // how many
  out: Uint8Array;
  length: number;
}

/** Codes by their length: how many there are of each, and their symbols in order. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

/** Unpack a zlib stream to at most `most` bytes; throws `Refused` where it is none. */
export function inflate(packed: Uint8Array, most: number): Uint8Array {
  if (((packed[0] ?? 0) & 15) !== 8) throw broken('no zlib stream');
  const out = new Uint8Array(Math.min(most, 4 * packed.length + 256));
  const stream: Stream = { packed, most, at: 2, held: 0, bits: 0, out, length: 0 };
  for (let last = 0; last === 0; ) {
    last = take(stream, 1);
    const kind = take(stream, 2);
    if (kind === 0) stored(stream);
    else if (kind === 1) coded(stream, FIXED, FIXED_DISTANCES);
    else if (kind === 2) coded(stream, ...dynamicCodes(stream));
    else throw broken('no such block');
  }
  return stream.out.subarray(0, stream.length);
}

/** Pack bytes as zlib without making them smaller. */
export function store(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)];
  let [low, high] = [1, 0];
  for (const octet of bytes) {
    low = (low + octet) % 65_521;
    high = (high + low) % 65_521;
  }
  for (let at = 0; at === 0 || at < bytes.length; at += STORED_BYTES) {
    const part = bytes.subarray(at, at + STORED_BYTES);
    const last = at + STORED_BYTES >= bytes.length ? 1 : 0;
    parts.push(Uint8Array.of(last), little(part.length, 2), little(65_535 - part.length, 2), part);
  }
  return joined([...parts, big(high, 2), big(low, 2)]);
}

function take(stream: Stream, count: number): number {
  while (stream.bits < count) {
    if (stream.at >= stream.packed.length) throw broken('a zlib stream that is cut off');
    stream.held |= (stream.packed[stream.at] ?? 0) << stream.bits;
    stream.at += 1;
    stream.bits += 8;
  }
  const value = stream.held & ((1 << count) - 1);
  stream.held >>>= count;
  stream.bits -= count;
  return value;
}

function reserve(stream: Stream, count: number): void {
  const needed = stream.length + count;
  if (needed > stream.most) throw broken('more than was allowed');
  if (needed <= stream.out.length) return;
  const larger = new Uint8Array(Math.min(stream.most, Math.max(needed, 2 * stream.out.length)));
  larger.set(stream.out);
  stream.out = larger;
}

function stored(stream: Stream): void {
  stream.held = 0;
  stream.bits = 0;
  const length = take(stream, 16);
  take(stream, 16);
  const part = stream.packed.subarray(stream.at, stream.at + length);
  if (part.length < length) throw broken('a zlib stream that is cut off');
  reserve(stream, length);
  stream.out.set(part, stream.length);
  stream.length += length;
  stream.at += length;
}

function coded(stream: Stream, lengths: Code, distances: Code): void {
  for (;;) {
    const symbol = next(stream, lengths);
    if (symbol === END) return;
    if (symbol < END) {
      reserve(stream, 1);
      stream.out[stream.length] = symbol;
      stream.length += 1;
    } else {
      repeat(stream, symbol - END - 1, distances);
    }
  }
}

function repeat(stream: Stream, symbol: number, distances: Code): void {
  const length = (LENGTH_BASE[symbol] ?? Number.NaN) + take(stream, LENGTH_EXTRA[symbol] ?? 0);
  const far = next(stream, distances);
  const extra = far < 4 ? 0 : (far >> 1) - 1;
  const distance = (DISTANCE_BASE[far] ?? Number.NaN) + take(stream, Math.min(extra, 13));
  if (!(distance <= stream.length) || Number.isNaN(length)) throw broken('a copy of nothing');
  reserve(stream, length);
  for (let turn = 0; turn < length; turn += 1, stream.length += 1) {
    stream.out[stream.length] = stream.out[stream.length - distance] ?? 0;
  }
}

function next(stream: Stream, { counts, symbols }: Code): number {
  let [code, first, index] = [0, 0, 0];
  for (let length = 1; length <= LONGEST_CODE; length += 1) {
    code |= take(stream, 1);
    const count = counts[length] ?? 0;
    if (code - count < first) return symbols[index + code - first] ?? 0;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  throw broken('no such code');
}

function codeOf(lengths: readonly number[]): Code {
  const counts = new Uint16Array(LONGEST_CODE + 1);
  for (const length of lengths) if (length > 0) counts[length] = (counts[length] ?? 0) + 1;
  const symbols = lengths
    .map((length, symbol) => [length, symbol] as const)
    .filter(([length]) => length > 0)
    .sort(([one, first], [other, second]) => one - other || first - second)
    .map(([, symbol]) => symbol);
  return { counts, symbols: Uint16Array.from(symbols) };
}

function dynamicCodes(stream: Stream): [Code, Code] {
  const literals = take(stream, 5) + 257;
  const distances = take(stream, 5) + 1;
  const count = take(stream, 4) + 4;
  const lengths = new Array<number>(CODE_ORDER.length).fill(0);
  for (const place of CODE_ORDER.slice(0, count)) lengths[place] = take(stream, 3);
  const code = codeOf(lengths);
  const all: number[] = [];
  while (all.length < literals + distances) {
    const symbol = next(stream, code);
    if (symbol < 16) all.push(symbol);
    else if (symbol === 16) again(all, all.at(-1) ?? 0, take(stream, 2) + 3);
    else if (symbol === 17) again(all, 0, take(stream, 3) + 3);
    else again(all, 0, take(stream, 7) + 11);
  }
  return [codeOf(all.slice(0, literals)), codeOf(all.slice(literals))];
}

function again(all: number[], length: number, times: number): void {
  for (let turn = 0; turn < times; turn += 1) all.push(length);
}

const FIXED = codeOf(
  Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8)),
);
const FIXED_DISTANCES = codeOf(new Array<number>(30).fill(5));
