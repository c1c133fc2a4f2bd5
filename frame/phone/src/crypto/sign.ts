/**
 * Signatures: Ed25519 (RFC 8032), judged as OpenSSL does on the frame.
 *
 * Rule 1: a public key of small order proves nothing, because anybody can sign in its name; nor
 *         does one that is spelled in a way RFC 8032 §5.1.3 does not read.
 * Rule 2: the equation is checked without the cofactor, R = sB - kA as bytes: RFC 8032 §5.1.7
 *         leaves both open, and two programs have to agree (docs/protocol.md §1).
 */

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concat, equal } from './bytes.ts';
import { KEY_BYTES, type SigningSeed } from './keys.ts';

export const SIGNATURE_BYTES = 64;

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;

/** Signs with one seed; `public` is the 32 bytes others check it with. */
export class Signer {
  readonly #seed: SigningSeed;
  readonly public: Uint8Array;

  constructor(seed: SigningSeed) {
    this.#seed = seed;
    this.public = ed25519.getPublicKey(seed.secret);
  }

  /** Return the 64-byte signature of a message. */
  sign(message: Uint8Array): Uint8Array {
    return ed25519.sign(message, this.#seed.secret);
  }
}

/** Return whether the holder of `publicKey` signed these very bytes. */
export function isSignedBy(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  const r = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  if (s >= ORDER) return false;
  try {
    const holder = Point.fromBytes(publicKey, false);
    if (holder.isSmallOrder()) return false;
    const k = littleEndian(sha512(concat(r, publicKey, message))) % ORDER;
    const wanted = Point.BASE.multiplyUnsafe(s).subtract(holder.multiplyUnsafe(k));
    return equal(wanted.toBytes(), r);
  } catch {
    return false; // no point of the curve, or not its one spelling
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  let number = 0n;
  for (const one of bytes.toReversed()) number = (number << 8n) | BigInt(one);
  return number;
}
