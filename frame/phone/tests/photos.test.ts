/** Photos: sealed as the vectors say, opened only as what they are, cut into chunks that check. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, hex, unhex, unsigned, utf8 } from '../src/crypto/bytes.ts';
import { padme } from '../src/crypto/padme.ts';
import { seal } from '../src/crypto/stream.ts';
import {
  CHUNK_BYTES,
  CHUNKS,
  checksOf,
  chunkCount,
  chunkLength,
  chunkOf,
  EpochKey,
  isChunk,
  openPhoto,
  photoKey,
  readChunk,
  SEALED_BYTES,
  sealedBytes,
  sealPhoto,
  writeChunk,
} from '../src/protocol/photos.ts';
import { dice, dropped, same, thrown, vectors } from './protocol_vectors.ts';

const KEY = new EpochKey(Uint8Array.from({ length: 32 }, (_, at) => at));
const PHOTO = same(0x70)(16);
const TRANSFER = same(0x74)(8);
const chance = dice(4);
const fresh = (count: number) => thrown(chance, count);

test('the vectors say the same', () => {
  const { photos } = vectors('photos');
  assert.ok(photos.length >= 5);
  for (const one of photos) {
    const [key, photo] = [new EpochKey(unhex(one.key)), unhex(one.photo)];
    const picture = Uint8Array.from({ length: one.picture_bytes }, (_, at) => at % 251);
    const sealed = sealPhoto(key, photo, one.epoch, picture, () => unhex(one.salt));
    assert.equal(hex(photoKey(key, photo, one.epoch).secret), one.photo_key);
    assert.equal(sealed.length, one.sealed_bytes);
    assert.equal(hex(sha256(sealed)), one.sealed_sha256);
    assert.equal(hex(checksOf(sealed)), one.checks);
    const packet = writeChunk(TRANSFER, 0, chunkOf(sealed, 0));
    assert.equal(hex(sha256(packet)), one.first_packet_sha256);
    const opened = openPhoto(key, photo, one.epoch, sealed, picture.length);
    assert.equal(hex(sha256(opened)), hex(sha256(picture)));
  }
});

test('a photo opens as it was and its length says little', () => {
  for (const length of [1, 2, 999, 16_383, 16_384, 16_385, 40_000, 70_000]) {
    const picture = fresh(length);
    const sealed = sealPhoto(KEY, PHOTO, 2 ** 32 - 1, picture, fresh);
    assert.equal(sealed.length, sealedBytes(length));
    assert.ok(sealed.length - length < 0.12 * length + 72 + 16 * 5);
    assert.equal(hex(openPhoto(KEY, PHOTO, 2 ** 32 - 1, sealed, length)), hex(picture));
  }
});

test('a photo sealed twice does not look the same', () => {
  const [one, other] = [1, 2].map((octet) => {
    const sealed = sealPhoto(KEY, PHOTO, 1, utf8('picture'), same(octet));
    return Array.from({ length: 8 }, (_, at) => hex(sealed.subarray(8 * at, 8 * at + 8)));
  });
  assert.ok(!one?.some((part) => other?.includes(part)));
});

test('a photo opens only as what it is', () => {
  const picture = same(0x78)(9_999);
  const sealed = sealPhoto(KEY, PHOTO, 7, picture, fresh);
  assert.equal(padme(9_998), padme(9_999));
  const wrong: [EpochKey, Uint8Array, number, Uint8Array, number][] = [
    [new EpochKey(new Uint8Array(32)), PHOTO, 7, sealed, 9_999],
    [KEY, same(0x71)(16), 7, sealed, 9_999],
    [KEY, PHOTO, 8, sealed, 9_999],
    [KEY, PHOTO, 7, sealed, 5_000],
    [KEY, PHOTO, 7, sealed, 9_998],
    [KEY, PHOTO, 7, sealed, 99_999],
    [KEY, PHOTO, 7, sealed.subarray(1), 9_999],
    [KEY, PHOTO, 7, concat(sealed, Uint8Array.of(0)), 9_999],
  ];
  for (const one of wrong) assert.throws(() => openPhoto(...one), dropped);
});

test('a flipped bit anywhere is noticed', () => {
  const sealed = sealPhoto(KEY, PHOTO, 1, same(0x78)(900), fresh);
  for (let turn = 0; turn < 300; turn += 1) {
    const spoiled = sealed.slice();
    const at = chance(sealed.length);
    spoiled[at] = (spoiled[at] ?? 0) ^ (1 << chance(8));
    assert.throws(() => openPhoto(KEY, PHOTO, 1, spoiled, 900), dropped);
  }
});

test('padding that is not zeros is refused', () => {
  const plain = new Uint8Array(padme(900)).fill(0x78, 0, 900);
  plain[plain.length - 1] = 1;
  const context = concat(utf8('hf1/photo'), PHOTO);
  const sealed = seal(photoKey(KEY, PHOTO, 1).secret, plain, context, fresh);
  assert.equal(hex(openPhoto(KEY, PHOTO, 1, sealed, plain.length)), hex(plain));
  assert.throws(() => openPhoto(KEY, PHOTO, 1, sealed, 900), /filled/);
});

test('chunks make the whole and each has its check', () => {
  for (const length of [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 400_000]) {
    const sealed = fresh(length);
    const count = chunkCount(length);
    const chunks = Array.from({ length: count }, (_, index) => chunkOf(sealed, index));
    const checks = checksOf(sealed);
    assert.equal(hex(sha256(concat(...chunks))), hex(sha256(sealed)));
    assert.equal(checks.length, 16 * count);
    assert.equal(chunkLength(length, count), 0);
    chunks.forEach((chunk, index) => {
      assert.equal(chunk.length, chunkLength(length, index));
      assert.ok(isChunk(checks, index, chunk));
      assert.ok(!isChunk(checks, index + 1, chunk));
      const spoiled = chunk.slice();
      spoiled[0] = (spoiled[0] ?? 0) ^ 1;
      assert.ok(!isChunk(checks, index, spoiled));
    });
    assert.ok(!isChunk(checks, -1, chunks.at(-1) ?? sealed));
  }
});

test('a check is what the protocol says', () => {
  const whole = concat(new Uint8Array(CHUNK_BYTES), utf8('b'));
  const wanted = sha256(concat(unsigned(1, 4), utf8('b'))).subarray(0, 16);
  assert.equal(hex(checksOf(whole).subarray(16)), hex(wanted));
});

test('the largest photo has 512 chunks', () => {
  assert.equal(chunkCount(SEALED_BYTES), CHUNKS);
  assert.equal(chunkCount(SEALED_BYTES + 1), CHUNKS + 1);
});

test('a chunk arrives as it was sent, and what is none is refused', () => {
  const chunk = { transfer: TRANSFER, index: 511, data: fresh(99) };
  assert.deepEqual(readChunk(writeChunk(TRANSFER, 511, chunk.data)), chunk);
  const whole = writeChunk(TRANSFER, 0, new Uint8Array(CHUNK_BYTES));
  assert.equal(readChunk(whole).data.length, CHUNK_BYTES);
  for (const packet of [
    new Uint8Array(),
    whole.subarray(0, 12),
    concat(whole, Uint8Array.of(0)),
    writeChunk(TRANSFER, 512, Uint8Array.of(1)),
  ]) {
    assert.throws(() => readChunk(packet), dropped);
  }
});
