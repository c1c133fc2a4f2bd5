/**
 * A HEIF or AVIF file laid out anew: its brands, its items and their bytes, nothing unnamed.
 *
 * Rule 1: derived pictures stay in the meta box where they were, coded ones lie in one mdat.
 * Source: ISO/IEC 14496-12, ISO/IEC 23008-12.
 */

import { box, fullBox } from './bmff.ts';
import type { Reference } from './heif_items.ts';
import { big, broken, joined, octets } from './octets.ts';

/** A property; `property` is its number in the file it came from. */
export interface Property {
  readonly property: number;
  readonly type: string;
  readonly body: Uint8Array;
  readonly isEssential: boolean;
}

/** An item with its bytes. */
export interface Part {
  readonly id: number;
  readonly type: string;
  readonly isHidden: boolean;
  readonly isInMeta: boolean;
  readonly data: Uint8Array;
  readonly properties: readonly Property[];
}

export interface Layout {
  readonly brands: readonly string[];
  readonly primary: number;
  readonly parts: readonly Part[];
  readonly references: readonly Reference[];
}

// brands of still pictures; those of image sequences go with the sequences
const BRANDS = new Set([
  ...['mif1', 'mif2', 'miaf', 'heic', 'heix', 'heim', 'heis', 'avif', 'MA1A', 'MA1B'],
]);
const SHORT = 0xffff;
const MOST_PROPERTIES = 0x7fff;

/** Write the file. */
export function writeHeif(layout: Layout): Uint8Array {
  const brands = [...new Set(layout.brands.filter((brand) => BRANDS.has(brand)))];
  if (!brands.includes('mif1')) brands.push('mif1');
  const isAv1 = layout.parts.some(({ type }) => type === 'av01');
  if (isAv1 && !brands.includes('avif')) brands.unshift('avif');
  const type = box(
    'ftyp',
    octets(brands[0] ?? 'mif1'),
    new Uint8Array(4),
    octets(brands.join('')),
  );
  const coded = layout.parts.filter(({ isInMeta }) => !isInMeta).map(({ data }) => data);
  const start = type.length + metaOf(layout, 0).length + 8;
  return joined([type, metaOf(layout, start), box('mdat', ...coded)]);
}

function metaOf({ primary, parts, references }: Layout, start: number): Uint8Array {
  const isLong = parts.some(({ id }) => id > SHORT);
  const id = (value: number) => big(value, isLong ? 4 : 2);
  const inMeta = parts.filter(({ isInMeta }) => isInMeta).map(({ data }) => data);
  const infos = parts.map((part) => infoOf(part, id(part.id), isLong));
  const boxes = [
    fullBox('hdlr', 0, 0, octets('\0\0\0\0pict'), new Uint8Array(13)),
    fullBox('pitm', isLong ? 1 : 0, 0, id(primary)),
    placesOf(parts, start, id, isLong),
    fullBox('iinf', isLong ? 1 : 0, 0, big(parts.length, isLong ? 4 : 2), ...infos),
  ];
  if (references.length > 0) {
    const inner = references.map(({ type, from, to }) =>
      box(type, id(from), big(to.length, 2), ...to.map(id)),
    );
    boxes.push(fullBox('iref', isLong ? 1 : 0, 0, ...inner));
  }
  boxes.push(propertiesOf(parts, id, isLong));
  if (inMeta.length > 0) boxes.push(box('idat', ...inMeta));
  return fullBox('meta', 0, 0, ...boxes);
}

function infoOf(part: Part, id: Uint8Array, isLong: boolean): Uint8Array {
  const name = octets(`${part.type}\0`);
  return fullBox('infe', isLong ? 3 : 2, part.isHidden ? 1 : 0, id, new Uint8Array(2), name);
}

/** Say where each item lies: offsets and lengths of four bytes, no base, one part each. */
function placesOf(
  parts: readonly Part[],
  start: number,
  id: (value: number) => Uint8Array,
  isLong: boolean,
): Uint8Array {
  const entries: Uint8Array[] = [];
  let [inFile, inMeta] = [start, 0];
  for (const { id: own, isInMeta, data } of parts) {
    const extent = [big(isInMeta ? inMeta : inFile, 4), big(data.length, 4)];
    entries.push(id(own), big(isInMeta ? 1 : 0, 2), big(0, 2), big(1, 2), ...extent);
    if (isInMeta) inMeta += data.length;
    else inFile += data.length;
  }
  const count = big(parts.length, isLong ? 4 : 2);
  return fullBox('iloc', isLong ? 2 : 1, 0, Uint8Array.of(0x44, 0), count, ...entries);
}

/** Write each property once, and which items have it. */
function propertiesOf(
  parts: readonly Part[],
  id: (value: number) => Uint8Array,
  isLong: boolean,
): Uint8Array {
  const numbers = new Map<number, number>();
  const bodies: Uint8Array[] = [];
  for (const { property, type, body } of parts.flatMap((part) => part.properties)) {
    if (numbers.has(property)) continue;
    bodies.push(box(type, body));
    numbers.set(property, bodies.length);
  }
  if (bodies.length > MOST_PROPERTIES) throw broken('too many properties');
  const isWide = bodies.length > 127;
  const link = ({ property, isEssential }: Property) => {
    const essential = isEssential ? (isWide ? 0x8000 : 0x80) : 0;
    return big((numbers.get(property) ?? 0) | essential, isWide ? 2 : 1);
  };
  const links = parts.map((part) =>
    joined([id(part.id), big(part.properties.length, 1), ...part.properties.map(link)]),
  );
  const map = fullBox('ipma', isLong ? 1 : 0, isWide ? 1 : 0, big(parts.length, 4), ...links);
  return box('iprp', box('ipco', ...bodies), map);
}
