/**
 * A photo before it is sealed: what it gives away, and the same photo without that.
 *
 * Rule 1: pixels are never decoded: the coded picture is copied, byte for byte.
 * Rule 2: what stays is on an allow-list; a file that is not understood whole is refused.
 * Rule 3: any bytes at all give an answer or `Refused`, in time that grows with their length.
 */

import { Refused } from '../errors.ts';
import { readHeif } from './heif.ts';
import { readJpeg } from './jpeg.ts';
import { type Kind, recognise } from './kinds.ts';
import { findMoment, findTraces, type Removed } from './metadata.ts';
import { readPng } from './png.ts';
import type { Reading } from './reading.ts';
import { readWebp } from './webp.ts';

export const LARGEST_BYTES = 60 * 1024 * 1024;

/**
 * What a file tells.
 *
 * removed        what identifies somebody or something, in the order of `TRACES`
 * taken          "YYYY-MM-DDTHH:MM:SS" on the wall where it was taken, or null
 * width, height  of the upright picture, in pixels
 */
export interface Inspected {
  readonly kind: Kind;
  readonly removed: readonly Removed[];
  readonly taken: string | null;
  readonly width: number;
  readonly height: number;
}

export interface Cleaned extends Inspected {
  readonly bytes: Uint8Array;
}

const READERS: Readonly<Record<Kind, (bytes: Uint8Array) => Reading>> = {
  jpeg: readJpeg,
  png: readPng,
  webp: readWebp,
  heif: readHeif,
  avif: readHeif,
};

/** Say what a file tells; throws `Refused` (`not-a-photo`, `too-large`). */
export function inspect(bytes: Uint8Array): Inspected {
  const { kind, reading } = read(bytes);
  return told(kind, reading);
}

/** Make the file without what it tells; throws `Refused` (`not-a-photo`, `too-large`). */
export function clean(bytes: Uint8Array): Cleaned {
  const { kind, reading } = read(bytes);
  return { ...told(kind, reading), bytes: reading.write() };
}

function read(bytes: Uint8Array): { kind: Kind; reading: Reading } {
  if (bytes.length > LARGEST_BYTES) throw new Refused('too-large');
  const kind = recognise(bytes);
  if (!kind) throw new Refused('not-a-photo');
  return { kind, reading: READERS[kind](bytes) };
}

function told(kind: Kind, { told, width, height }: Reading): Inspected {
  return { kind, removed: findTraces(told), taken: findMoment(told), width, height };
}
