/** The spelling of messages: the vectors, and what no vector can hold. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../src/crypto/bytes.ts';
import { asTaken, Fields } from '../src/protocol/fields.ts';
import {
  DEPTH,
  decode,
  decodeFirst,
  ENTRIES,
  encode,
  mapOf,
  VALUE_BYTES,
  type Value,
} from '../src/protocol/wire.ts';
import { dice, dropped, thrown, vectors } from './protocol_vectors.ts';

/** A value in the diagnostic notation of RFC 8949 §8, as the vectors tell it. */
function told(value: Value): string {
  if (value instanceof Uint8Array) return `h'${hex(value)}'`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, one]) => `${key}: ${told(one)}`).join(', ')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(told).join(', ')}]`;
  return JSON.stringify(value);
}

/** Any value at all that the protocol has. */
function anything(chance: (below: number) => number, depth = 0): Value {
  const some = () => Array.from({ length: chance(5) }, () => anything(chance, depth + 1));
  const kinds: readonly (() => Value)[] = [
    () => (chance(2) ? 1 : -1) * Math.floor(2 ** chance(53)) + chance(2),
    () => thrown(chance, chance(300)),
    () => String.fromCodePoint(...some().map(() => chance(0xd800)), 0x1f600, 0xfeff),
    () => [null, true, false, 0][chance(4)] ?? null,
    some,
    () => new Map(some().map((one, at) => [at * 50 + chance(50), one])),
  ];
  return kinds[chance(depth < 6 ? 6 : 4)]?.() ?? null;
}

test('every good vector is read, told and written as Python does', () => {
  const { good } = vectors('wire');
  assert.equal(good.length, 21);
  for (const one of good) {
    const value = decode(unhex(one.bytes));
    assert.equal(told(value), told(JSON.parse(`[${quoted(one.value)}]`, revived)[0]));
    assert.equal(hex(encode(value)), one.bytes);
  }
});

/** Make JSON of the notation: byte strings become marked texts, maps pairs of keys and values. */
const quoted = (notation: string) =>
  notation.replace(/h'([0-9a-f]*)'/g, '{"bytes": "$1"}').replace(/([{ ])(\d+): /g, '$1"$2": ');

function revived(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (entries[0]?.[0] === 'bytes') return unhex(String(entries[0][1]));
  return new Map(entries.map(([key, one]) => [Number(key), one]));
}

test('every bad vector is refused', () => {
  const { bad } = vectors('wire');
  assert.equal(bad.length, 14);
  for (const one of bad) assert.throws(() => decode(unhex(one.bytes)), dropped, one.because);
});

test('what is written is read again, and nothing else is what it was read from', () => {
  const chance = dice(3);
  for (let round = 0; round < 400; round += 1) {
    const value = anything(chance);
    const bytes = encode(value);
    assert.deepEqual(decode(bytes), value);
    const spoilt = bytes.slice();
    spoilt[chance(bytes.length)] = chance(256);
    let again: Value;
    try {
      again = decode(spoilt);
    } catch (error) {
      assert.ok(dropped(error));
      continue;
    }
    assert.deepEqual(encode(again), spoilt);
  }
});

test('bytes that mean nothing are dropped, and never anything else happens', () => {
  const chance = dice(4);
  for (let round = 0; round < 2000; round += 1) {
    const bytes = thrown(chance, chance(40));
    try {
      assert.deepEqual(encode(decode(bytes)), bytes);
    } catch (error) {
      assert.ok(dropped(error));
    }
  }
});

test('what stands behind the first value is given back', () => {
  const [value, rest] = decodeFirst(unhex('8101ff00'));
  assert.deepEqual([value, hex(rest)], [[1], 'ff00']);
});

test('bytes that were read keep no message alive', () => {
  const message = encode([new Uint8Array(4)]);
  const [read] = decode(message) as readonly Uint8Array[];
  assert.equal(read?.buffer.byteLength, 4);
  message.fill(9);
  assert.deepEqual(read, new Uint8Array(4));
});

test('more than the protocol allows is neither written nor read', () => {
  const nested = (levels: number): Value =>
    Array.from({ length: levels }).reduce<Value>((inner) => [inner], 0);
  assert.deepEqual(decode(encode(nested(DEPTH))), nested(DEPTH));
  assert.throws(() => encode(nested(DEPTH + 1)), RangeError);
  const many = (count: number): readonly Value[] => Array.from({ length: count }, () => 0);
  assert.equal((decode(encode(many(ENTRIES))) as readonly Value[]).length, ENTRIES);
  assert.throws(() => encode(many(ENTRIES + 1)), RangeError);
  assert.throws(() => decode(encode([1, 2, 3, 4].map(() => many(ENTRIES)))), dropped);
  assert.throws(() => decode(unhex(`991001${'00'.repeat(ENTRIES + 1)}`)), dropped);
  assert.throws(() => encode(new Uint8Array(VALUE_BYTES)), RangeError);
  assert.throws(() => decode(new Uint8Array(VALUE_BYTES + 1)), dropped);
});

test('what has no spelling is not written', () => {
  for (const value of [1.5, Number.NaN, Number.POSITIVE_INFINITY, undefined, 1n, {}, Symbol()]) {
    assert.throws(() => encode(value as Value), TypeError);
  }
  for (const value of [2 ** 53, -(2 ** 53), '\ud800', 'a\udc00b', new Map([[256, 0]])]) {
    assert.throws(() => encode(value), RangeError);
  }
  assert.throws(() => encode(new Map([[-1, 0]])), RangeError);
  assert.throws(() => encode(new Map([[0.5, 0]])), RangeError);
});

test('a map leaves out what is undefined, and its keys ascend', () => {
  assert.equal(hex(encode(mapOf({ 10: 1, 2: 3, 4: undefined }))), 'a202030a01');
  assert.equal(
    hex(
      encode(
        new Map([
          [10, 1],
          [2, 3],
        ]),
      ),
    ),
    'a202030a01',
  );
});

test('a field is asked for by number, type and bounds', () => {
  const fields = () =>
    new Fields(
      mapOf({ 1: 5, 2: true, 3: new Uint8Array(4), 4: 'ä😀', 5: [1, 2], 6: [2, 1], 7: [1, 1] }),
    );
  const one = (value: Value) => value as number;
  assert.equal(fields().whole(1, 5, 5), 5);
  assert.equal(fields().flag(2), true);
  assert.equal(fields().octets(3, 4).length, 4);
  assert.equal(fields().octets(3, 0, 4).length, 4);
  assert.equal(fields().text(4, 2), 'ä😀');
  assert.deepEqual(fields().ascending(5, one, 1, 2), [1, 2]);
  assert.equal(
    fields().optional(9, () => 1),
    null,
  );
  assert.equal(
    fields().optional(1, (key) => key),
    1,
  );
  const wrong: readonly ((from: Fields) => unknown)[] = [
    (from) => from.whole(1, 6),
    (from) => from.whole(1, 0, 4),
    (from) => from.whole(2),
    (from) => from.whole(9),
    (from) => from.flag(1),
    (from) => from.octets(3, 3),
    (from) => from.octets(3, 5, 9),
    (from) => from.octets(4, 0, 9),
    (from) => from.text(4, 1),
    (from) => from.text(3, 9),
    (from) => from.array(5, 3, 4),
    (from) => from.array(5, 0, 1),
    (from) => from.array(4, 0, 9),
    (from) => from.ascending(6, one, 0, 9),
    (from) => from.ascending(7, one, 0, 9),
  ];
  for (const ask of wrong) assert.throws(() => ask(fields()), dropped, String(ask));
});

test('a field is there once, and none is left over', () => {
  const fields = new Fields(mapOf({ 1: 5, 2: null }));
  assert.equal(fields.whole(1), 5);
  assert.throws(() => fields.whole(1), dropped);
  assert.throws(() => fields.end(), dropped);
  assert.equal(
    fields.value(2, (value) => value),
    null,
  );
  fields.end();
  for (const value of [[], 1, null, 'x']) assert.throws(() => new Fields(value), dropped);
});

test('bytes ascend as bytes do', () => {
  const read = (told: readonly string[]) =>
    new Fields(mapOf({ 1: told.map(unhex) })).ascending(1, (one) => one as Uint8Array, 0, 9);
  assert.equal(read(['', '00', '00ff', '01', 'ff']).length, 5);
  for (const told of [
    ['01', '00'],
    ['00', '00'],
    ['0000', '00'],
    ['80', '7f'],
  ]) {
    assert.throws(() => read(told), dropped);
  }
});

test('the time of a photo is one that there is', () => {
  for (const told of ['2024-02-29T23:59:59', '0001-01-01T00:00:00', '9999-12-31T00:00:00']) {
    assert.equal(asTaken(told), told);
  }
  for (const told of [
    ...['2023-02-29T00:00:00', '2024-13-01T00:00:00', '2024-00-01T00:00:00'],
    ...['2024-01-01T24:00:00', '2024-01-01T00:60:00', '0000-01-01T00:00:00'],
    ...['2024-01-01 00:00:00', '2024-1-1T00:00:00', '2024-01-01T00:00:00\n', '', 1],
  ]) {
    assert.throws(() => asTaken(told), dropped, String(told));
  }
});
