/**
 * Colour profiles without names: what turns the numbers of a picture into colours stays, what
 * says whose screen, scanner or program it was goes.
 *
 * Rule 1: a profile is written anew from an allow-list of tags; it has a description, "Photo".
 * Rule 2: sRGB is what pictures without a profile are in, so such a profile goes altogether.
 * Rule 3: what cannot be read as a profile is dropped, as every decoder drops it.
 * Source: ICC.1:2022.
 */

import { big, broken, Cursor, joined, latin, octets, same, startsWith } from './octets.ts';

/** What became of a profile; `named` says whether anything was taken out of it. */
export interface Plain {
  readonly bytes: Uint8Array | null;
  readonly isSrgb: boolean;
  readonly named: boolean;
}

const HEADER_BYTES = 128;
const ENTRY_BYTES = 12;
const MOST_TAGS = 256;
const MOST_BYTES = 1 << 22;
const NOTHING: Plain = { bytes: null, isSrgb: false, named: false };
// version, class, colour space and connection space; the signature; intent and white point
const HEADER_KEPT = [
  [8, 24],
  [36, 40],
  [64, 80],
] as const;
const TAGS = new Set([
  ...['rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC', 'kTRC', 'wtpt', 'bkpt', 'chad', 'cicp'],
  ...['A2B0', 'A2B1', 'A2B2', 'B2A0', 'B2A1', 'B2A2', 'gamt'],
  ...['D2B0', 'D2B1', 'D2B2', 'D2B3', 'B2D0', 'B2D1', 'B2D2', 'B2D3'],
]);
const TYPES = new Set([
  ...['XYZ ', 'curv', 'para', 'sf32', 'cicp', 'mft1', 'mft2', 'mAB ', 'mBA ', 'mpet'],
]);
const DESCRIPTION = describe('Photo');

interface Tag {
  readonly name: string;
  readonly at: number;
  readonly data: Uint8Array;
}

/** Take everything out of a profile that is not about colour. */
export function plainProfile(profile: Uint8Array): Plain {
  if (profile.length < HEADER_BYTES + 4 || !startsWith(profile, 'acsp', 36)) return NOTHING;
  if (profile.length > MOST_BYTES) throw broken('a profile that is too large');
  const tags = tagsOf(profile);
  const description = tags.find((tag) => tag.name === 'desc')?.data ?? new Uint8Array();
  // texts are of one or of two bytes a character
  if (latin(description).replaceAll('\0', '').toLowerCase().includes('srgb')) {
    return { bytes: null, isSrgb: true, named: false };
  }
  const kept = tags.filter(
    (tag) => TAGS.has(tag.name) && TYPES.has(latin(tag.data.subarray(0, 4))),
  );
  const places = new Map(kept.map(({ at, data }) => [`${at}/${data.length}`, data.length]));
  if ([...places.values()].reduce((sum, length) => sum + length, 0) > profile.length)
    return NOTHING;
  const bytes = written(profile, kept);
  return { bytes, isSrgb: false, named: !same(bytes, profile) };
}

function tagsOf(profile: Uint8Array): Tag[] {
  const reader = new Cursor(profile, HEADER_BYTES);
  const tags = new Map<string, Tag>();
  const most = Math.min(reader.number(4), MOST_TAGS, Math.floor(reader.left / ENTRY_BYTES));
  for (let number = 0; number < most; number += 1) {
    const [name, at, length] = [reader.text(4), reader.number(4), reader.number(4)];
    if (at + length > profile.length || tags.has(name)) continue;
    tags.set(name, { name, at, data: profile.subarray(at, at + length) });
  }
  return [...tags.values()];
}

/** Lay out header, directory and data; tags that shared their data share it again. */
function written(profile: Uint8Array, kept: readonly Tag[]): Uint8Array {
  const tags = [{ name: 'desc', at: -1, data: DESCRIPTION }, ...kept];
  const directory: Uint8Array[] = [big(tags.length, 4)];
  const bodies: Uint8Array[] = [];
  const places = new Map<string, number>();
  let end = HEADER_BYTES + 4 + ENTRY_BYTES * tags.length;
  for (const { name, at, data } of tags) {
    const origin = `${at}/${data.length}`;
    const place = places.get(origin) ?? end;
    directory.push(octets(name), big(place, 4), big(data.length, 4));
    if (places.has(origin)) continue;
    places.set(origin, place);
    const padding = new Uint8Array(-data.length & 3);
    bodies.push(data, padding);
    end += data.length + padding.length;
  }
  return joined([headerOf(profile, end), ...directory, ...bodies]);
}

function headerOf(profile: Uint8Array, length: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  header.set(big(length, 4));
  for (const [from, to] of HEADER_KEPT) header.set(profile.subarray(from, to), from);
  return header;
}

/** A multiLocalizedUnicode element of one text, in English. */
function describe(text: string): Uint8Array {
  const wide = octets([...text].map((sign) => `\0${sign}`).join(''));
  const record = [octets('enUS'), big(wide.length, 4), big(28, 4)];
  return joined([octets('mluc\0\0\0\0'), big(1, 4), big(12, 4), ...record, wide]);
}
