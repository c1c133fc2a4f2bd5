/** Boxes: those that Python sealed, and what must not open; all without crypto.subtle. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Opener,
  overheadBytes,
  publicBytes,
  SealingSeed,
  Suite,
  seal,
} from '../src/crypto/box.ts';
import { concat, hex, unhex, utf8 } from '../src/crypto/bytes.ts';
import { dropped, same, vectors } from './protocol_vectors.ts';

const SEED = new SealingSeed(same(5)(32));
const INFO = utf8('hf1/test');
const SUITES = [Suite.X25519, Suite.Hybrid] as const;

Object.defineProperty(crypto, 'subtle', { value: undefined });

test('every box that Python sealed opens, and its key is the same', () => {
  const { boxes } = vectors('box');
  assert.deepEqual(
    boxes.map((one: { suite: Suite }) => one.suite),
    SUITES,
  );
  for (const one of boxes) {
    const opener = new Opener(new SealingSeed(unhex(one.seed)), one.suite);
    assert.equal(hex(opener.public), one.public);
    assert.equal(hex(opener.open(unhex(one.box), unhex(one.info))), one.plain);
  }
});

test('what is sealed opens, is fresh each time, and has the length it should', () => {
  assert.equal(crypto.subtle, undefined);
  for (const suite of SUITES) {
    const opener = new Opener(SEED, suite);
    assert.equal(opener.public.length, publicBytes(suite));
    const [one, other] = [1, 2].map(() => seal(opener.public, suite, utf8('photo'), INFO));
    assert.notDeepEqual(one, other);
    assert.equal(one?.length, 5 + overheadBytes(suite));
    assert.deepEqual(opener.open(one ?? INFO, INFO), utf8('photo'));
  }
});

test('a box that was changed, cut, or meant for something else does not open', () => {
  for (const suite of SUITES) {
    const opener = new Opener(SEED, suite);
    const box = seal(opener.public, suite, utf8('photo'), INFO);
    for (const at of [0, 40, box.length - 20, box.length - 1].filter((one) => one < box.length)) {
      const spoilt = box.slice();
      spoilt[at] = (spoilt[at] ?? 0) ^ 1;
      assert.throws(() => opener.open(spoilt, INFO), dropped);
    }
    for (const end of [0, 1, 31, 32, 47, overheadBytes(suite) - 1, box.length - 1]) {
      assert.throws(() => opener.open(box.subarray(0, end), INFO), dropped);
    }
    assert.throws(() => opener.open(box, utf8('hf1/other')), dropped);
    const other = new Opener(new SealingSeed(same(6)(32)), suite);
    assert.throws(() => other.open(box, INFO), dropped);
  }
});

test('nobody seals to a key of another length, suite or of small order', () => {
  const hybrid = new Opener(SEED).public;
  for (const [key, suite] of [
    [hybrid, Suite.X25519],
    [same(9)(32), Suite.Hybrid],
    [new Uint8Array(32), Suite.X25519],
    [concat(hybrid.subarray(0, 1184), new Uint8Array(32)), Suite.Hybrid],
    [concat(same(255)(1184), same(9)(32)), Suite.Hybrid], // numbers of the lattice above its prime
  ] as const) {
    assert.throws(() => seal(key, suite, utf8('photo'), INFO), dropped);
  }
});

test('nobody opens what came from a point of small order', () => {
  for (const suite of SUITES) {
    const opener = new Opener(SEED, suite);
    const box = seal(opener.public, suite, utf8('photo'), INFO);
    box.fill(0, overheadBytes(suite) - 48, overheadBytes(suite) - 16);
    assert.throws(() => opener.open(box, INFO), dropped);
  }
});
