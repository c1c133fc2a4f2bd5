/**
 * Photos on their way: sealed as a whole, sent in chunks (docs/protocol.md §9).
 *
 *     photo key = hkdf(album key of an epoch, photo 16 | u32 epoch, "hf1/photo", 32)
 *     sealed    = c2sp.org/chunked-encryption of picture | zeros up to the Padmé length
 *     packet    = transfer 8 | u32 index | chunk
 *
 * Rule 1: every receiver's photo is sealed anew, so equal photos do not look equal.
 * Rule 2: a chunk is compared with its check before it is kept, and a photo is only believed
 *         when it opened as a whole.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equal, toNumber, unsigned, utf8 } from '../crypto/bytes.ts';
import { expand, type Fresh, KEY_BYTES, Key } from '../crypto/keys.ts';
import { padme } from '../crypto/padme.ts';
import { seal, sealedSize, unseal } from '../crypto/stream.ts';
import { BadMessage, Refused } from '../errors.ts';

export const CHUNK_BYTES = 131_072;
export const CHUNKS = 512;
export const SEALED_BYTES = 64 * 1024 * 1024;
export const CHECK_BYTES = 16;
export const TRANSFER_BYTES = 8;
export const PHOTO_BYTES = 16;
export const EPOCHS = 2 ** 32;
const LABEL = utf8('hf1/photo');
const HEAD_BYTES = TRANSFER_BYTES + 4;

/** What one sender seals an album's photos with in one epoch. */
export class EpochKey extends Key {
  readonly kind = 'EpochKey';
}

/** Seals one photo. */
export class PhotoKey extends Key {
  readonly kind = 'PhotoKey';
}

/** Bytes [131,072 index, 131,072 (index + 1)) of a sealed photo; `transfer` has 8 bytes. */
export interface Chunk {
  readonly transfer: Uint8Array;
  readonly index: number;
  readonly data: Uint8Array;
}

/** How long a picture of so many bytes is when it is sealed. */
export const sealedBytes = (pictureBytes: number): number => sealedSize(padme(pictureBytes));

/** What one photo is sealed with in one epoch. */
export const photoKey = (key: EpochKey, photo: Uint8Array, epoch: number): PhotoKey =>
  new PhotoKey(expand(key.secret, concat(photo, unsigned(epoch, 4)), LABEL, KEY_BYTES));

/** A picture sealed for one receiver; `photo` is its name, 16 bytes. */
export const sealPhoto = (
  key: EpochKey,
  photo: Uint8Array,
  epoch: number,
  picture: Uint8Array,
  fresh: Fresh,
): Uint8Array<ArrayBuffer> => {
  const { secret } = photoKey(key, photo, epoch);
  return seal(secret, picture, concat(LABEL, photo), fresh, padme(picture.length));
};

/** The picture, as long as its offer said; throws BadMessage. */
export const openPhoto = (
  key: EpochKey,
  photo: Uint8Array,
  epoch: number,
  sealed: Uint8Array,
  pictureBytes: number,
): Uint8Array => {
  if (sealed.length !== sealedBytes(pictureBytes)) {
    throw new BadMessage('a photo is not as long as its offer said');
  }
  const plain = unsealed(photoKey(key, photo, epoch), sealed, concat(LABEL, photo));
  if (plain.subarray(pictureBytes).some((one) => one !== 0)) {
    throw new BadMessage('a photo is not filled the way the protocol says');
  }
  return plain.subarray(0, pictureBytes);
};

const unsealed = (key: PhotoKey, sealed: Uint8Array, context: Uint8Array): Uint8Array => {
  try {
    return unseal(key.secret, sealed, context);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new BadMessage('a photo was sealed with another key or is damaged');
  }
};

/** How many chunks so many sealed bytes make. */
export const chunkCount = (sealed: number): number => Math.ceil(sealed / CHUNK_BYTES);

/** How long one chunk of so many sealed bytes is; 0 behind the last one. */
export const chunkLength = (sealed: number, index: number): number =>
  Math.max(0, Math.min(CHUNK_BYTES, sealed - index * CHUNK_BYTES));

/** One chunk of a sealed photo. */
export const chunkOf = (sealed: Uint8Array, index: number): Uint8Array =>
  sealed.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);

/** The checks of all chunks, 16 bytes each, one after the other. */
export const checksOf = (sealed: Uint8Array): Uint8Array => {
  const checks = new Uint8Array(CHECK_BYTES * chunkCount(sealed.length));
  for (let index = 0; index < chunkCount(sealed.length); index++) {
    checks.set(checkOf(index, chunkOf(sealed, index)), CHECK_BYTES * index);
  }
  return checks;
};

/** Whether these bytes are the chunk that an offer's checks name. */
export const isChunk = (checks: Uint8Array, index: number, data: Uint8Array): boolean => {
  const start = index * CHECK_BYTES;
  return equal(checks.subarray(start, start + CHECK_BYTES), checkOf(index, data));
};

const checkOf = (index: number, data: Uint8Array): Uint8Array =>
  sha256.create().update(unsigned(index, 4)).update(data).digest().subarray(0, CHECK_BYTES);

/** The packet that carries one chunk. */
export const writeChunk = (transfer: Uint8Array, index: number, data: Uint8Array): Uint8Array =>
  concat(transfer, unsigned(index, 4), data);

/** The chunk in a packet, not yet compared with anything; throws BadMessage. */
export const readChunk = (packet: Uint8Array): Chunk => {
  if (packet.length <= HEAD_BYTES || packet.length > HEAD_BYTES + CHUNK_BYTES) {
    throw new BadMessage('a chunk has a length that none has');
  }
  const index = toNumber(packet.subarray(TRANSFER_BYTES, HEAD_BYTES));
  if (index >= CHUNKS) throw new BadMessage('a chunk lies behind the end of every photo');
  return {
    transfer: packet.subarray(0, TRANSFER_BYTES),
    index,
    data: packet.subarray(HEAD_BYTES),
  };
};
