/**
 * The items of a HEIF or AVIF file: what they are, where they lie, how they hang together.
 *
 * Rule 1: everything is read whole or the file is refused; no list is longer than its box.
 * Source: ISO/IEC 14496-12 (meta, iinf, iloc, iref), ISO/IEC 23008-12 (iprp, ipma).
 */

import { type Box, boxesIn, inside, versionOf } from './bmff.ts';
import { broken, Cursor, joined } from './octets.ts';

/** One item; `mime` only where its type is "mime". */
export interface Item {
  readonly id: number;
  readonly type: string;
  readonly isHidden: boolean;
  readonly mime: string;
}

/** Where an item's bytes lie: in the file (0) or in the meta box (1). */
export interface Place {
  readonly method: number;
  readonly extents: readonly { readonly at: number; readonly length: number }[];
}

export interface Reference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

/** A property of an item by its number in `properties`, from 0. */
export interface Link {
  readonly property: number;
  readonly isEssential: boolean;
}

export interface Items {
  readonly primary: number;
  readonly items: ReadonlyMap<number, Item>;
  readonly places: ReadonlyMap<number, Place>;
  readonly references: readonly Reference[];
  readonly properties: readonly Box[];
  readonly links: ReadonlyMap<number, readonly Link[]>;
  readonly data: Box | null; // idat
  readonly spent: { bytes: number }; // read of items so far
  readonly others: number; // boxes that are none of these
}

const MOST_EXTENTS = 1 << 16;
const KNOWN = new Set([
  ...[
    'hdlr',
    'pitm',
    'iinf',
    'iloc',
    'iref',
    'iprp',
    'idat',
    'dinf',
    'grpl',
    'ipro',
    'free',
    'skip',
  ],
]);

/** Read a meta box. */
export function readItems(bytes: Uint8Array, meta: Box): Items {
  const boxes = boxesIn(bytes, Math.min(meta.body + 4, meta.end), meta.end);
  const one = (type: string): Box | null => {
    const found = boxes.filter((box) => box.type === type);
    if (found.length > 1) throw broken(`several ${type} boxes`);
    return found[0] ?? null;
  };
  const need = (type: string): Cursor => {
    const found = one(type);
    if (!found) throw broken(`no ${type} box`);
    return inside(bytes, found);
  };
  const references = one('iref');
  const properties = one('iprp');
  if (!properties) throw broken('no iprp box');
  return {
    primary: readPrimary(need('pitm')),
    items: readInfos(bytes, need('iinf')),
    places: readPlaces(need('iloc')),
    references: references ? readReferences(bytes, references) : [],
    ...readProperties(bytes, properties),
    data: one('idat'),
    spent: { bytes: 0 },
    others: boxes.filter(({ type }) => !KNOWN.has(type)).length,
  };
}

/** The bytes of an item; refused once items hold more than their file, which only bombs do. */
export function bytesOf(
  bytes: Uint8Array,
  { places, data, spent }: Items,
  id: number,
): Uint8Array {
  const place = places.get(id);
  if (!place) return new Uint8Array();
  const whole = place.method === 1 && data ? bytes.subarray(data.body, data.end) : bytes;
  if (place.method === 1 ? !data : place.method !== 0) throw broken('an item that lies elsewhere');
  const parts = place.extents.map(({ at, length }) => new Cursor(whole, at).take(length));
  spent.bytes += parts.reduce((sum, part) => sum + part.length, 0);
  if (spent.bytes > bytes.length) throw broken('items that are longer than their file');
  const [only] = parts;
  return parts.length === 1 && only ? only : joined(parts);
}

function readPrimary(reader: Cursor): number {
  return reader.number(versionOf(reader).version === 0 ? 2 : 4);
}

function readInfos(bytes: Uint8Array, reader: Cursor): Map<number, Item> {
  reader.take(versionOf(reader).version === 0 ? 2 : 4);
  const items = new Map<number, Item>();
  for (const info of boxesIn(bytes, reader.at, reader.end)) {
    if (info.type !== 'infe') throw broken('an iinf box with something else in it');
    const item = readInfo(inside(bytes, info));
    if (items.has(item.id)) throw broken('an item that is there twice');
    items.set(item.id, item);
  }
  return items;
}

function readInfo(reader: Cursor): Item {
  const { version, flags } = versionOf(reader);
  if (version < 2) throw broken('an item of an old kind');
  const id = reader.number(version === 2 ? 2 : 4);
  reader.take(2); // protection
  const type = reader.text(4);
  reader.word(); // its name
  return { id, type, isHidden: (flags & 1) === 1, mime: type === 'mime' ? reader.word() : '' };
}

function readPlaces(reader: Cursor): Map<number, Place> {
  const { version } = versionOf(reader);
  const sizes = reader.number(2);
  const [offsetBytes, lengthBytes] = [sizes >> 12, (sizes >> 8) & 15];
  const [baseBytes, indexBytes] = [(sizes >> 4) & 15, version === 0 ? 0 : sizes & 15];
  const count = reader.number(version < 2 ? 2 : 4);
  const places = new Map<number, Place>();
  let all = 0;
  for (let number = 0; number < count; number += 1) {
    const id = reader.number(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : reader.number(2) & 15;
    if (reader.number(2) !== 0) throw broken('an item in another file');
    const base = reader.number(baseBytes);
    const extents: { at: number; length: number }[] = [];
    const parts = reader.number(2);
    all += parts;
    if (all > MOST_EXTENTS) throw broken('too many parts of items');
    for (let part = 0; part < parts; part += 1) {
      reader.take(indexBytes);
      extents.push({ at: base + reader.number(offsetBytes), length: reader.number(lengthBytes) });
    }
    places.set(id, { method, extents });
  }
  return places;
}

function readReferences(bytes: Uint8Array, box: Box): Reference[] {
  const reader = inside(bytes, box);
  const idBytes = versionOf(reader).version === 0 ? 2 : 4;
  return boxesIn(bytes, reader.at, box.end).map((one) => {
    const inner = inside(bytes, one);
    const from = inner.number(idBytes);
    const count = inner.number(2);
    const to = Array.from({ length: count }, () => inner.number(idBytes));
    return { type: one.type, from, to };
  });
}

function readProperties(
  bytes: Uint8Array,
  box: Box,
): { properties: Box[]; links: Map<number, Link[]> } {
  const boxes = boxesIn(bytes, box.body, box.end);
  const containers = boxes.filter(({ type }) => type === 'ipco');
  const [container] = containers;
  if (!container || containers.length > 1) throw broken('not one ipco box');
  const links = new Map<number, Link[]>();
  for (const one of boxes) if (one.type === 'ipma') readLinks(inside(bytes, one), links);
  return { properties: boxesIn(bytes, container.body, container.end), links };
}

function readLinks(reader: Cursor, links: Map<number, Link[]>): void {
  const { version, flags } = versionOf(reader);
  const linkBytes = flags & 1 ? 2 : 1;
  const essential = linkBytes === 2 ? 0x8000 : 0x80;
  const count = reader.number(4);
  for (let number = 0; number < count; number += 1) {
    const id = reader.number(version < 1 ? 2 : 4);
    const own: Link[] = [];
    for (let left = reader.number(1); left > 0; left -= 1) {
      const value = reader.number(linkBytes);
      const property = (value & (essential - 1)) - 1;
      if (property >= 0) own.push({ property, isEssential: (value & essential) !== 0 });
    }
    if (links.has(id)) throw broken('an item with properties twice');
    links.set(id, own);
  }
}
