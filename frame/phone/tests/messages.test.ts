/** Messages: all vectors are read and written with the same bytes, and bounds are bounds. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex, utf8 } from '../src/crypto/bytes.ts';
import { SigningSeed } from '../src/crypto/keys.ts';
import { isSignedBy, Signer } from '../src/crypto/sign.ts';
import { Kind, Rank, readBody, writeBody } from '../src/protocol/envelope.ts';
import { signedWords, type Wiped } from '../src/protocol/frame_privacy.ts';
import { Deed } from '../src/protocol/frame_views.ts';
import { fromLetter, type Message, type Offer, toLetter } from '../src/protocol/messages.ts';
import { chunkCount, sealedBytes } from '../src/protocol/photos.ts';
import { unturned } from '../src/protocol/turns.ts';
import { mapOf, type Value } from '../src/protocol/wire.ts';
import { dice, dropped, same, TURNING, thrown, turnedText, vectors } from './protocol_vectors.ts';

interface Vector {
  readonly says: string;
  readonly kind: number;
  readonly body: string;
}

const FILES = ['messages', 'messages_frame'].map((name) => vectors(name));
const GOOD: Vector[] = FILES.flatMap((one) => one.good);
const REFUSED: { because: string; body: string }[] = FILES.flatMap((one) => one.refused);

const KEY = same(1)(32);
const ALBUM = same(2)(32);
const PHOTO = same(3)(16);
const HALF = same(4)(8);

const offerOf = (pictureBytes: number): Offer => {
  const sealed = sealedBytes(pictureBytes);
  return {
    kind: Kind.Offer,
    ...{ transfer: HALF, album: ALBUM, epoch: 0, photo: PHOTO, pictureBytes },
    ...{ sealedBytes: sealed, checks: new Uint8Array(16 * chunkCount(sealed)) },
    ...{ taken: '2024-02-29T23:59:59', sender: KEY },
  };
};
const ownOf = (message: Message): Map<number, Value> => new Map(toLetter(message, 0).own);

test('every kind of message has a vector, and every vector the same bytes', () => {
  const kinds = new Set(GOOD.map((one) => one.kind));
  assert.deepEqual(kinds, new Set(Object.values(Kind)));
  for (const one of GOOD) {
    const letter = readBody(unhex(one.body));
    const message = fromLetter(letter);
    assert.equal(message.kind, one.kind);
    assert.equal(hex(writeBody(toLetter(message, letter.number))), one.body, one.says);
  }
});

for (const { because, body } of REFUSED) {
  test(`a message is refused: ${because}`, () => {
    assert.throws(() => fromLetter(readBody(unhex(body))), dropped);
  });
}

test('a missing or unknown field makes a message invalid', () => {
  const optional: Partial<Record<Kind, number[]>> = {
    ...{ [Kind.Offer]: [17], [Kind.Verb]: [11], [Kind.AskGlass]: [10], [Kind.Glass]: [18] },
    ...{ [Kind.AskPhotos]: [11], [Kind.Faces]: [13], [Kind.Privacy]: [14, 15] },
    ...{ [Kind.AskPrivacy]: [10] },
  };
  for (const { body } of GOOD) {
    const { kind, number, own } = readBody(unhex(body));
    const more = new Map([...own, [19, 0]]) as ReadonlyMap<number, Value>;
    assert.throws(() => fromLetter({ kind, number, own: more }), dropped);
    for (const key of own.keys()) {
      if (optional[kind]?.includes(key)) continue;
      const less = new Map([...own].filter(([at]) => at !== key));
      assert.throws(() => fromLetter({ kind, number, own: less }), dropped, `${kind} ${key}`);
    }
  }
});

test('a value of another type anywhere makes a message invalid', () => {
  const strange: Value[] = [null, -1, '\u0000strange', mapOf({}), [[[]]], new Uint8Array(7)];
  for (const { body } of GOOD) {
    const { kind, number, own } = readBody(unhex(body));
    for (const [key, value] of own) {
      for (const other of strange.filter((one) => typeof one !== typeof value || one === null)) {
        if (other instanceof Uint8Array && value instanceof Uint8Array) continue;
        const spoiled = new Map([...own, [key, other]]) as ReadonlyMap<number, Value>;
        assert.throws(() => fromLetter({ kind, number, own: spoiled }), dropped, `${kind} ${key}`);
      }
    }
  }
});

test('any body is a message with one spelling, or is refused', () => {
  const chance = dice(11);
  let heard = 0;
  for (let turn = 0; turn < 4_000; turn += 1) {
    const told = unhex(GOOD[chance(GOOD.length)]?.body ?? '');
    const at = chance(told.length);
    told[at] = (told[at] ?? 0) ^ (1 << chance(8));
    let letter: ReturnType<typeof readBody>;
    let message: Message;
    try {
      letter = readBody(told);
      message = fromLetter(letter);
    } catch (error) {
      assert.ok(dropped(error), String(error));
      continue;
    }
    heard += 1;
    assert.equal(hex(writeBody(toLetter(message, letter.number))), hex(told));
  }
  assert.ok(heard > 100);
});

test('what is out of bounds is refused', () => {
  const heads: Message = { kind: Kind.Heads, albums: [] };
  const want: Message = { kind: Kind.Want, transfer: HALF, bitmap: same(1)(1), window: 1 };
  const wrong: [Message, number, Value][] = [
    [heads, 10, [[ALBUM, [], PHOTO, 0]]],
    [heads, 10, [[ALBUM, [[KEY, 65_536, KEY]], PHOTO]]],
    [heads, 10, Array.from({ length: 257 }, (_, at) => [bytes(at), [], PHOTO])],
    [heads, 10, [[ALBUM, Array.from({ length: 129 }, (_, at) => [bytes(at), 0, KEY]), PHOTO]]],
    [{ kind: Kind.Key, album: ALBUM, epoch: 0, key: KEY }, 11, 2 ** 32],
    [offerOf(9), 14, 0],
    [offerOf(9), 15, sealedBytes(9) + 1],
    [offerOf(9), 16, new Uint8Array(17)],
    [offerOf(9), 17, '2024-02-30T00:00:00'],
    [offerOf(9), 17, '2024-02-29 00:00:00'],
    [offerOf(9), 17, '٢٠٢٤-02-29T00:00:00'],
    [offerOf(9), 17, '0000-01-01T00:00:00'],
    [offerOf(9), 17, '2024-01-01T24:00:00'],
    [want, 11, new Uint8Array()],
    [want, 11, new Uint8Array(65)],
    [want, 12, 0],
    [{ kind: Kind.Notes, notes: [] }, 10, [new Uint8Array(8_193)]],
    [{ kind: Kind.Lines, lines: [] }, 10, [new Uint8Array(64)]],
    [{ kind: Kind.Rename, device: KEY, label: '' }, 11, '👪'.repeat(65)],
  ];
  for (const [message, key, value] of wrong) {
    const own = ownOf(message).set(key, value);
    assert.throws(() => fromLetter({ kind: message.kind, number: 0, own }), dropped, `${key}`);
  }
});

const bytes = (number: number): Uint8Array => {
  const name = new Uint8Array(32);
  name.set([number >> 8, number & 255]);
  return name;
};

test('characters are code points, as Python counts them', () => {
  const label = '👪'.repeat(64);
  const message: Message = { kind: Kind.Rename, device: KEY, label };
  assert.deepEqual(fromLetter(toLetter(message, 1)), message);
});

test('a text that turns is freed where it is said, and refused where it comes', () => {
  const chance = dice(13);
  for (let turn = 0; turn < 300; turn += 1) {
    const label = turn < TURNING.length ? `a${TURNING[turn]}b` : turnedText(chance, 60);
    const letter = toLetter({ kind: Kind.Rename, device: KEY, label }, 1);
    assert.equal(letter.own.get(11), unturned(label));
    assert.notEqual(letter.own.get(11), label);
    const own = new Map([...letter.own, [11, label]]) as ReadonlyMap<number, Value>;
    assert.throws(() => fromLetter({ ...letter, own }), dropped, label);
  }
});

test('heads are written ascending, whatever the order of the map', () => {
  const names = [9, 1, 300, 5].map((one) => hex(bytes(one)));
  const heads = new Map(names.map((name, number) => [name, { number, digest: KEY }]));
  const album = { album: ALBUM, heads, notes: PHOTO };
  const heard = fromLetter(toLetter({ kind: Kind.Heads, albums: [album] }, 1));
  assert.equal(heard.kind, Kind.Heads);
  assert.deepEqual([...(heard.albums[0]?.heads.keys() ?? [])], names.toSorted());
  assert.deepEqual(heard.albums[0]?.heads, heads);
});

test('a field that is null is left out and comes back as null', () => {
  const messages: Message[] = [
    { ...offerOf(2 ** 20), taken: null },
    { kind: Kind.Verb, verb: Deed.Hide, tag: null },
    { kind: Kind.AskPhotos, album: ALBUM, after: null },
  ];
  for (const message of messages) {
    const letter = toLetter(message, 7);
    assert.ok(![...letter.own.values()].includes(null));
    assert.deepEqual(fromLetter(letter), message);
  }
});

test('a message that breaks a bound is not written', () => {
  const broken: Message[] = [
    { kind: Kind.Approve, digits: 1_000_000 },
    { kind: Kind.Rename, device: KEY, label: 'l'.repeat(65) },
    { kind: Kind.Invite, role: Rank.Frame as typeof Rank.Viewer },
    { kind: Kind.State, photos: 1, freeBytes: 1, version: '' },
  ];
  for (const message of broken) assert.throws(() => toLetter(message, 0), dropped);
});

test('that all is erased is signed by the frame', () => {
  const told = vectors('messages_frame').wiped;
  const vector = GOOD.find((one) => one.kind === Kind.Wiped)?.body ?? '';
  const message = fromLetter(readBody(unhex(vector))) as Wiped;
  assert.equal(hex(signedWords(message)), told.signed);
  const holder = unhex(told.frame);
  assert.ok(isSignedBy(holder, signedWords(message), message.signature));
  const other = new Signer(new SigningSeed(thrown(dice(3), 32)));
  assert.ok(!isSignedBy(other.public, signedWords(message), message.signature));
  assert.ok(hex(signedWords(message)).startsWith(hex(utf8('hf1/wiped\0'))));
});
