/** The card: what its text says, and where a page finds the broker. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64url, concat, hex, unhex } from '../src/crypto/bytes.ts';
import { isId } from '../src/protocol/addresses.ts';
import {
  brokerFor,
  type Card,
  cardPassword,
  frameId,
  phoneId,
  pskOf,
  readCard,
  sixDigits,
} from '../src/protocol/card.ts';
import { dice, refused, same, thrown, vectors } from './protocol_vectors.ts';

const CARD: Card = { frame: same(0x61)(32), token: same(0x62)(16), broker: '' };
const TOLD = base64url(concat(CARD.frame, CARD.token));
const at = (origin: string, broker = '') => `${origin}/p#1${TOLD}${broker && `~${broker}`}`;

test('the vectors say the same', () => {
  const told = vectors('card');
  const card = readCard(told.text);
  assert.deepEqual([hex(card.frame), hex(card.token)], [told.frame, told.token]);
  assert.deepEqual([card.broker, hex(pskOf(card).secret)], [told.broker, told.psk]);
  assert.deepEqual([frameId(card), phoneId(card)], [told.frame_id, told.phone_id]);
  assert.equal(cardPassword(card), told.broker_password);
  assert.equal(sixDigits(unhex(told.transcript)), told.digits);
});

test('what is on a card is read from it', () => {
  const chance = dice(1);
  for (let turn = 0; turn < 50; turn += 1) {
    const both = thrown(chance, 48);
    const card = readCard(`http://192.168.1.20:8080/p#1${base64url(both)}~ws://b:1%20`);
    assert.equal(hex(concat(card.frame, card.token)), hex(both));
    assert.equal(card.broker, 'ws://b:1 ');
  }
  assert.deepEqual(readCard(at('https://frame.local')), CARD);
});

test('another code is no card', () => {
  for (const text of [
    '',
    'https://example.org',
    'https://frame.local/p#1abc',
    `https://frame.local/p#1${'A'.repeat(63)}!`,
    `https://frame.local/p#1${'A'.repeat(65)}`,
    `https://frame.local/p#1${'A'.repeat(64)}~`,
    `https://frame.local/p#1${'A'.repeat(64)}~${'b'.repeat(121)}`,
    `https://frame.local/p#1${'A'.repeat(64)}~%`,
    `https://frame.local/x#1${'A'.repeat(64)}`,
    `https://a/b/p#1${'A'.repeat(64)}`,
    `ftp://frame.local/p#1${'A'.repeat(64)}`,
    `https://frame.local/p#1${'A'.repeat(64)}\n`,
    ` https://frame.local/p#1${'A'.repeat(64)}`,
  ]) {
    assert.throws(() => readCard(text), refused('not-a-card'), text);
  }
});

test('a card of a later version asks for an update', () => {
  for (const version of ['2', '0', '水', '👪']) {
    const text = `https://frame.local/p#${version}${'A'.repeat(64)}`;
    assert.throws(() => readCard(text), refused('card-of-another-version'));
  }
});

test('a page finds the broker where the card says, or on the host of the card', () => {
  for (const [origin, broker, wanted] of [
    ['https://frame.local', '', 'wss://frame.local/mqtt'],
    ['http://frame.local', '', 'ws://frame.local/mqtt'],
    ['http://192.168.1.20:8080', '', 'ws://192.168.1.20:8080/mqtt'],
    ['https://[fd00::7]:8443', '', 'wss://[fd00::7]:8443/mqtt'],
    ['https://frame.local', 'wss://b.example:8884/mqtt', 'wss://b.example:8884/mqtt'],
    ['https://frame.local', 'ws://b.example/mqtt', 'ws://b.example/mqtt'],
    ['https://frame.local', 'mqtts://b.example:8883', 'wss://frame.local/mqtt'],
    ['http://frame.local:81', 'mqtt://b.example', 'ws://frame.local:81/mqtt'],
    ['https://frame.local', 'javascript:wss://x', 'wss://frame.local/mqtt'],
  ] as const) {
    const text = at(origin, broker);
    assert.equal(brokerFor(readCard(text), text), wanted);
  }
});

test('everything made of a card changes with its token and its frame', () => {
  const cards = [CARD, { ...CARD, token: same(0x63)(16) }, { ...CARD, frame: same(0x60)(32) }];
  const made = cards.flatMap((card) => [
    frameId(card),
    phoneId(card),
    cardPassword(card),
    hex(pskOf(card).secret),
  ]);
  assert.equal(new Set(made).size, 12);
  assert.ok(isId(frameId(CARD)) && isId(phoneId(CARD)));
});

test('six digits are six digits', () => {
  const chance = dice(2);
  const shown = Array.from({ length: 300 }, () => sixDigits(thrown(chance, 32)));
  assert.ok(shown.every((one) => /^\d{3} \d{3}$/.test(one)));
  assert.ok(shown.some((one) => one.startsWith('0')));
});
