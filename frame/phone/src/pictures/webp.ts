/**
 * WebP without its story: the picture, its transparency and its colours, and nothing else.
 *
 * Rule 1: an allow-list of chunks; the header that says which there are is written anew.
 * Rule 2: of an animation the first picture stays, as an animation of one.
 * Source: RFC 9649.
 */

import { orientationOf, orientationOnly } from './exif.ts';
import { countLeftovers, Told } from './metadata.ts';
import { broken, Cursor, joined, little, octets, utf8 } from './octets.ts';
import { plainProfile } from './profile.ts';
import { type Reading, type Size, upright } from './reading.ts';

const RIFF_BYTES = 12;
const MOST_CHUNKS = 4096;
const HAS_PROFILE = 0x20;
const HAS_ALPHA = 0x10;
const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;
const IS_ANIMATED = 0x02;
const FRAME_BYTES = 16;
const ANIM_BYTES = 6;
const NO_BYTES = new Uint8Array();
const KNOWN = new Set(['VP8 ', 'VP8L', 'ALPH', 'ICCP', 'ANIM', 'ANMF', 'EXIF']);

interface Chunk {
  readonly name: string;
  readonly body: Uint8Array;
}

/** Read a WebP; throws `Refused` where it is none that is understood whole. */
export function readWebp(bytes: Uint8Array): Reading {
  const length = new Cursor(bytes, 4).little(4);
  const end = Math.min(8 + length, bytes.length);
  const chunks = chunksOf(new Cursor(bytes, RIFF_BYTES, end));
  const told = new Told();
  countLeftovers(bytes.subarray(end), told);
  const header = chunks[0]?.name === 'VP8X' ? chunks[0].body : null;
  const flags = header?.[0] ?? 0;
  const picture = flags & IS_ANIMATED ? firstFrame(chunks, told) : stillOf(chunks);
  const size = header ? canvasOf(header) : sizeOf(picture);
  for (const chunk of header ? chunks.slice(1) : chunks) leaveOut(chunk, told);
  const [exif] = chunks.filter((chunk) => chunk.name === 'EXIF');
  if (exif) told.addExif(exif.body);
  // what the header does not announce, decoders do not look at
  const orientation = flags & (HAS_EXIF | HAS_XMP) ? orientationOf(told.exif[0], told.xmp[0]) : 1;
  const embedded = flags & HAS_PROFILE ? chunks.find((chunk) => chunk.name === 'ICCP') : undefined;
  const profile = plainProfile(embedded?.body ?? NO_BYTES);
  told.count('profile', profile.named ? 1 : 0);
  const write = () => {
    const kept = [...picture];
    if (profile.bytes) kept.unshift({ name: 'ICCP', body: profile.bytes });
    if (orientation !== 1) kept.push({ name: 'EXIF', body: orientationOnly(orientation) });
    const said = (profile.bytes ? HAS_PROFILE : 0) | (orientation === 1 ? 0 : HAS_EXIF);
    if (header) kept.unshift(extended(size, said | (flags & (HAS_ALPHA | IS_ANIMATED))));
    return riff(kept);
  };
  return { ...upright(size, orientation), told, write };
}

function chunksOf(reader: Cursor): Chunk[] {
  const chunks: Chunk[] = [];
  while (reader.left >= 8) {
    if (chunks.length >= MOST_CHUNKS) throw broken('a WebP of too many chunks');
    const name = reader.text(4);
    const length = reader.little(4);
    chunks.push({ name, body: reader.take(length) });
    if (length % 2 === 1 && reader.left > 0) reader.take(1);
  }
  return chunks;
}

/** The chunks of a picture that does not move. */
function stillOf(chunks: readonly Chunk[]): Chunk[] {
  const alpha = chunks.filter((chunk) => chunk.name === 'ALPH').slice(0, 1);
  const coded = chunks.filter((chunk) => chunk.name === 'VP8 ' || chunk.name === 'VP8L');
  if (coded.length !== 1) throw broken('a WebP without its one picture');
  const picture = coded[0]?.name === 'VP8L' ? coded : [...alpha, ...coded];
  sizeOf(picture);
  return picture;
}

function firstFrame(chunks: readonly Chunk[], told: Told): Chunk[] {
  const animation = chunks.find((chunk) => chunk.name === 'ANIM')?.body;
  const frames = chunks.filter((chunk) => chunk.name === 'ANMF');
  const frame = frames[0]?.body;
  if (animation?.length !== ANIM_BYTES || !frame) throw broken('an animation without pictures');
  const inner = new Cursor(frame);
  const place = inner.take(FRAME_BYTES);
  told.count('pictures', frames.length - 1);
  const picture = stillOf(chunksOf(inner)).map(packed);
  return [
    { name: 'ANIM', body: animation },
    { name: 'ANMF', body: joined([place, ...picture]) },
  ];
}

/** Read a chunk that stays behind. */
function leaveOut({ name, body }: Chunk, told: Told): void {
  if (name === 'XMP ') told.addXmp(utf8(body));
  else if (!KNOWN.has(name)) told.count('other');
}

function canvasOf(header: Uint8Array): Size {
  const reader = new Cursor(header, 4);
  return { width: reader.little(3) + 1, height: reader.little(3) + 1 };
}

/** The size that the coded picture says it has. */
function sizeOf(picture: readonly Chunk[]): Size {
  const last = picture.at(-1);
  const reader = new Cursor(last?.body ?? NO_BYTES);
  if (last?.name === 'VP8L') {
    if (reader.number(1) !== 0x2f) throw broken('no lossless picture');
    const bits = reader.little(4);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  reader.take(3);
  if (reader.number(3) !== 0x9d012a) throw broken('no lossy picture');
  const size = { width: reader.little(2) & 0x3fff, height: reader.little(2) & 0x3fff };
  if (size.width === 0 || size.height === 0) throw broken('a picture without size');
  return size;
}

function extended({ width, height }: Size, flags: number): Chunk {
  const body = [little(flags, 4), little(width - 1, 3), little(height - 1, 3)];
  return { name: 'VP8X', body: joined(body) };
}

function riff(chunks: readonly Chunk[]): Uint8Array {
  const body = joined(chunks.map(packed));
  return joined([octets('RIFF'), little(body.length + 4, 4), octets('WEBP'), body]);
}

function packed({ name, body }: Chunk): Uint8Array {
  return joined([octets(name), little(body.length, 4), body, new Uint8Array(body.length & 1)]);
}
