/**
 * Handshakes of two: Noise (revision 34) in the one suite 25519_ChaChaPoly_SHA256.
 *
 *     IK       → e, es, s, ss         ← e, ee, se         later sessions
 *     IKpsk1   → e, es, s, ss, psk    ← e, ee, se         pairing: the phone saw the card
 *
 * Rule 1: one guess. A message that does not open ends the handshake for good, and nothing of
 *         it is believed.
 * Rule 2: randomness is an argument; an ephemeral key is used for one handshake only.
 * Rule 3: a shared secret of zeros (a low-order point) is refused.
 */

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { BadMessage } from '../errors.ts';
import { concat, utf8 } from './bytes.ts';
import { KEY_BYTES, Key } from './keys.ts';

export const MESSAGE_BYTES = 65535;
export const TAG_BYTES = 16;
/** 2^64 - 1 is kept by the specification for making new keys. */
export const LAST_NUMBER = 2n ** 64n - 2n;

const NOTHING = new Uint8Array();

/** The X25519 private key by which a device is known in handshakes. */
export class StaticKey extends Key {
  readonly kind = 'StaticKey';
}

/** An X25519 private key for one handshake. */
export class EphemeralKey extends Key {
  readonly kind = 'EphemeralKey';
}

/** What both sides of a pairing know before it begins. */
export class SharedKey extends Key {
  readonly kind = 'SharedKey';
}

/** Seals the messages of one direction after a handshake. */
export class TransportKey extends Key {
  readonly kind = 'TransportKey';
}

/** The two handshakes this house knows, by their names in the specification. */
export const Pattern = {
  IK: 'Noise_IK_25519_ChaChaPoly_SHA256',
  IKpsk1: 'Noise_IKpsk1_25519_ChaChaPoly_SHA256',
} as const;
export type Pattern = (typeof Pattern)[keyof typeof Pattern];

/**
 * What a side brings to a handshake.
 *
 * peer      the other side's static public key, 32 bytes; the initiator knows it, the other
 *           side learns it from the first message
 * psk       for IKpsk1 only
 * prologue  bytes both sides must have said the same way
 */
export interface Terms {
  readonly pattern: Pattern;
  readonly static: StaticKey;
  readonly ephemeral: EphemeralKey;
  readonly peer?: Uint8Array;
  readonly psk?: SharedKey;
  readonly prologue?: Uint8Array;
}

/** Return the X25519 public key, 32 bytes (RFC 7748). */
export function publicOf(key: StaticKey | EphemeralKey): Uint8Array {
  return x25519.getPublicKey(key.secret);
}

/** Return the X25519 shared secret, 32 bytes; throw BadMessage where it is all zeros. */
export function agree(mine: StaticKey | EphemeralKey, theirs: Uint8Array): Uint8Array {
  try {
    return x25519.getSharedSecret(mine.secret, theirs);
  } catch {
    throw new BadMessage('a public key in the handshake is not usable');
  }
}

/** HKDF of the specification (§4.3): outputs of 32 bytes each, as many as are taken. */
function* chain(key: Uint8Array, material: Uint8Array): Generator<Uint8Array, never> {
  const root = hmac(sha256, key, material);
  let last: Uint8Array = NOTHING;
  for (let number = 1; ; number += 1) {
    last = hmac(sha256, root, concat(last, Uint8Array.of(number)));
    yield last;
  }
}

function nonceOf(number: number | bigint): Uint8Array {
  const wide = BigInt(number);
  if (wide < 0n || wide > LAST_NUMBER) {
    throw new BadMessage('this session is used up: begin a new one');
  }
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(4, wide, true);
  return nonce;
}

/** One direction of a finished handshake, at its sender: numbers messages from 0. */
export class Sealing {
  readonly #key: TransportKey;
  #number = 0;

  constructor(key: TransportKey) {
    this.#key = key;
  }

  get number(): number {
    return this.#number;
  }

  /** Return the next message, 16 bytes longer than `plain`; `number` is then one higher. */
  seal(plain: Uint8Array, meaning: Uint8Array = NOTHING): Uint8Array {
    if (plain.length + TAG_BYTES > MESSAGE_BYTES) {
      throw new RangeError(`a message has at most ${MESSAGE_BYTES - TAG_BYTES} bytes`);
    }
    const nonce = nonceOf(this.#number);
    this.#number += 1;
    return chacha20poly1305(this.#key.secret, nonce, meaning).encrypt(plain);
  }
}

/**
 * One direction of a finished handshake, at its receiver.
 *
 * `open` expects message after message; `openAt` takes any number and leaves it to the caller
 * to refuse those it has seen.
 */
export class Opening {
  readonly #key: TransportKey;
  #number = 0;

  constructor(key: TransportKey) {
    this.#key = key;
  }

  get number(): number {
    return this.#number;
  }

  /** Return the next message; throw BadMessage, after which the next is still expected. */
  open(sealed: Uint8Array, meaning: Uint8Array = NOTHING): Uint8Array {
    const plain = this.openAt(this.#number, sealed, meaning);
    this.#number += 1;
    return plain;
  }

  /** Return the message of that number; throw BadMessage. */
  openAt(number: number | bigint, sealed: Uint8Array, meaning: Uint8Array = NOTHING): Uint8Array {
    if (sealed.length > MESSAGE_BYTES) {
      throw new BadMessage('a message is longer than a session allows');
    }
    const nonce = nonceOf(number);
    try {
      return chacha20poly1305(this.#key.secret, nonce, meaning).decrypt(sealed);
    } catch {
      throw new BadMessage('a message is not what the other side sent');
    }
  }
}

/**
 * What a handshake leaves behind.
 *
 * peer        the other side's static public key, 32 bytes
 * transcript  hash of everything that was said, 32 bytes, the same on both sides
 */
export interface Session {
  readonly sealing: Sealing;
  readonly opening: Opening;
  readonly peer: Uint8Array;
  readonly transcript: Uint8Array;
}

/** SymmetricState (§5.2): the running hash, the chaining key and the cipher in between. */
class Symmetric {
  hash: Uint8Array;
  #chaining: Uint8Array;
  #key: Uint8Array = NOTHING; // both patterns mix one before they seal
  #number = 0;

  constructor(name: string) {
    const told = utf8(name);
    this.hash = told.length > KEY_BYTES ? sha256(told) : concat(told, NOTHING, zeros(told));
    this.#chaining = this.hash;
  }

  mixHash(data: Uint8Array): void {
    this.hash = sha256(concat(this.hash, data));
  }

  mixKey(material: Uint8Array): void {
    const made = chain(this.#chaining, material);
    this.#chaining = made.next().value;
    this.#begin(made.next().value);
  }

  mixKeyAndHash(material: Uint8Array): void {
    const made = chain(this.#chaining, material);
    this.#chaining = made.next().value;
    this.mixHash(made.next().value);
    this.#begin(made.next().value);
  }

  #begin(key: Uint8Array): void {
    this.#key = key;
    this.#number = 0;
  }

  #cipher() {
    const nonce = nonceOf(this.#number);
    this.#number += 1;
    return chacha20poly1305(this.#key, nonce, this.hash);
  }

  seal(plain: Uint8Array): Uint8Array {
    const sealed = this.#cipher().encrypt(plain);
    this.mixHash(sealed);
    return sealed;
  }

  open(sealed: Uint8Array): Uint8Array {
    try {
      const plain = this.#cipher().decrypt(sealed);
      this.mixHash(sealed);
      return plain;
    } catch {
      throw new BadMessage('a handshake message is not what the other side sent');
    }
  }

  /** Split (§5.2): the key of the initiator's messages, and of the responder's. */
  split(): readonly [TransportKey, TransportKey] {
    const made = chain(this.#chaining, NOTHING);
    return [new TransportKey(made.next().value), new TransportKey(made.next().value)];
  }
}

const zeros = (told: Uint8Array) => new Uint8Array(KEY_BYTES - told.length);

/** What both ends of a handshake do the same way. */
abstract class Side {
  protected readonly terms: Terms;
  protected readonly state: Symmetric;
  #steps = 0;

  constructor(terms: Terms, responder: Uint8Array) {
    if ((terms.psk === undefined) === (terms.pattern === Pattern.IKpsk1)) {
      throw new RangeError('IKpsk1 takes a psk and IK takes none');
    }
    this.terms = terms;
    this.state = new Symmetric(terms.pattern);
    this.state.mixHash(terms.prologue ?? NOTHING);
    this.state.mixHash(responder);
  }

  /** Move on, so that a message that fails cannot be tried again; throw BadMessage. */
  protected turn(step: number): void {
    if (this.#steps !== step) throw new BadMessage('this handshake is over: begin a new one');
    this.#steps += 1;
  }

  protected mixEphemeral(ephemeral: Uint8Array): void {
    this.state.mixHash(ephemeral);
    if (this.terms.psk) this.state.mixKey(ephemeral);
  }

  protected mixPsk(): void {
    if (this.terms.psk) this.state.mixKeyAndHash(this.terms.psk.secret);
  }

  protected session(mine: TransportKey, theirs: TransportKey, peer: Uint8Array): Session {
    const sealing = new Sealing(mine);
    return { sealing, opening: new Opening(theirs), peer, transcript: this.state.hash };
  }
}

/** The side that speaks first and knows whom it speaks to. */
export class Initiator extends Side {
  readonly #peer: Uint8Array;

  constructor(terms: Terms) {
    if (terms.peer?.length !== KEY_BYTES) {
      throw new RangeError("the initiator knows the other side's public key, 32 bytes");
    }
    super(terms, terms.peer);
    this.#peer = terms.peer;
  }

  /** Return the first message: 96 bytes and the payload. */
  begin(payload: Uint8Array = NOTHING): Uint8Array {
    this.turn(0);
    const { state, terms } = this;
    const ephemeral = publicOf(terms.ephemeral);
    this.mixEphemeral(ephemeral);
    state.mixKey(agree(terms.ephemeral, this.#peer));
    const known = state.seal(publicOf(terms.static));
    state.mixKey(agree(terms.static, this.#peer));
    this.mixPsk();
    return concat(ephemeral, known, state.seal(payload));
  }

  /** Return the second message's payload and the session; throw BadMessage. */
  finish(message: Uint8Array): readonly [Uint8Array, Session] {
    this.turn(1);
    fits(message, KEY_BYTES + TAG_BYTES);
    const { state, terms } = this;
    const ephemeral = message.slice(0, KEY_BYTES);
    this.mixEphemeral(ephemeral);
    state.mixKey(agree(terms.ephemeral, ephemeral));
    state.mixKey(agree(terms.static, ephemeral));
    const payload = state.open(message.slice(KEY_BYTES));
    const [mine, theirs] = state.split();
    return [payload, this.session(mine, theirs, this.#peer)];
  }
}

/** The side that is spoken to and learns by whom. */
export class Responder extends Side {
  #ephemeral: Uint8Array = NOTHING;
  #peer: Uint8Array = NOTHING;

  constructor(terms: Terms) {
    super(terms, publicOf(terms.static));
  }

  /**
   * Return the first message's payload and who sent it, 32 bytes; throw BadMessage.
   *
   * With IKpsk1 the sender has proved that it knows the psk.
   */
  hear(message: Uint8Array): readonly [Uint8Array, Uint8Array] {
    this.turn(0);
    fits(message, 2 * KEY_BYTES + 2 * TAG_BYTES);
    const { state, terms } = this;
    const start = 2 * KEY_BYTES + TAG_BYTES;
    this.#ephemeral = message.slice(0, KEY_BYTES);
    this.mixEphemeral(this.#ephemeral);
    state.mixKey(agree(terms.static, this.#ephemeral));
    this.#peer = state.open(message.slice(KEY_BYTES, start));
    state.mixKey(agree(terms.static, this.#peer));
    this.mixPsk();
    const payload = state.open(message.slice(start));
    this.turn(1);
    return [payload, this.#peer];
  }

  /** Return the second message, 48 bytes and the payload, and the session. */
  answer(payload: Uint8Array = NOTHING): readonly [Uint8Array, Session] {
    this.turn(2);
    const { state, terms } = this;
    const ephemeral = publicOf(terms.ephemeral);
    this.mixEphemeral(ephemeral);
    state.mixKey(agree(terms.ephemeral, this.#ephemeral));
    state.mixKey(agree(terms.ephemeral, this.#peer));
    const message = concat(ephemeral, state.seal(payload));
    const [theirs, mine] = state.split();
    return [message, this.session(mine, theirs, this.#peer)];
  }
}

function fits(message: Uint8Array, least: number): void {
  if (message.length < least || message.length > MESSAGE_BYTES) {
    throw new BadMessage('a handshake message has the wrong length');
  }
}
