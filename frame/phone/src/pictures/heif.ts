/**
 * HEIF and AVIF without their story: the one picture a viewer shows, its tiles and its
 * transparency, in a file that is laid out anew around the untouched coded bytes.
 *
 * Rule 1: an allow-list of items, references and properties. Exif, XMP, thumbnails, gain maps,
 *         depth, other pictures, videos and whatever lies unused in the file stay behind.
 * Rule 2: what the picture needs and this file does not know is refused, not guessed.
 * Sources: ISO/IEC 14496-12, ISO/IEC 23008-12 (HEIF), 23000-22 (MIAF), AV1 Image File Format.
 */

import { bareAv1, bareAv1Config, bareHevc, bareHevcConfig, lengthBytesOf } from './bitstreams.ts';
import { type Box, inside, outermost } from './bmff.ts';
import { tiffInItem } from './exif.ts';
import { bytesOf, type Item, type Items, readItems } from './heif_items.ts';
import { type Part, type Property, writeHeif } from './heif_writing.ts';
import { brandsOf } from './kinds.ts';
import { countLeftovers, readIptcRecords, Told } from './metadata.ts';
import { broken, Cursor, isZero, latin, octets, utf8 } from './octets.ts';
import { plainProfile } from './profile.ts';
import type { Reading, Size } from './reading.ts';

const CODED = new Set(['hvc1', 'av01']);
const DERIVED = new Set(['grid', 'iovl', 'iden']);
const METADATA = new Set(['Exif', 'mime', 'uri ', 'iptc']);
const XMP_TYPE = 'application/rdf+xml';
const ALPHA = new Set([
  'urn:mpeg:hevc:2015:auxid:1',
  'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha',
  'urn:mpeg:avc:2015:auxid:1',
]);
const COPIED = new Set([
  ...['ispe', 'pixi', 'irot', 'imir', 'pasp', 'clap', 'a1op', 'lsel', 'clli', 'mdcv', 'cclv'],
]);
const TOLD_IN_WORDS = new Set(['udes', 'altt']);
const EMPTY = new Set(['free', 'skip', 'wide']);
const VIDEOS = new Set(['moov', 'mpvd']);
const MOST_PARTS = 4096;
const MOST_URN_BYTES = 256;
const GRID_BYTES = [8, 12] as const;

/** Read a HEIF or AVIF; throws `Refused` where it is none that is understood. */
export function readHeif(bytes: Uint8Array): Reading {
  const told = new Told();
  const { boxes, end } = outermost(bytes);
  const [meta, second] = boxes.filter((box) => box.type === 'meta');
  if (!meta || second) throw broken('not one meta box');
  for (const box of boxes.slice(1)) countBox(bytes, box, told);
  countLeftovers(bytes.subarray(end), told);
  const all = readItems(bytes, meta);
  told.count('other', all.others);
  const kept = keptItems(bytes, all);
  if (kept.length > MOST_PARTS) throw broken('a picture of too many parts');
  readMetadata(bytes, all, told);
  countPictures(all, kept, told);
  const plain = plainProperties(bytes, all, kept, told);
  const parts = kept.map((item) => partOf(bytes, all, item, plain, told));
  const references = all.references.filter(isKept(new Set(kept.map(({ id }) => id))));
  const brands = brandsOf(bytes);
  const write = () => writeHeif({ brands, primary: all.primary, parts, references });
  return { ...sizeOf(parts.find(({ id }) => id === all.primary)), told, write };
}

function countBox(bytes: Uint8Array, { type, body, end }: Box, told: Told): void {
  if (type === 'meta' || type === 'mdat') return;
  const content = bytes.subarray(body, end);
  if (VIDEOS.has(type)) told.countOnce('video');
  else if (!EMPTY.has(type) || !isZero(content)) countLeftovers(content, told);
}

/** The primary item, what it is made of, and its transparency. */
function keptItems(bytes: Uint8Array, all: Items): Item[] {
  const inputs = new Map(
    all.references.filter(({ type }) => type === 'dimg').map(({ from, to }) => [from, to]),
  );
  const kept = new Map<number, Item>();
  const keep = (first: number) => {
    const waiting = [first];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (kept.has(id)) continue;
      const item = all.items.get(id);
      if (!item || !(CODED.has(item.type) || DERIVED.has(item.type))) {
        throw broken('a picture of a kind that is not known');
      }
      kept.set(id, item);
      if (DERIVED.has(item.type)) waiting.push(...(inputs.get(id) ?? []));
    }
  };
  keep(all.primary);
  for (const { type, from, to } of all.references) {
    if (type !== 'auxl' || !to.some((id) => kept.has(id))) continue;
    if (isAlpha(bytes, all, from)) keep(from);
  }
  return [...kept.values()].sort((one, other) => one.id - other.id);
}

function isAlpha(bytes: Uint8Array, all: Items, id: number): boolean {
  return (all.links.get(id) ?? []).some(({ property }) => {
    const box = all.properties[property];
    return (
      box?.type === 'auxC' &&
      box.end - box.body <= MOST_URN_BYTES &&
      ALPHA.has(auxiliaryType(bytes, box))
    );
  });
}

function auxiliaryType(bytes: Uint8Array, box: Box): string {
  const reader = inside(bytes, box);
  reader.take(4);
  return reader.word();
}

function isKept(kept: ReadonlySet<number>): (reference: Items['references'][number]) => boolean {
  const types = new Set(['dimg', 'auxl', 'prem']);
  return ({ type, from, to }) =>
    types.has(type) && kept.has(from) && to.every((id) => kept.has(id));
}

/** Read Exif, XMP and IPTC, those of the primary picture first. */
function readMetadata(bytes: Uint8Array, all: Items, told: Told): void {
  const described = new Map(
    all.references.filter(({ type }) => type === 'cdsc').map(({ from, to }) => [from, to]),
  );
  const isOurs = ({ id }: Item) => described.get(id)?.includes(all.primary) ?? false;
  const found = [...all.items.values()].filter(({ type }) => METADATA.has(type));
  for (const item of [...found.filter(isOurs), ...found.filter((one) => !isOurs(one))]) {
    const data = bytesOf(bytes, all, item.id);
    if (item.type === 'Exif') told.addExif(tiffInItem(data));
    else if (item.type === 'iptc') told.iptc.push(readIptcRecords(data));
    else if (item.mime === XMP_TYPE) told.xmp.push(utf8(data));
    else told.count('other');
  }
}

/** Count what is no part of another picture: thumbnails, gain maps, depth, further photos. */
function countPictures(all: Items, kept: readonly Item[], told: Told): void {
  const ours = new Set(kept.map(({ id }) => id));
  const from = (type: string) => all.references.filter((one) => one.type === type);
  const thumbnails = new Set(from('thmb').map((one) => one.from));
  const parts = new Set(from('dimg').flatMap((one) => one.to));
  for (const { id, type } of all.items.values()) {
    if (ours.has(id) || METADATA.has(type)) continue;
    if (thumbnails.has(id)) told.count('thumbnail');
    else if (!parts.has(id)) told.count('pictures');
  }
}

/** The properties of the kept items as they stay, by number; each is made once. */
function plainProperties(
  bytes: Uint8Array,
  all: Items,
  kept: readonly Item[],
  told: Told,
): ReadonlyMap<number, Uint8Array | null> {
  const used = new Set(
    kept.flatMap(({ id }) => all.links.get(id) ?? []).map((one) => one.property),
  );
  return new Map(
    [...used].map((number) => {
      const box = all.properties[number];
      if (!box) throw broken('a property that is not there');
      return [number, propertyOf(box.type, bytes.subarray(box.body, box.end), told)];
    }),
  );
}

function partOf(
  bytes: Uint8Array,
  all: Items,
  { id, type, isHidden }: Item,
  plain: ReadonlyMap<number, Uint8Array | null>,
  told: Told,
): Part {
  const properties: Property[] = [];
  for (const { property, isEssential } of all.links.get(id) ?? []) {
    const body = plain.get(property);
    const name = all.properties[property]?.type ?? '';
    if (body) properties.push({ property, type: name, body, isEssential });
    else if (isEssential) throw broken('a property that is not known');
  }
  const config = properties.find((one) => one.type === 'hvcC')?.body ?? new Uint8Array();
  const data = dataOf(type, bytesOf(bytes, all, id), lengthBytesOf(config), told);
  return { id, type, isHidden, isInMeta: all.places.get(id)?.method === 1, data, properties };
}

function dataOf(type: string, data: Uint8Array, lengthBytes: number, told: Told): Uint8Array {
  if (type === 'grid') return new Cursor(data).take(GRID_BYTES[(data[1] ?? 0) & 1 ? 1 : 0]);
  if (DERIVED.has(type)) return data;
  const { bytes, notes } = type === 'hvc1' ? bareHevc(data, lengthBytes) : bareAv1(data);
  if (bytes.length === 0) throw broken('a picture without content');
  countNotes(notes, told);
  return bytes;
}

/** The content of a property as it stays; null where it does not. */
function propertyOf(type: string, body: Uint8Array, told: Told): Uint8Array | null {
  if (COPIED.has(type)) return body;
  if (type === 'hvcC' || type === 'av1C') {
    const { bytes, notes } = type === 'hvcC' ? bareHevcConfig(body) : bareAv1Config(body);
    countNotes(notes, told);
    return bytes;
  }
  if (type === 'auxC') return body.subarray(0, Math.max(0, body.indexOf(0, 4)) + 1);
  if (type === 'colr') return colourOf(body, told);
  if (TOLD_IN_WORDS.has(type)) told.count('words');
  return null;
}

function colourOf(body: Uint8Array, told: Told): Uint8Array | null {
  const kind = latin(body.subarray(0, 4));
  if (kind === 'nclx') return body;
  const profile = plainProfile(body.subarray(4));
  if (profile.named) told.countOnce('profile');
  if (!profile.bytes) return null;
  const kept = new Uint8Array(4 + profile.bytes.length);
  kept.set(octets('prof'));
  kept.set(profile.bytes, 4);
  return kept;
}

/** An encoder's note names a program; each tile may have one, a person hears of it once. */
function countNotes(notes: number, told: Told): void {
  if (notes > 0) told.countOnce('software');
}

/** The size of the primary picture once its properties have cropped and turned it. */
function sizeOf(part: Part | undefined): Size {
  let size: Size = { width: 0, height: 0 };
  for (const { type, body } of part?.properties ?? []) {
    const reader = new Cursor(body);
    if (type === 'ispe') {
      reader.take(4);
      size = { width: reader.number(4), height: reader.number(4) };
    } else if (type === 'clap') {
      const [wide, by, high, per] = [4, 4, 4, 4].map((count) => reader.number(count));
      size = { width: ratio(wide, by), height: ratio(high, per) };
    } else if (type === 'irot' && reader.number(1) & 1) {
      size = { width: size.height, height: size.width };
    }
  }
  if (size.width < 1 || size.height < 1) throw broken('a picture without size');
  return size;
}

function ratio(above = 0, below = 0): number {
  return below > 0 ? Math.round(above / below) : 0;
}
