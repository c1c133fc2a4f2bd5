/**
 * PNG without its story: the chunks that make the picture and its colours, and no others.
 *
 * Rule 1: an allow-list; chunks on it are copied with their check sums, which must be right, and
 *         those that could carry more than numbers (iCCP, eXIf) are written anew.
 * Rule 2: texts, times and everything behind the end are dropped; of an animation, its first
 *         picture stays.
 * Source: W3C PNG, third edition.
 */

import { crc32 } from './crc.ts';
import { orientationOf, orientationOnly } from './exif.ts';
import { inflate, store } from './inflate.ts';
import { countLeftovers, Told } from './metadata.ts';
import { big, broken, Cursor, isZero, joined, latin, octets, startsWith, utf8 } from './octets.ts';
import { type Plain, plainProfile } from './profile.ts';
import { type Reading, upright } from './reading.ts';

const SIGNATURE = octets('\x89PNG\r\n\x1a\n');
const MOST_CHUNKS = 1 << 17;
const MOST_UNPACKINGS = 16;
const MOST_UNPACKED = 1 << 22;
const LARGEST_SIDE = 0x7fffffff;
const XMP = 'XML:com.adobe.xmp';
const RAW_EXIF = 'Raw profile type exif';
const RELATIVE = Uint8Array.of(1);
// name: its length where it has one
const COPIED: ReadonlyMap<string, number | null> = new Map([
  ['IHDR', 13],
  ['PLTE', null],
  ['tRNS', null],
  ['IDAT', null],
  ['gAMA', 4],
  ['cHRM', 32],
  ['sRGB', 1],
  ['cICP', 4],
  ['sBIT', null],
]);
const REPEATED = new Set(['gAMA', 'cHRM', 'sRGB', 'cICP', 'sBIT']);
const MOST_PALETTE = 768;
// dropped, but nothing that anybody has to hear of
const HARMLESS = new Set([
  ...['pHYs', 'bKGD', 'hIST', 'mDCV', 'cLLI', 'oFFs', 'sTER', 'iDOT', 'acTL', 'fdAT'],
]);

const EMPTY = { profile: null, exif: null, rawExif: null };

interface Gathered {
  readonly told: Told;
  readonly header: Uint8Array[]; // chunks before the first IDAT
  readonly data: Uint8Array[];
  profile: Plain | null;
  exif: Uint8Array | null;
  rawExif: Uint8Array | null;
  unpackings: number;
  frames: number; // of an animation
}

/** Read a PNG; throws `Refused` where it is none that is understood whole. */
export function readPng(bytes: Uint8Array): Reading {
  const told = new Told();
  const found: Gathered = { told, header: [], data: [], frames: 0, unpackings: 0, ...EMPTY };
  const reader = new Cursor(bytes, SIGNATURE.length);
  const size = readHeader(bytes);
  readChunks(reader, found);
  if (found.data.length === 0) throw broken('a PNG without a picture');
  countLeftovers(bytes.subarray(reader.at), told);
  const exif = found.exif ?? found.rawExif;
  if (exif) told.addExif(exif);
  const orientation = orientationOf(told.exif[0], told.xmp[0]);
  const { profile, header } = found;
  const saysSrgb = header.some((part) => startsWith(part, 'sRGB', 4));
  told.count('profile', profile?.named ? 1 : 0);
  told.count('pictures', found.frames - 1);
  const write = () => {
    const [first = new Uint8Array(), ...rest] = header;
    const parts = [SIGNATURE, first];
    if (profile?.bytes) parts.push(chunk('iCCP', octets('Photo\0\0'), store(profile.bytes)));
    if (profile?.isSrgb && !saysSrgb) parts.push(chunk('sRGB', RELATIVE));
    if (orientation !== 1) parts.push(chunk('eXIf', orientationOnly(orientation)));
    return joined([...parts, ...rest, ...found.data, chunk('IEND')]);
  };
  return { ...upright(size, orientation), told, write };
}

function readHeader(bytes: Uint8Array): { width: number; height: number } {
  if (!startsWith(bytes, '\0\0\0\x0dIHDR', SIGNATURE.length)) throw broken('a PNG without header');
  const reader = new Cursor(bytes, SIGNATURE.length + 8);
  const [width, height] = [reader.number(4), reader.number(4)];
  if (width === 0 || height === 0 || Math.max(width, height) > LARGEST_SIDE) {
    throw broken('a picture without size');
  }
  return { width, height };
}

function readChunks(reader: Cursor, found: Gathered): void {
  const seen = new Set<string>();
  for (let number = 0; number < MOST_CHUNKS; number += 1) {
    const start = reader.at;
    const length = reader.number(4);
    const name = reader.text(4);
    const body = reader.take(length);
    const sum = reader.number(4);
    if (name === 'IEND') return;
    if (COPIED.has(name)) {
      const whole = reader.bytes.subarray(start, reader.at);
      if (crc32(whole.subarray(4, -4)) !== sum) throw broken('a chunk that is damaged');
      copy(name, body, whole, found, seen);
    } else {
      leaveOut(name, body, found);
    }
    seen.add(name);
  }
  throw broken('a PNG of too many chunks');
}

function copy(
  name: string,
  body: Uint8Array,
  whole: Uint8Array,
  found: Gathered,
  seen: ReadonlySet<string>,
): void {
  if (name === 'IDAT') {
    found.data.push(whole);
    return;
  }
  const length = COPIED.get(name) ?? null;
  // of what is there twice by mistake, decoders take the first
  if (seen.has(name) && REPEATED.has(name)) return;
  if (seen.has(name) || (length !== null && body.length !== length)) throw broken('a bad chunk');
  if (body.length > MOST_PALETTE) throw broken('a chunk that is too long');
  // colours and palettes come before what they are for; what comes later has no effect
  if (found.data.length === 0) found.header.push(whole);
  else found.told.count('other');
}

/** Read a chunk that stays behind. */
function leaveOut(name: string, body: Uint8Array, found: Gathered): void {
  const { told } = found;
  if (name === 'eXIf') found.exif = body;
  else if (name === 'iCCP') found.profile ??= readProfile(body, found);
  else if (name === 'tEXt' || name === 'zTXt' || name === 'iTXt') readText(name, body, found);
  else if (name === 'fcTL') found.frames += 1;
  else if (!/^[a-z]/.test(name)) throw broken('a critical chunk that is not known');
  else if (!HARMLESS.has(name) && !isZero(body)) told.count('other');
}

function readProfile(body: Uint8Array, found: Gathered): Plain | null {
  const reader = new Cursor(body);
  reader.word();
  if (reader.left < 2) return null;
  return plainProfile(unpacked(reader.take(reader.left).subarray(1), found));
}

function readText(kind: string, body: Uint8Array, found: Gathered): void {
  const reader = new Cursor(body);
  const keyword = reader.word();
  if (keyword === XMP) found.told.addXmp(utf8(textOf(kind, reader, found)));
  else found.told.count(keyword === 'Software' ? 'software' : 'words');
  if (keyword === RAW_EXIF) found.rawExif = hexIn(latin(textOf(kind, reader, found)));
}

function textOf(kind: string, reader: Cursor, found: Gathered): Uint8Array {
  const rest = (from: number) => reader.take(reader.left).subarray(from);
  if (kind === 'tEXt') return rest(0);
  if (kind === 'zTXt') return unpacked(rest(1), found);
  if (reader.left < 2) return rest(0);
  const isPacked = reader.take(2)[0] !== 0;
  reader.word(); // language
  reader.word(); // keyword in it
  return isPacked ? unpacked(rest(0), found) : rest(0);
}

/** The bytes in a profile as ImageMagick writes it: three lines, then hexadecimal. */
function hexIn(text: string): Uint8Array {
  const digits = text.split('\n').slice(3).join('').replace(/\s/g, '');
  return Uint8Array.from({ length: digits.length >> 1 }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
}

/** Unpack a text or profile; after some of them no more, because unpacking multiplies. */
function unpacked(packed: Uint8Array, found: Gathered): Uint8Array {
  found.unpackings += 1;
  if (found.unpackings > MOST_UNPACKINGS) return new Uint8Array();
  try {
    return inflate(packed, MOST_UNPACKED);
  } catch {
    return new Uint8Array();
  }
}

function chunk(name: string, ...body: readonly Uint8Array[]): Uint8Array {
  const told = joined([octets(name), ...body]);
  return joined([big(told.length - 4, 4), told, big(crc32(told), 4)]);
}
