/** Handshakes: ours and those of cacophony, replayed byte for byte, and every way to spoil one. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { unhex, utf8 } from '../src/crypto/bytes.ts';
import {
  agree,
  EphemeralKey,
  Initiator,
  LAST_NUMBER,
  MESSAGE_BYTES,
  Opening,
  Pattern,
  publicOf,
  Responder,
  Sealing,
  SharedKey,
  StaticKey,
  TransportKey,
} from '../src/crypto/noise.ts';
import { type Handshake, replay, sides } from './noise_replay.ts';
import { dropped, same, vectors } from './protocol_vectors.ts';

const CACOPHONY = new URL('../../../tests/vectors/cacophony.json', import.meta.url);
const CASES: readonly Handshake[] = [
  ...vectors('noise').vectors,
  ...JSON.parse(readFileSync(CACOPHONY, 'utf8')).vectors,
];

function flipped(told: Uint8Array, bit: number): Uint8Array {
  const out = told.slice();
  out[bit >> 3] = (out[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return out;
}

test('there are vectors of both handshakes, ours and published ones', () => {
  const names = CASES.map((one) => one.protocol_name).sort();
  assert.deepEqual(names, [Pattern.IK, Pattern.IK, Pattern.IKpsk1, Pattern.IKpsk1]);
});

test('every handshake replays byte for byte', () => {
  for (const told of CASES) assert.equal(replay(told), 6);
});

test('no flipped bit of a handshake is taken', () => {
  for (const told of CASES) {
    const [first, second] = told.messages.map((one) => unhex(one.ciphertext));
    assert.ok(first && second);
    for (let bit = 0; bit < first.length * 8; bit += 61) {
      assert.throws(() => sides(told)[1].hear(flipped(first, bit)), dropped);
    }
    for (let bit = 0; bit < second.length * 8; bit += 61) {
      const [initiator] = sides(told);
      initiator.begin(unhex(told.messages[0]?.payload ?? ''));
      assert.throws(() => initiator.finish(flipped(second, bit)), dropped);
    }
  }
});

test('one guess: after a message that does not open the handshake is over', () => {
  const told = CASES[0] as Handshake;
  const first = unhex(told.messages[0]?.ciphertext ?? '');
  const [, responder] = sides(told);
  assert.throws(() => responder.answer(), dropped);
  assert.throws(() => responder.hear(flipped(first, 800)), dropped);
  assert.throws(() => responder.hear(first), dropped);
  assert.throws(() => responder.answer(), dropped);
});

test('a handshake is said in its order, once', () => {
  const [initiator] = sides(CASES[0] as Handshake);
  assert.throws(() => initiator.finish(new Uint8Array(48)), dropped);
  const [other] = sides(CASES[0] as Handshake);
  other.begin();
  assert.throws(() => other.begin(), dropped);
});

test('messages of a handshake that are too short or too long are refused', () => {
  for (const length of [0, 95, MESSAGE_BYTES + 1]) {
    const [, responder] = sides(CASES[0] as Handshake);
    assert.throws(() => responder.hear(new Uint8Array(length)), dropped);
  }
});

test('a psk goes with IKpsk1 and only with it, and the initiator knows whom it calls', () => {
  const keys = { static: new StaticKey(same(1)(32)), ephemeral: new EphemeralKey(same(2)(32)) };
  const psk = new SharedKey(same(3)(32));
  assert.throws(() => new Responder({ ...keys, pattern: Pattern.IK, psk }), RangeError);
  assert.throws(() => new Responder({ ...keys, pattern: Pattern.IKpsk1 }), RangeError);
  assert.throws(() => new Initiator({ ...keys, pattern: Pattern.IK }), RangeError);
  const peer = same(4)(31);
  assert.throws(() => new Initiator({ ...keys, pattern: Pattern.IK, peer }), RangeError);
});

test('a shared secret of zeros is refused', () => {
  const key = new StaticKey(same(1)(32));
  for (const zero of [new Uint8Array(32), Uint8Array.from({ length: 32 }, (_, at) => +!at)]) {
    assert.throws(() => agree(key, zero), dropped);
  }
  assert.throws(() => agree(key, same(1)(31)), dropped);
  assert.equal(publicOf(key).length, 32);
});

test('messages of a session come in their order, or at the number they name', () => {
  const key = new TransportKey(same(1)(32));
  const [sealing, opening] = [new Sealing(key), new Opening(key)];
  const told = ['a', 'b', 'c'].map((one) => sealing.seal(utf8(one), utf8('m')));
  const [first, second, third] = told as [Uint8Array, Uint8Array, Uint8Array];
  assert.equal(sealing.number, 3);
  assert.deepEqual(opening.openAt(2, third, utf8('m')), utf8('c'));
  assert.throws(() => opening.open(second, utf8('m')), dropped);
  assert.deepEqual(opening.open(first, utf8('m')), utf8('a'));
  assert.equal(opening.number, 1);
  assert.throws(() => opening.open(second), dropped);
  assert.deepEqual(opening.open(second, utf8('m')), utf8('b'));
});

test('a session has an end, and its messages a length', () => {
  const key = new TransportKey(same(1)(32));
  assert.throws(() => new Opening(key).openAt(LAST_NUMBER + 1n, new Uint8Array(16)), dropped);
  assert.throws(() => new Opening(key).openAt(-1, new Uint8Array(16)), dropped);
  assert.throws(() => new Opening(key).open(new Uint8Array(MESSAGE_BYTES + 1)), dropped);
  assert.throws(() => new Opening(key).open(new Uint8Array(15)), dropped);
  assert.throws(() => new Sealing(key).seal(new Uint8Array(MESSAGE_BYTES - 15)), RangeError);
});
