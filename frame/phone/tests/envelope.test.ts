/** Envelopes: the vectors of Python open here, and nothing that was changed does. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Opener, overheadBytes, SealingSeed, Suite, seal } from '../src/crypto/box.ts';
import { concat, hex, unhex, unsigned, utf8 } from '../src/crypto/bytes.ts';
import { SigningSeed } from '../src/crypto/keys.ts';
import { Signer } from '../src/crypto/sign.ts';
import {
  AHEAD_MS,
  BODY_BYTES,
  close,
  Kind,
  type Letter,
  maySend,
  NONE_TAKEN,
  NUMBERS_KEPT,
  nextNumber,
  openEnvelope,
  Rank,
  readBody,
  SIZES,
  take,
  writeBody,
} from '../src/protocol/envelope.ts';
import { encode, mapOf, type Value } from '../src/protocol/wire.ts';
import { dice, dropped, same, thrown, vectors } from './protocol_vectors.ts';

const signer = (octet: number) => new Signer(new SigningSeed(same(octet)(32)));
const [phone, frame, other] = [signer(1), signer(6), signer(7)];
const SEED = new SealingSeed(same(0x21)(32));
const OPENERS = {
  [Suite.X25519]: new Opener(SEED, Suite.X25519),
  [Suite.Hybrid]: new Opener(SEED, Suite.Hybrid),
};
const SUITES = [Suite.X25519, Suite.Hybrid];
const letterOf = (kind: Kind, number: number, own: Record<number, Value>): Letter => ({
  kind,
  number,
  own: mapOf(own),
});
const LETTER = letterOf(Kind.Notes, 1_800_000_000_000, { 10: [utf8('a note')] });

const to = (suite: Suite = Suite.Hybrid, name = frame.public) => ({
  name,
  suite,
  sealKey: OPENERS[suite].public,
});
const open = (told: Uint8Array, suite: Suite = Suite.Hybrid, sender = phone.public) =>
  openEnvelope(told, OPENERS[suite], frame.public, sender);

/** Seal any plaintext at all. */
const filled = (plain: Uint8Array) => {
  const info = concat(utf8('hf1/envelope\0'), Uint8Array.of(2), phone.public, frame.public);
  const box = seal(OPENERS[Suite.Hybrid].public, Suite.Hybrid, plain, info);
  return concat(Uint8Array.of(1, 2), box);
};
const plainOf = (body: Uint8Array, author = phone, receiver = frame.public) => {
  const words = concat(utf8('hf1/envelope\0'), phone.public, receiver, body);
  return concat(author.sign(words), unsigned(body.length, 4), body);
};
const padded = (plain: Uint8Array, size: number, last = 0) => {
  const whole = new Uint8Array(size);
  whole.set(plain);
  if (last) whole[size - 1] = last;
  return whole;
};

test('the vectors open, and say the same', () => {
  const { good } = vectors('envelopes');
  assert.equal(good.length, SUITES.length);
  for (const one of good) {
    const opener = new Opener(new SealingSeed(unhex(one.seed)), one.suite);
    const sides = [unhex(one.to), unhex(one.from)] as const;
    const letter = openEnvelope(unhex(one.envelope), opener, ...sides);
    assert.equal(hex(writeBody(letter)), one.body);
    assert.deepEqual([letter.kind, letter.number], [one.kind, one.number]);
  }
});

test('what is sealed to a device is read there', () => {
  for (const suite of SUITES) {
    assert.deepEqual(open(close(LETTER, phone, to(suite)), suite), LETTER);
  }
});

test('a withdrawal looks like anything else', () => {
  const letters = [
    letterOf(Kind.Heads, 1, {}),
    letterOf(Kind.Lines, 1_800_000_000_000, { 10: [new Uint8Array(400)] }),
    letterOf(Kind.Offer, Number.MAX_SAFE_INTEGER, { 16: new Uint8Array(500) }),
  ];
  const sizes = new Set(letters.map((one) => close(one, phone, to()).length));
  assert.deepEqual([...sizes], [SIZES[0] + 2 + overheadBytes(Suite.Hybrid)]);
});

test('an envelope has one of five sizes', () => {
  const empty = writeBody(letterOf(Kind.Lines, 0, { 10: new Uint8Array(70_000) })).length - 70_000;
  SIZES.forEach((size, at) => {
    const room = size - 68 - empty;
    for (const [length, wanted] of [
      [room - 10, size],
      [room + 10, SIZES[at + 1]],
    ] as const) {
      const letter = letterOf(Kind.Lines, 0, { 10: new Uint8Array(length) });
      if (wanted === undefined) {
        assert.throws(() => close(letter, phone, to()), RangeError);
        continue;
      }
      const told = close(letter, phone, to());
      assert.equal(told.length - 2 - overheadBytes(Suite.Hybrid), wanted);
      assert.deepEqual(open(told), letter);
    }
  });
});

test('a flipped bit anywhere is refused', () => {
  const chance = dice(5);
  for (const suite of SUITES) {
    const told = close(LETTER, phone, to(suite));
    for (let turn = 0; turn < 40; turn += 1) {
      const spoiled = told.slice();
      const at = turn < 2 ? turn : chance(told.length);
      spoiled[at] = (spoiled[at] ?? 0) ^ (1 << chance(8));
      assert.throws(() => open(spoiled, suite), dropped);
    }
  }
});

test('any bytes are an envelope or refused', () => {
  const chance = dice(6);
  for (let turn = 0; turn < 40; turn += 1) {
    const told = thrown(chance, chance(3000));
    assert.throws(() => open(told), dropped);
    const size = SIZES[0] + overheadBytes(Suite.Hybrid);
    assert.throws(() => open(concat(Uint8Array.of(1, 2), thrown(chance, size))), dropped);
  }
});

test('an envelope is for one receiver from one sender', () => {
  const told = close(LETTER, phone, to());
  assert.throws(() => open(told, Suite.Hybrid, other.public), dropped);
  assert.throws(
    () => openEnvelope(told, OPENERS[Suite.Hybrid], other.public, phone.public),
    dropped,
  );
  assert.throws(() => open(close(LETTER, other, to())), dropped);
});

test('nobody can ask for the weaker suite', () => {
  const told = close(LETTER, phone, to(Suite.X25519));
  for (const head of [
    [1, 1],
    [1, 2],
    [2, 2],
    [0, 2],
  ]) {
    const forged = concat(Uint8Array.from(head), told.subarray(2));
    assert.throws(() => open(forged), dropped);
  }
});

test('a receiver cannot pass a message on as if it had been meant for another', () => {
  const body = writeBody(LETTER);
  assert.deepEqual(open(filled(padded(plainOf(body), SIZES[0]))), LETTER);
  for (const plain of [plainOf(body, phone, other.public), plainOf(body, other)]) {
    assert.throws(() => open(filled(padded(plain, SIZES[0]))), /not signed/);
  }
});

test('padding has one form', () => {
  const plain = plainOf(writeBody(LETTER));
  const endless = padded(plain, SIZES[0]);
  endless.fill(0xff, 64, 68);
  for (const wrong of [
    plain,
    padded(plain, SIZES[0], 1),
    padded(plain, SIZES[0] + 1),
    padded(plain, SIZES[1]),
    endless,
  ]) {
    assert.throws(() => open(filled(wrong)), dropped);
  }
  assert.throws(() => open(filled(padded(plain, SIZES[0] + 1))), /a size that none has/);
});

test('a body that is not of this version is refused', () => {
  const bodies: Value[] = [
    [],
    mapOf({}),
    mapOf({ 0: 2, 1: 1, 2: 1 }),
    mapOf({ 0: 1, 1: 0, 2: 1 }),
    mapOf({ 0: 1, 1: 44, 2: 1 }),
    mapOf({ 0: 1, 1: 1 }),
    mapOf({ 0: 1, 1: 1, 2: -1 }),
    mapOf({ 0: 1, 1: 1, 2: true }),
    mapOf({ 0: 1, 1: 1, 2: 1, 3: 1 }),
  ];
  for (const body of bodies) assert.throws(() => readBody(encode(body)), dropped);
});

test('the first ten fields belong to the protocol, and a message has its most', () => {
  assert.throws(() => writeBody(letterOf(Kind.Lines, 1, { 3: 1 })), RangeError);
  const large = letterOf(Kind.Lines, 1, { 10: new Uint8Array(BODY_BYTES - 12) });
  assert.throws(() => writeBody(large), RangeError);
});

test('a key that nobody can open with is not sealed to', () => {
  const peer = { ...to(Suite.X25519), sealKey: new Uint8Array(32) };
  assert.throws(() => close(LETTER, phone, peer), dropped);
});

test('a number grows whatever the clock does', () => {
  assert.deepEqual([nextNumber(-1, 5), nextNumber(5, 5), nextNumber(1_000, 5)], [5, 6, 1_001]);
});

test('a number is taken once', () => {
  const chance = dice(7);
  const numbers = Array.from({ length: 300 }, () => chance(200));
  let taken = NONE_TAKEN;
  const accepted = numbers.filter((number) => {
    try {
      taken = take(taken, number, null);
      return true;
    } catch {
      return false;
    }
  });
  assert.deepEqual(accepted, [...new Set(numbers)]);
  assert.deepEqual(
    taken.numbers,
    accepted.toSorted((one, two) => one - two),
  );
});

test('only the newest numbers are remembered', () => {
  let taken = NONE_TAKEN;
  for (let number = 0; number < 2 * (NUMBERS_KEPT + 10); number += 2) {
    taken = take(taken, number, null);
  }
  assert.equal(taken.numbers.length, NUMBERS_KEPT);
  assert.equal(taken.floor, 18);
  for (const late of [0, 17, 18, 20]) assert.throws(() => take(taken, late, null), /too late/);
  assert.equal(take(taken, 21, null).floor, 20);
});

test('a number from the future is refused by whoever knows the time', () => {
  assert.deepEqual(take(NONE_TAKEN, AHEAD_MS + 5, 5).numbers, [AHEAD_MS + 5]);
  assert.throws(() => take(NONE_TAKEN, AHEAD_MS + 6, 5), /future/);
  assert.deepEqual(take(NONE_TAKEN, AHEAD_MS + 6, null).numbers, [AHEAD_MS + 6]);
});

test('each rank says what the vectors allow it', () => {
  const told: Record<string, Rank[]> = {};
  for (const kind of Object.values(Kind)) {
    told[kind] = Object.values(Rank).filter((rank) => maySend(rank, kind));
  }
  assert.deepEqual(told, vectors('messages_frame').may_send);
});
