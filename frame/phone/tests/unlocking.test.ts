/** A locked frame's question and a phone's answer: the same as in Python, byte for byte. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Opener, overheadBytes, SealingSeed } from '../src/crypto/box.ts';
import { hex, unhex } from '../src/crypto/bytes.ts';
import {
  ANSWER_BYTES,
  answer,
  heardByPhones,
  MeetingSecret,
  readQuestion,
} from '../src/protocol/unlocking.ts';
import { readAnswer } from './locked_frame.ts';
import { dice, dropped, thrown, vectors } from './protocol_vectors.ts';

const told = vectors('unlocking');
const ASKER = unhex(told.asker);
const SECRET = unhex(told.secret);
const openerOf = ({ seed, suite }: { seed: string; suite: 1 | 2 }) =>
  new Opener(new SealingSeed(unhex(seed)), suite);

test('phones listen and answer on the topics of the vectors', () => {
  const topics = heardByPhones(new MeetingSecret(unhex(told.meeting)), told.now_ms / 1000);
  assert.deepEqual(
    [...topics].map(([asks, answers]) => ({ asks, answers })),
    told.topics,
  );
  assert.equal(topics.size, 3);
});

test('a question says what the vectors say', () => {
  assert.equal(told.exchanges.length, 2);
  for (const one of told.exchanges) {
    const { nonce, suite, sealKey } = readQuestion(unhex(one.question), ASKER);
    assert.deepEqual([hex(nonce), suite, hex(sealKey)], [one.nonce, one.suite, one.seal_key]);
  }
});

test('an answer of another program opens here, and ours is of the same length and content', () => {
  for (const one of told.exchanges) {
    const question = readQuestion(unhex(one.question), ASKER);
    const mine = answer(question, ASKER, SECRET, told.now_ms);
    assert.equal(mine.length, 2 + overheadBytes(one.suite) + ANSWER_BYTES);
    for (const given of [unhex(one.answer), mine]) {
      assert.deepEqual(readAnswer(given, openerOf(one), question.nonce, ASKER), SECRET);
    }
  }
});

test('an answer opens for its question and its frame only', () => {
  const [one] = told.exchanges;
  const given = unhex(one.answer);
  const other = new Uint8Array(32).fill(1);
  assert.throws(() => readAnswer(given, openerOf(one), other, ASKER), dropped);
  assert.throws(() => readAnswer(given, openerOf(one), unhex(one.nonce), other), dropped);
});

test('what is no question is dropped', () => {
  assert.ok(told.refused.length > 10);
  for (const { because, question } of told.refused) {
    assert.throws(() => readQuestion(unhex(question), ASKER), dropped, because);
  }
});

test('a key that nobody can seal to is not answered', () => {
  assert.equal(told.unanswerable.length, 2);
  for (const { because, question } of told.unanswerable) {
    const asked = readQuestion(unhex(question), ASKER);
    assert.throws(() => answer(asked, ASKER, SECRET, told.now_ms), dropped, because);
  }
});

test('a flipped bit anywhere, and any other bytes, are dropped', () => {
  const chance = dice(50);
  const good = unhex(told.exchanges[0].question);
  for (let round = 0; round < 60; round += 1) {
    const spoiled = good.slice();
    const at = chance(8 * good.length);
    spoiled[at >> 3] = (spoiled[at >> 3] ?? 0) ^ (1 << (at & 7));
    assert.throws(() => readQuestion(spoiled, ASKER), dropped, `bit ${at}`);
    assert.throws(() => readQuestion(thrown(chance, chance(200)), ASKER), dropped);
  }
});
