/**
 * Boxes of the ISO base media file format: found in a file, and written.
 *
 * Rule 1: a box lies whole inside what holds it, or the file is refused.
 * Source: ISO/IEC 14496-12.
 */

import { big, broken, Cursor, joined, octets } from './octets.ts';

/** A box: where it begins, and where its content begins and ends. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

const MOST_BOXES = 1 << 17;

/** The boxes between two places, one behind the other. */
export function boxesIn(bytes: Uint8Array, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at < to; at = boxes.at(-1)?.end ?? to) {
    if (boxes.length >= MOST_BOXES) throw broken('too many boxes');
    boxes.push(boxAt(bytes, at, to));
  }
  return boxes;
}

/** The boxes at the outermost level; `end` is where what is no box begins. */
export function outermost(bytes: Uint8Array): { boxes: Box[]; end: number } {
  const boxes: Box[] = [];
  let end = 0;
  while (end < bytes.length && boxes.length < MOST_BOXES) {
    try {
      boxes.push(boxAt(bytes, end, bytes.length));
    } catch {
      break;
    }
    end = boxes.at(-1)?.end ?? end;
  }
  return { boxes, end };
}

function boxAt(bytes: Uint8Array, start: number, limit: number): Box {
  const reader = new Cursor(bytes, start, limit);
  const short = reader.number(4);
  const type = reader.text(4);
  const length = short === 1 ? reader.number(8) : short === 0 ? limit - start : short;
  const end = start + length;
  if (end > limit || end < reader.at) throw broken('a box that does not fit');
  return { type, start, body: reader.at, end };
}

/** A place in the content of a box. */
export function inside(bytes: Uint8Array, box: Box): Cursor {
  return new Cursor(bytes, box.body, box.end);
}

/** The version and flags with which a full box begins. */
export function versionOf(reader: Cursor): { version: number; flags: number } {
  return { version: reader.number(1), flags: reader.number(3) };
}

export function box(type: string, ...body: readonly Uint8Array[]): Uint8Array {
  const length = body.reduce((sum, part) => sum + part.length, 8);
  return joined([big(length, 4), octets(type), ...body]);
}

export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...body: readonly Uint8Array[]
): Uint8Array {
  return box(type, big(version, 1), big(flags, 3), ...body);
}
