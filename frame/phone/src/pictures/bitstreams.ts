/**
 * What encoders write between the parts of a picture in HEVC and AV1: notes to whom it may
 * concern (supplemental information, metadata units), such as the name of the program. They go.
 *
 * Rule 1: only units that are needed to decode stay; every other kind is left out.
 * Sources: ITU-T H.265 table 7-1; ISO/IEC 14496-15 (hvcC); AV1 bitstream 5.3 and 6.2.2; AV1-ISOBMFF.
 */

import { big, broken, Cursor, joined } from './octets.ts';

/** What stays, and how many notes of free content were left out (AV1 has none). */
export interface Bare {
  readonly bytes: Uint8Array;
  readonly notes: number;
}

const HEVC_HEADER = 22;
const LAST_SLICE = 31;
const PARAMETERS = new Set([32, 33, 34]);
const SUPPLEMENTAL = new Set([39, 40]);
const USER_DATA = new Set([4, 5]);
const AV1_KEPT = new Set([1, 2, 3, 4, 6, 7]);
const AV1_HEADER = 4;

function nalType(unit: Uint8Array): number {
  return ((unit[0] ?? 0) >> 1) & 63;
}

function isNote(unit: Uint8Array): boolean {
  return SUPPLEMENTAL.has(nalType(unit)) && USER_DATA.has(unit[2] ?? 0);
}

/** HEVC units, each behind its length of `lengthBytes`. */
export function bareHevc(data: Uint8Array, lengthBytes: number): Bare {
  const reader = new Cursor(data);
  const kept: Uint8Array[] = [];
  let notes = 0;
  while (reader.left > 0) {
    const unit = reader.take(reader.number(lengthBytes));
    if (nalType(unit) <= LAST_SLICE || PARAMETERS.has(nalType(unit))) {
      kept.push(big(unit.length, lengthBytes), unit);
    } else if (isNote(unit)) notes += 1;
  }
  return { bytes: joined(kept), notes };
}

/** How many bytes the lengths of units have, as the content of an hvcC box says. */
export function lengthBytesOf(config: Uint8Array): number {
  return ((config[HEVC_HEADER - 1] ?? 0) & 3) + 1;
}

/** The content of an hvcC box with its parameter sets alone. */
export function bareHevcConfig(config: Uint8Array): Bare {
  const reader = new Cursor(config);
  const header = reader.take(HEVC_HEADER);
  const arrays: Uint8Array[] = [];
  let notes = 0;
  let kept = 0;
  for (let left = reader.number(1); left > 0; left -= 1) {
    const start = reader.at;
    const type = reader.number(1) & 63;
    for (let units = reader.number(2); units > 0; units -= 1) {
      if (isNote(reader.take(reader.number(2)))) notes += 1;
    }
    if (!PARAMETERS.has(type)) continue;
    arrays.push(config.subarray(start, reader.at));
    kept += 1;
  }
  return { bytes: joined([header, big(kept, 1), ...arrays]), notes };
}

/** AV1 units one behind the other. */
export function bareAv1(data: Uint8Array): Bare {
  const reader = new Cursor(data);
  const kept: Uint8Array[] = [];
  while (reader.left > 0) {
    const start = reader.at;
    const header = reader.number(1);
    if (header & 0x80) throw broken('no AV1 unit');
    if (header & 4) reader.take(1);
    reader.take(header & 2 ? leb128(reader) : reader.left);
    const type = (header >> 3) & 15;
    if (AV1_KEPT.has(type)) kept.push(data.subarray(start, reader.at));
  }
  return { bytes: joined(kept), notes: 0 };
}

/** The content of an av1C box. */
export function bareAv1Config(config: Uint8Array): Bare {
  const header = new Cursor(config).take(AV1_HEADER);
  return { bytes: joined([header, bareAv1(config.subarray(AV1_HEADER)).bytes]), notes: 0 };
}

function leb128(reader: Cursor): number {
  let value = 0;
  for (let place = 0; place < 8; place += 1) {
    const octet = reader.number(1);
    value += (octet & 127) * 128 ** place;
    if (octet < 128) return value;
  }
  throw broken('a length that does not end');
}
