/**
 * Keys that know what they are for (frame/crypto/keys.py; what only a frame's store needs is
 * not here).
 *
 * Rule 1: a key is 32 bytes, checked where it is made, and never shows them: not when it is
 *         printed, not as JSON. A key of one kind does not fit where another kind is asked for.
 * Rule 2: one random key never has two uses; `expand` makes one key per use, by its info.
 */

import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8 } from './bytes.ts';

export const KEY_BYTES = 32;

/** So many random bytes; an argument, because thinking rooms draw none. */
export type Fresh = (count: number) => Uint8Array;

/** A secret of 32 bytes. */
export abstract class Key {
  abstract readonly kind: string;
  readonly #secret: Uint8Array;

  constructor(secret: Uint8Array) {
    if (secret.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes`);
    this.#secret = secret.slice();
  }

  /** The bytes themselves, for sealing them under another key. */
  get secret(): Uint8Array {
    return this.#secret;
  }

  toString(): string {
    return `<${this.kind}>`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** The Ed25519 private key of a device (RFC 8032 §5.1.5). */
export class SigningSeed extends Key {
  readonly kind = 'SigningSeed';
}

/** Return a new random key. */
export function made<K extends Key>(kind: new (secret: Uint8Array) => K, fresh: Fresh): K {
  return new kind(fresh(KEY_BYTES));
}

/** Return so many bytes of HKDF-SHA256 (RFC 5869); a text stands for its ASCII bytes. */
export function expand(
  secret: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array | string,
  length: number,
): Uint8Array {
  return hkdf(sha256, secret, salt, typeof info === 'string' ? utf8(info) : info, length);
}
