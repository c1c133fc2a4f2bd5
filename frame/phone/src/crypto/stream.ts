/**
 * Large secrets: one key seals one file, in pieces that cannot be cut, swapped or extended.
 *
 * The format is c2sp.org/chunked-encryption with AEAD_CHACHA20_POLY1305 and SHA-256:
 *
 *     salt 24 | commitment 32 | (16 KiB + tag 16)* | shorter last chunk + tag 16
 *
 * Rule 1: the last chunk is always shorter than the others, so a missing end shows.
 * Rule 2: the commitment binds key, salt and context; nothing is decrypted before it agrees.
 * Rule 3: randomness is an argument.
 */

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { expand } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Refused } from '../errors.ts';
import { concat, equal, utf8 } from './bytes.ts';
import { type Fresh, KEY_BYTES } from './keys.ts';

export const CHUNK_BYTES = 16 * 1024;
export const TAG_BYTES = 16;
export const SALT_BYTES = 24;
export const COMMITMENT_BYTES = 32;
export const HEAD_BYTES = SALT_BYTES + COMMITMENT_BYTES;
const NONCE_BYTES = 12;
const LABEL = utf8('c2sp.org/chunked-encryption@v1+AEAD_CHACHA20_POLY1305\0');

/** What one key, salt and context make. */
interface Derived {
  readonly key: Uint8Array;
  readonly firstNonce: Uint8Array;
  readonly commitment: Uint8Array;
}

/** Return how many bytes `seal` makes of so many. */
export function sealedSize(plainBytes: number): number {
  return HEAD_BYTES + plainBytes + TAG_BYTES * (Math.floor(plainBytes / CHUNK_BYTES) + 1);
}

/**
 * Return `plain`, with zeros up to `padTo` bytes, sealed under a key of 32 bytes.
 *
 * Only the same `context` opens it again.
 */
export function seal(
  key: Uint8Array,
  plain: Uint8Array,
  context: Uint8Array,
  fresh: Fresh,
  padTo = 0,
): Uint8Array<ArrayBuffer> {
  const size = Math.max(plain.length, padTo);
  const salt = fresh(SALT_BYTES);
  const made = derive(key, salt, context);
  const out = new Uint8Array(sealedSize(size));
  out.set(salt);
  out.set(made.commitment, SALT_BYTES);
  for (let number = 0, at = HEAD_BYTES; at < out.length; number += 1) {
    const start = number * CHUNK_BYTES;
    const chunk = filled(plain, start, Math.min(start + CHUNK_BYTES, size));
    const end = at + chunk.length + TAG_BYTES;
    chacha20poly1305(made.key, nonceOf(made, number)).encrypt(chunk, out.subarray(at, end));
    at = end;
  }
  return out;
}

/** Return a chunk; only one that needs padding is copied. */
function filled(plain: Uint8Array, start: number, end: number): Uint8Array {
  const chunk = plain.subarray(start, end);
  if (chunk.length === end - start) return chunk;
  const padded = new Uint8Array(end - start);
  padded.set(chunk);
  return padded;
}

/** Return what was sealed; throw Refused: `key-unknown` for another key, `damaged`. */
export function unseal(
  key: Uint8Array,
  sealed: Uint8Array,
  context: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const step = CHUNK_BYTES + TAG_BYTES;
  const body = sealed.subarray(HEAD_BYTES);
  if (sealed.length < HEAD_BYTES || body.length % step < TAG_BYTES) {
    throw new Refused('damaged', 'sealed data ends too early');
  }
  const made = derive(key, sealed.subarray(0, SALT_BYTES), context);
  if (!equal(made.commitment, sealed.subarray(SALT_BYTES, HEAD_BYTES))) {
    throw new Refused('key-unknown', 'this key did not seal these bytes');
  }
  const out = new Uint8Array(body.length - TAG_BYTES * (Math.floor(body.length / step) + 1));
  try {
    for (let number = 0; number * step < body.length; number += 1) {
      const target = out.subarray(number * CHUNK_BYTES, (number + 1) * CHUNK_BYTES);
      const chunk = body.subarray(number * step, (number + 1) * step);
      chacha20poly1305(made.key, nonceOf(made, number)).decrypt(chunk, target);
    }
  } catch {
    throw new Refused('damaged', 'sealed data is not what was written');
  }
  return out;
}

/** The first nonce and the number of a chunk, combined bit by bit at its end. */
function nonceOf({ firstNonce }: Derived, chunk: number): Uint8Array {
  const nonce = firstNonce.slice();
  const end = new DataView(nonce.buffer);
  end.setUint32(8, end.getUint32(8) ^ chunk);
  return nonce;
}

function derive(key: Uint8Array, salt: Uint8Array, context: Uint8Array): Derived {
  if (key.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes`);
  const length = KEY_BYTES + NONCE_BYTES + COMMITMENT_BYTES;
  const made = expand(sha256, key, concat(LABEL, salt, context), length);
  return {
    key: made.slice(0, KEY_BYTES),
    firstNonce: made.slice(KEY_BYTES, KEY_BYTES + NONCE_BYTES),
    commitment: made.slice(KEY_BYTES + NONCE_BYTES),
  };
}
