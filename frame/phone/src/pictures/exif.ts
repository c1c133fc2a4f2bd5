/**
 * Exif: a small TIFF, of which this file reads four directories and writes one tag.
 *
 * Rule 1: reading never fails: what is broken is left out, as `frame/devices` does.
 * Rule 2: each directory is read once and each tag costs the same, so no file takes long.
 * Sources: EXIF 3.0 (CIPA DC-008), TIFF 6.
 */

import { Cursor, joined, latin, octets, startsWith } from './octets.ts';

/** ASCII as text, bytes as bytes, numbers by the first of them. */
export type Value = string | Uint8Array | number;
export type Tags = ReadonlyMap<number, Value>;

/** The first directory, the photo's, the GPS directory, and that of the thumbnail. */
export interface Exif {
  readonly main: Tags;
  readonly camera: Tags;
  readonly place: Tags;
  readonly thumbnail: Tags;
}

const NONE: Tags = new Map();
const CAMERA_DIRECTORY = 0x8769;
const PLACE_DIRECTORY = 0x8825;
const ORIENTATION = 0x0112;
const ENTRY_BYTES = 12;
const LONGEST_TEXT = 4096;
const ASCII = 2;
const BYTES = new Set([1, 6, 7]);
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const PREFIX = 'Exif\0\0';
const TIFF_START = /^(?:MM\0\*|II\*\0)/;

/** The directories of an Exif block, with or without its "Exif" prefix. */
export function readExif(block: Uint8Array): Exif {
  let tiff = block;
  for (let turn = 0; turn < 2 && startsWith(tiff, PREFIX); turn += 1) {
    tiff = tiff.subarray(PREFIX.length);
  }
  const none = { main: NONE, camera: NONE, place: NONE, thumbnail: NONE };
  if (!TIFF_START.test(latin(tiff.subarray(0, 4))) || tiff.length < 8) return none;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const source = { tiff, view, little: tiff[0] === 0x49 };
  const first = readDirectory(source, view.getUint32(4, source.little));
  const inner = (tag: number) => {
    const at = first.tags.get(tag);
    return typeof at === 'number' ? readDirectory(source, at).tags : NONE;
  };
  return {
    main: first.tags,
    camera: inner(CAMERA_DIRECTORY),
    place: inner(PLACE_DIRECTORY),
    thumbnail: first.next ? readDirectory(source, first.next).tags : NONE,
  };
}

interface Source {
  readonly tiff: Uint8Array;
  readonly view: DataView;
  readonly little: boolean;
}

function readDirectory(source: Source, at: number): { tags: Tags; next: number } {
  const { view, little } = source;
  if (at < 8 || at + 2 > view.byteLength) return { tags: NONE, next: 0 };
  const tags = new Map<number, Value>();
  const count = view.getUint16(at, little);
  let place = at + 2;
  for (let number = 0; number < count; number += 1, place += ENTRY_BYTES) {
    if (place + ENTRY_BYTES > view.byteLength) return { tags, next: 0 };
    const value = readValue(source, place);
    if (value !== null) tags.set(view.getUint16(place, little), value);
  }
  return { tags, next: place + 4 <= view.byteLength ? view.getUint32(place, little) : 0 };
}

function readValue({ tiff, view, little }: Source, entry: number): Value | null {
  const type = view.getUint16(entry + 2, little);
  const size = TYPE_BYTES[type] ?? 0;
  const length = size * view.getUint32(entry + 4, little);
  const at = length <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
  if (size === 0 || at + length > tiff.length) return null;
  const bytes = tiff.subarray(at, at + length);
  if (type === ASCII) return latin(bytes.subarray(0, LONGEST_TEXT)).replace(/\0$/, '');
  if (BYTES.has(type)) return bytes;
  if (length === 0) return null;
  return size === 2 ? view.getUint16(at, little) : size === 4 ? view.getUint32(at, little) : 1;
}

/** How the picture is to be turned, 1 to 8; in XMP only where Exif says nothing, as the frame. */
export function orientationOf(exif: Exif | undefined, xmp: string | undefined): number {
  const tag = exif?.main.get(ORIENTATION);
  const said = tag ?? Number(/tiff:Orientation(?:="|>)([0-9])/.exec(xmp ?? '')?.[1] ?? 1);
  return typeof said === 'number' && said >= 1 && said <= 8 ? said : 1;
}

/** A TIFF that says how to turn the picture, and nothing else. */
export function orientationOnly(orientation: number): Uint8Array {
  const tag = Uint8Array.of(0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0);
  return joined([octets('MM\0*\0\0\0\x08\0\x01'), tag, new Uint8Array(4)]);
}

/** The TIFF inside an Exif item of HEIF: four bytes say how far behind them it begins. */
export function tiffInItem(item: Uint8Array): Uint8Array {
  if (item.length < 4) return item;
  const skip = new Cursor(item).number(4) + 4;
  return item.subarray(item.length - skip <= 4 ? 4 : skip);
}
