/**
 * What a file is, by its first bytes: one of the five kinds that can be cleaned, or none.
 *
 * Sources: ITU-T T.81 (JPEG), W3C PNG, RFC 9649 (WebP), ISO/IEC 14496-12 and 23008-12 (HEIF),
 * AV1 Image File Format. The same signatures as `frame/devices/kinds.py`.
 */

import { Cursor, startsWith } from './octets.ts';

export type Kind = 'jpeg' | 'png' | 'webp' | 'heif' | 'avif';

const AVIF_BRANDS = new Set(['avif', 'avis']);
const HEIF_BRANDS = new Set([
  'heic',
  'heix',
  'heim',
  'heis',
  'hevc',
  'hevx',
  'mif1',
  'msf1',
  'mif2',
]);
const SAMPLE_BYTES = 512;

/** The kind the file says it is, or null. */
export function recognise(bytes: Uint8Array): Kind | null {
  if (startsWith(bytes, '\xff\xd8\xff')) return 'jpeg';
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return 'png';
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return 'webp';
  return startsWith(bytes, 'ftyp', 4) && bytes.length >= 16 ? boxedKind(bytes) : null;
}

function boxedKind(bytes: Uint8Array): Kind | null {
  const brands = brandsOf(bytes);
  if (brands.some((brand) => AVIF_BRANDS.has(brand))) return 'avif';
  return brands.some((brand) => HEIF_BRANDS.has(brand)) ? 'heif' : null;
}

/** The brands of the file type box, the major one first. */
export function brandsOf(bytes: Uint8Array): string[] {
  const length = new Cursor(bytes).number(4);
  const reader = new Cursor(bytes, 8, Math.max(12, Math.min(length, SAMPLE_BYTES, bytes.length)));
  const brands = [reader.text(4)];
  if (reader.left >= 4) reader.take(4);
  while (reader.left >= 4) brands.push(reader.text(4));
  return brands;
}
