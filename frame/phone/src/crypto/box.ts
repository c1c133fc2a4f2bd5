/**
 * Sealing to somebody who is not there: HPKE (RFC 9180), base mode, single shot.
 *
 *     suite 1  DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305
 *     suite 2  MLKEM768-X25519 (draft-ietf-hpke-pq, X-Wing) in place of the KEM: what is
 *              recorded today stays closed to a quantum computer of later
 *
 * Written on noble's primitives and not on an HPKE library: that one is asynchronous, and more
 * than twice as large because it brings every other suite along.
 *
 * Rule 1: a sealed box says nothing about its sender; whoever seals signs inside.
 * Rule 2: `info` binds a box to its purpose and its people: with another one it does not open.
 * Rule 3: each sealing key belongs to one suite, so nobody can ask for the weaker one.
 * Rule 4: a shared secret of zeros (a low-order point) is refused, in both suites.
 *
 * Here alone randomness is no argument that has to be given: nobody has to draw it again.
 */

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { sha3_256, shake256 } from '@noble/hashes/sha3.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { BadMessage } from '../errors.ts';
import { concat, unsigned, utf8 } from './bytes.ts';
import { type Fresh, KEY_BYTES, Key } from './keys.ts';

const MLKEM_SEED_BYTES = 64;
const MLKEM_PUBLIC_BYTES = 1184;
const MLKEM_SEALED_BYTES = 1088;
const MLKEM_PRIME = 3329;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NOTHING = new Uint8Array();

/** What the private key of a box is made from. */
export class SealingSeed extends Key {
  readonly kind = 'SealingSeed';
}

/** Which algorithms a sealing key belongs to, by its number on the wire. */
export const Suite = { X25519: 1, Hybrid: 2 } as const;
export type Suite = (typeof Suite)[keyof typeof Suite];

/** A secret for one box, and what goes along so that the receiver finds the same one. */
interface Encapsulated {
  readonly secret: Uint8Array;
  readonly enc: Uint8Array;
}

/** The private side of a key: what it finds in `enc`; throws where that is none. */
interface Pair {
  readonly public: Uint8Array;
  readonly decapsulate: (enc: Uint8Array) => Uint8Array;
}

/** A suite's KEM (RFC 9180 §4). */
interface Kem {
  readonly id: number;
  readonly publicBytes: number;
  readonly encBytes: number;
  readonly pair: (seed: Uint8Array) => Pair;
  readonly encapsulate: (publicKey: Uint8Array, fresh: Fresh) => Encapsulated;
}

/** Return how long a public key is. */
export const publicBytes = (suite: Suite): number => KEMS[suite].publicBytes;

/** Return how much longer a box is than what is in it. */
export const overheadBytes = (suite: Suite): number => KEMS[suite].encBytes + TAG_BYTES;

/** Opens what was sealed to one key; `public` is what others seal to. */
export class Opener {
  readonly suite: Suite;
  readonly public: Uint8Array;
  readonly #pair: Pair;

  constructor(seed: SealingSeed, suite: Suite = Suite.Hybrid) {
    this.suite = suite;
    this.#pair = KEMS[suite].pair(seed.secret);
    this.public = this.#pair.public;
  }

  /** Return what was sealed with the same `info`; throw BadMessage. */
  open(box: Uint8Array, info: Uint8Array): Uint8Array {
    const kem = KEMS[this.suite];
    try {
      const secret = this.#pair.decapsulate(box.subarray(0, kem.encBytes));
      return cipherFor(kem, secret, info).decrypt(box.subarray(kem.encBytes));
    } catch {
      throw new BadMessage('a sealed message does not open here');
    }
  }
}

/** Return `enc | ciphertext`; throw BadMessage for a public key that is not usable. */
export function seal(
  publicKey: Uint8Array,
  suite: Suite,
  plain: Uint8Array,
  info: Uint8Array,
  fresh: Fresh = randomBytes,
): Uint8Array {
  const kem = KEMS[suite];
  const { secret, enc } = encapsulated(kem, publicKey, fresh);
  return concat(enc, cipherFor(kem, secret, info).encrypt(plain));
}

function encapsulated(kem: Kem, publicKey: Uint8Array, fresh: Fresh): Encapsulated {
  try {
    if (publicKey.length !== kem.publicBytes) throw new RangeError();
    return kem.encapsulate(publicKey, fresh);
  } catch {
    throw new BadMessage('a public key cannot be sealed to');
  }
}

/** KeySchedule of RFC 9180 §5.1 in base mode, for the first and only message. */
function cipherFor(kem: Kem, secret: Uint8Array, info: Uint8Array) {
  const suite = concat(utf8('HPKE'), unsigned(kem.id, 2), Uint8Array.of(0, 1, 0, 3));
  const context = concat(
    Uint8Array.of(0),
    labeledExtract(suite, NOTHING, 'psk_id_hash', NOTHING),
    labeledExtract(suite, NOTHING, 'info_hash', info),
  );
  const root = labeledExtract(suite, secret, 'secret', NOTHING);
  const key = labeledExpand(suite, root, 'key', context, KEY_BYTES);
  return chacha20poly1305(key, labeledExpand(suite, root, 'base_nonce', context, NONCE_BYTES));
}

function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array) {
  return extract(sha256, concat(utf8('HPKE-v1'), suite, utf8(label), ikm), salt);
}

function labeledExpand(
  suite: Uint8Array,
  root: Uint8Array,
  label: string,
  info: Uint8Array,
  length: number,
) {
  const told = concat(unsigned(length, 2), utf8('HPKE-v1'), suite, utf8(label), info);
  return expand(sha256, root, told, length);
}

/** DHKEM(X25519, HKDF-SHA256), RFC 9180 §4.1. */
const CURVE: Kem = {
  id: 0x0020,
  publicBytes: KEY_BYTES,
  encBytes: KEY_BYTES,
  pair: (seed) => {
    const mine = x25519.getPublicKey(seed);
    const decapsulate = (enc: Uint8Array) =>
      curveSecret(x25519.getSharedSecret(seed, enc), enc, mine);
    return { public: mine, decapsulate };
  },
  encapsulate: (publicKey, fresh) => {
    const ephemeral = fresh(KEY_BYTES);
    const enc = x25519.getPublicKey(ephemeral);
    const agreed = x25519.getSharedSecret(ephemeral, publicKey);
    return { secret: curveSecret(agreed, enc, publicKey), enc };
  },
};

function curveSecret(agreed: Uint8Array, enc: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const suite = concat(utf8('KEM'), unsigned(CURVE.id, 2));
  const root = labeledExtract(suite, NOTHING, 'eae_prk', agreed);
  return labeledExpand(suite, root, 'shared_secret', concat(enc, publicKey), KEY_BYTES);
}

/** MLKEM768-X25519 of draft-ietf-hpke-pq, which is X-Wing; public and `enc`: lattice | curve. */
const XWING: Kem = {
  id: 0x647a,
  publicBytes: MLKEM_PUBLIC_BYTES + KEY_BYTES,
  encBytes: MLKEM_SEALED_BYTES + KEY_BYTES,
  pair: (seed) => {
    const wide = shake256(seed, { dkLen: MLKEM_SEED_BYTES + KEY_BYTES });
    const lattice = ml_kem768.keygen(wide.subarray(0, MLKEM_SEED_BYTES));
    const curve = wide.subarray(MLKEM_SEED_BYTES);
    const mine = x25519.getPublicKey(curve);
    const decapsulate = (enc: Uint8Array) => {
      const [sealed, theirs] = cut(enc, MLKEM_SEALED_BYTES);
      const secret = ml_kem768.decapsulate(sealed, lattice.secretKey);
      return combined(secret, x25519.getSharedSecret(curve, theirs), theirs, mine);
    };
    return { public: concat(lattice.publicKey, mine), decapsulate };
  },
  encapsulate: (publicKey, fresh) => {
    const [lattice, curve] = cut(publicKey, MLKEM_PUBLIC_BYTES);
    if (!isReduced(lattice)) throw new RangeError();
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(lattice, fresh(KEY_BYTES));
    const ephemeral = fresh(KEY_BYTES);
    const mine = x25519.getPublicKey(ephemeral);
    const agreed = x25519.getSharedSecret(ephemeral, curve);
    return {
      secret: combined(sharedSecret, agreed, mine, curve),
      enc: concat(cipherText, mine),
    };
  },
};

const cut = (whole: Uint8Array, at: number) =>
  [whole.subarray(0, at), whole.subarray(at)] as const;

/** FIPS 203 §7.2, the modulus check: every 12 bits of a lattice key are below the prime. */
function isReduced(lattice: Uint8Array): boolean {
  const told = lattice.subarray(0, MLKEM_PUBLIC_BYTES - KEY_BYTES);
  for (let at = 0; at < told.length; at += 3) {
    const [low = 0, middle = 0, high = 0] = told.subarray(at, at + 3);
    const largest = Math.max(low | ((middle & 15) << 8), (middle >> 4) | (high << 4));
    if (largest >= MLKEM_PRIME) return false;
  }
  return true;
}

/** The combiner of X-Wing: both secrets, and the curve's side of the transcript. */
function combined(
  lattice: Uint8Array,
  agreed: Uint8Array,
  enc: Uint8Array,
  publicKey: Uint8Array,
): Uint8Array {
  return sha3_256(concat(lattice, agreed, enc, publicKey, utf8('\\.//^\\')));
}

const KEMS: Readonly<Record<Suite, Kem>> = { [Suite.X25519]: CURVE, [Suite.Hybrid]: XWING };
