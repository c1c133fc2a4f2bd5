/** Addresses: ids, topics and passwords are those of the vectors. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unhex } from '../src/crypto/bytes.ts';
import {
  brokerPassword,
  brokerUser,
  deviceId,
  inbox,
  isId,
  Lane,
  monthOf,
  monthsHeard,
  PairSecret,
  PresenceSecret,
  presenceTopic,
  readInbox,
} from '../src/protocol/addresses.ts';
import { dropped, same, vectors } from './protocol_vectors.ts';

const PAIR = new PairSecret(same(0x31)(32));
const PHONE = same(1)(32);
const FRAME = same(2)(32);
const ID = 'a'.repeat(16);

test('the vectors say the same', () => {
  const told = vectors('addresses');
  const pair = new PairSecret(unhex(told.pair_secret));
  assert.ok(told.devices.length > 0);
  for (const { month, name, id } of told.devices) {
    assert.equal(deviceId(pair, month, unhex(name)), id);
  }
  const presence = new PresenceSecret(unhex(told.presence_secret));
  assert.equal(presenceTopic(presence, told.month), told.presence_topic);
  assert.deepEqual([brokerUser(pair), brokerPassword(pair)], [told.user, told.password]);
});

test('months are counted in UTC', () => {
  assert.equal(monthOf(0), 0);
  assert.equal(monthOf(1_767_225_599), 671); // 2025-12-31T23:59:59Z
  assert.equal(monthOf(1_767_225_600), 672);
  assert.deepEqual(monthsHeard(1_767_225_600), [671, 672, 673]);
});

test('ids change with month, pair and direction', () => {
  const ids = [PAIR, new PairSecret(same(0x32)(32))].flatMap((pair) =>
    [671, 672].flatMap((month) => [PHONE, FRAME].map((name) => deviceId(pair, month, name))),
  );
  assert.equal(new Set(ids).size, 8);
  assert.ok(ids.every(isId));
});

test('a topic is read as it was built', () => {
  const receiver = deviceId(PAIR, 672, PHONE);
  const sender = deviceId(PAIR, 672, FRAME);
  for (const lane of Object.values(Lane)) {
    assert.deepEqual(readInbox(inbox(receiver, sender, lane)), { receiver, sender, lane });
  }
});

test('any other topic is refused', () => {
  for (const topic of [
    '',
    'hf1',
    `hf1/${ID}/in/${ID}/x`,
    `hf1/${ID}/in/${ID}/`,
    `hf1/${'a'.repeat(15)}/in/${ID}/m`,
    `hf1/${'A'.repeat(16)}/in/${ID}/m`,
    `hf1/${ID}/in/${'+'.repeat(16)}/m`,
    `hf2/${ID}/in/${ID}/m`,
    `hf1/${ID}/in/${ID}/m/m`,
    `hf1/${ID}/in/${ID}/m\n`,
    `x/hf1/${ID}/in/${ID}/m`,
  ]) {
    assert.throws(() => readInbox(topic), dropped, topic);
  }
});

test('presence has one topic a month', () => {
  const secret = new PresenceSecret(same(0x41)(32));
  assert.notEqual(presenceTopic(secret, 672), presenceTopic(secret, 673));
});

test('a secret is not printed', () => {
  assert.ok(!JSON.stringify({ pair: PAIR, text: `${PAIR}` }).includes('31'));
});
