/**
 * JPEG without its story: the segments that make the picture, byte for byte, and no others.
 *
 * Rule 1: an allow-list. Tables and scans are copied, their lengths checked; JFIF and Adobe
 *         segments, which tell decoders how colour is coded, are written anew with just that.
 * Rule 2: everything behind the end of the first picture is dropped: videos, gain maps, depth.
 * Rule 3: one pass over the file; where scans lie is found by their markers alone.
 * Sources: ITU-T T.81; T.871 (JFIF); Adobe TN 5116; CIPA DC-007 (MPF); ICC.1 annex B.4.
 */

import { orientationOf, orientationOnly, readExif } from './exif.ts';
import { countLeftovers, readPhotoshop, Told } from './metadata.ts';
import { big, broken, Cursor, joined, octets, startsWith, utf8 } from './octets.ts';
import { plainProfile } from './profile.ts';
import type { Reading } from './reading.ts';
import { upright } from './reading.ts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DQT = 0xdb;
const DHT = 0xc4;
const DRI = 0xdd;
const COM = 0xfe;
const FRAMES = new Set([0xc0, 0xc1, 0xc2]);
const EXIF = 'Exif\0\0';
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const EXTENDED_XMP = 'http://ns.adobe.com/xmp/extension/\0';
const EXTENDED_HEADER = EXTENDED_XMP.length + 40;
const PHOTOSHOP = 'Photoshop 3.0\0';
const ICC = 'ICC_PROFILE\0';
const ICC_HEADER = 14;
const ICC_MOST = 65_519;
const MPF_IMAGES = 0xb001;
const MOST_SEGMENTS = 8192;
const JFIF_PLAIN = octets('JFIF\0\x01\x01\0\0\x01\0\x01\0\0');

interface Gathered {
  readonly told: Told;
  readonly picture: Uint8Array[]; // what is copied
  readonly profile: Map<number, Uint8Array>; // parts by number
  readonly exif: Uint8Array[];
  readonly extended: Uint8Array[];
  profileParts: number;
  size: { width: number; height: number } | null;
  isJfif: boolean;
  transform: number | null; // Adobe's
}

/** Read a JPEG; throws `Refused` where it is none that is understood whole. */
export function readJpeg(bytes: Uint8Array): Reading {
  const found: Gathered = {
    told: new Told(),
    picture: [],
    profile: new Map(),
    exif: [],
    extended: [],
    profileParts: 0,
    size: null,
    isJfif: false,
    transform: null,
  };
  const end = walk(bytes, found);
  const { told, size } = found;
  if (!size) throw broken('a JPEG without a picture');
  // a block that is too long for one segment goes on in the next
  if (found.exif.length > 0) told.addExif(joined(found.exif));
  if (found.extended.length > 0) told.addXmp(utf8(joined(found.extended)), false);
  countLeftovers(bytes.subarray(end), told);
  const orientation = orientationOf(told.exif[0], told.xmp[0]);
  const profile = plainProfile(profileOf(found));
  told.count('profile', profile.named ? 1 : 0);
  return {
    ...upright(size, orientation),
    told,
    write: () => {
      const parts: Uint8Array[] = [Uint8Array.of(0xff, SOI)];
      if (found.isJfif) parts.push(segment(0xe0, JFIF_PLAIN));
      if (orientation !== 1) parts.push(segment(0xe1, octets(EXIF), orientationOnly(orientation)));
      if (profile.bytes) parts.push(...profileSegments(profile.bytes));
      if (found.transform !== null) parts.push(segment(0xee, adobe(found.transform)));
      return joined([...parts, ...found.picture, Uint8Array.of(0xff, EOI)]);
    },
  };
}

/** Go through the segments up to the end of the picture; return where that is. */
function walk(bytes: Uint8Array, found: Gathered): number {
  let at = 2;
  let scans = 0;
  for (let segments = 0; segments < MOST_SEGMENTS; segments += 1) {
    at = nextMarker(bytes, at);
    const marker = bytes[at + 1] ?? 0;
    if (marker === EOI && scans > 0) return at + 2;
    const reader = new Cursor(bytes, at + 2);
    const length = reader.number(2);
    if (length < 2) throw broken('a segment shorter than its length');
    const body = reader.take(length - 2);
    at = reader.at;
    if (marker === SOS) {
      if (!found.size || body.length !== 4 + 2 * (body[0] ?? 0)) throw broken('a bad scan');
      at = endOfScan(bytes, at);
      scans += 1;
      found.picture.push(bytes.subarray(reader.at - length - 2, at));
    } else if (isPicture(marker, body, found)) {
      found.picture.push(bytes.subarray(at - length - 2, at));
    } else {
      leaveOut(marker, body, found);
    }
  }
  throw broken('a JPEG of too many segments');
}

/** The next marker; what stands between segments is skipped, as decoders do. */
function nextMarker(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) throw broken('a JPEG that does not end');
    const next = bytes[at + 1];
    if (next !== 0 && next !== 0xff) return at;
    at += 1;
  }
}

/** Where coded data ends: at the first marker that is no restart (T.81, B.1.1.5). */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) throw broken('a scan that does not end');
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
    at += next === 0xff ? 1 : 2;
  }
}

/** Say whether the segment makes up the picture; throws where it is not as T.81 has it. */
function isPicture(marker: number, body: Uint8Array, found: Gathered): boolean {
  if (FRAMES.has(marker)) {
    if (found.size || body.length !== 6 + 3 * (body[5] ?? 0)) throw broken('a bad frame header');
    const [height, width] = [256 * (body[1] ?? 0), 256 * (body[3] ?? 0)];
    found.size = { width: width + (body[4] ?? 0), height: height + (body[2] ?? 0) };
    if (found.size.width === 0 || found.size.height === 0) throw broken('a picture without size');
    return true;
  }
  if (marker === DRI && body.length !== 2) throw broken('a bad restart interval');
  if (marker === DQT) checkTables(body, quantizationBytes);
  if (marker === DHT) checkTables(body, huffmanBytes);
  return marker === DRI || marker === DQT || marker === DHT;
}

/** Refuse tables with something behind them. */
function checkTables(body: Uint8Array, bytesOf: (rest: Uint8Array) => number): void {
  let at = 0;
  while (at < body.length) at += bytesOf(body.subarray(at));
  if (at !== body.length) throw broken('a bad table');
}

function quantizationBytes(table: Uint8Array): number {
  return (table[0] ?? 0) >> 4 === 0 ? 65 : 129;
}

function huffmanBytes(table: Uint8Array): number {
  return table.subarray(1, 17).reduce((sum, codes) => sum + codes, 17);
}

/** Read a segment that stays behind. */
function leaveOut(marker: number, body: Uint8Array, found: Gathered): void {
  const { told } = found;
  if (marker === COM) told.count('words');
  else if (marker === 0xe0) readJfif(body, found);
  else if (marker === 0xe1 && startsWith(body, EXIF)) {
    found.exif.push(found.exif.length === 0 ? body : body.subarray(EXIF.length));
  } else if (marker === 0xe1 && startsWith(body, XMP)) {
    told.addXmp(utf8(body.subarray(XMP.length)));
  } else if (marker === 0xe1 && startsWith(body, EXTENDED_XMP)) {
    found.extended.push(body.subarray(EXTENDED_HEADER));
  } else if (marker === 0xe2) readApp2(body, found);
  else if (marker === 0xed && startsWith(body, PHOTOSHOP)) {
    readPhotoshop(body.subarray(PHOTOSHOP.length), told);
  } else if (marker === 0xee && startsWith(body, 'Adobe') && body.length >= 12) {
    found.transform = body[11] ?? 0;
  } else if (marker >= 0xe1 && marker <= 0xef) told.count('other');
  else throw broken('a kind of JPEG that is not understood');
}

function readJfif(body: Uint8Array, found: Gathered): void {
  if (startsWith(body, 'JFIF\0') && body.length >= 14) {
    found.isJfif = true;
    if (body.length > 14) found.told.count('thumbnail');
  } else if (startsWith(body, 'JFXX\0')) {
    found.told.count('thumbnail');
  } else {
    found.told.count('other');
  }
}

function readApp2(body: Uint8Array, found: Gathered): void {
  if (startsWith(body, ICC) && body.length >= ICC_HEADER) {
    found.profileParts += 1;
    found.profile.set(body[12] ?? 0, body);
  } else if (startsWith(body, 'MPF\0')) {
    const index = readExif(body.subarray(4)).main.get(MPF_IMAGES);
    found.told.count('pictures', typeof index === 'number' && index > 1 ? index - 1 : 1);
  } else {
    found.told.count('other');
  }
}

/** The profile out of its parts; nothing where one is missing or there twice. */
function profileOf({ profile, profileParts }: Gathered): Uint8Array {
  const parts = [...profile].sort(([one], [other]) => one - other).map(([, part]) => part);
  if (parts.length !== profileParts || parts[0]?.[13] !== parts.length) return new Uint8Array();
  return joined(parts.map((part) => part.subarray(ICC_HEADER)));
}

function profileSegments(profile: Uint8Array): Uint8Array[] {
  const count = Math.ceil(profile.length / ICC_MOST);
  return Array.from({ length: count }, (_, number) => {
    const part = profile.subarray(number * ICC_MOST, (number + 1) * ICC_MOST);
    return segment(0xe2, octets(ICC), Uint8Array.of(number + 1, count), part);
  });
}

function adobe(transform: number): Uint8Array {
  return joined([octets('Adobe\0\x64\0\0\0\0'), Uint8Array.of(transform)]);
}

function segment(marker: number, ...body: readonly Uint8Array[]): Uint8Array {
  const whole = joined(body);
  return joined([Uint8Array.of(0xff, marker), big(whole.length + 2, 2), whole]);
}
