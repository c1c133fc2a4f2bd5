/**
 * What is done with a picked file: read, named by its digest, cleaned, made small.
 *
 * Rule 1: what leaves was cleaned by `pictures/clean`; a file of another kind is painted anew.
 * Rule 2: a thumbnail that cannot be made keeps no photo back.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { unhex } from '../crypto/bytes.ts';
import { Refused } from '../errors.ts';
import type { Developed, SealedPicture, SealingOrder } from '../owner/darkroom.ts';
import { takenFromName } from '../pictures/capture_time.ts';
import { type Cleaned, clean, inspect, LARGEST_BYTES } from '../pictures/clean.ts';
import type { Removed } from '../pictures/metadata.ts';
import { reencode, thumbnail } from '../pictures/thumbnail.ts';
import { checksOf, EpochKey, sealPhoto } from '../protocol/photos.ts';

const THUMBNAIL_PX = 320;

async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > LARGEST_BYTES) throw new Refused('too-large');
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Refused('file-gone');
  }
}

/** What a file gives away; rejects with Refused for one that is no photo. */
export async function inspected(file: Blob): Promise<readonly Removed[]> {
  const bytes = await bytesOf(file);
  try {
    return inspect(bytes).removed;
  } catch (problem) {
    if (await painted(bytes)) return []; // all that is not a pixel is left behind
    throw problem;
  }
}

/** Make a picture that may leave. */
export async function developed(file: Blob, name: string): Promise<Developed> {
  const bytes = await bytesOf(file);
  const made = await cleaned(bytes);
  const picture = new Blob([made.bytes as Uint8Array<ArrayBuffer>]);
  return {
    digest: await digestOf(bytes),
    clean: made.bytes,
    removed: made.removed.map(({ trace }) => trace),
    taken: made.taken ?? takenFromName(name) ?? '',
    thumbnail: await small(picture),
  };
}

async function cleaned(bytes: Uint8Array<ArrayBuffer>): Promise<Cleaned> {
  try {
    return clean(bytes);
  } catch (problem) {
    const anew = await painted(bytes);
    if (anew) return clean(anew);
    throw problem;
  }
}

/** A file of a kind that cannot be cleaned, as this browser paints it; null where it cannot. */
const painted = (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array | null> =>
  reencode(new Blob([bytes]));

async function small(picture: Blob): Promise<Uint8Array | null> {
  const made = await thumbnail(picture, THUMBNAIL_PX);
  return made && new Uint8Array(await made.arrayBuffer());
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const subtle = globalThis.crypto?.subtle;
  return subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : sha256(bytes);
}

/** Seal a picture for one receiver. */
export function sealed({ key, photo, epoch, picture, salt }: SealingOrder): SealedPicture {
  const made = sealPhoto(new EpochKey(key), unhex(photo), epoch, picture, () => salt);
  return { sealed: made, checks: checksOf(made) };
}
