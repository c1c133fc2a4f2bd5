/** Lines of consent: the vectors, what is written, and what is refused. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, equal, hex, unhex, utf8 } from '../src/crypto/bytes.ts';
import { Ledger } from '../src/protocol/consent.ts';
import {
  ADMISSION_S,
  LINE_BYTES,
  type Line,
  Purpose,
  Role,
  readLine,
  recallLine,
  type Says,
  Term,
  writeLine,
} from '../src/protocol/lines.ts';
import { decode, encode, type Value, type ValueMap } from '../src/protocol/wire.ts';
import { Author, admit, DAY, Family, grant, NOW, PHOTO } from './consent_family.ts';
import { dropped, same, vectors } from './protocol_vectors.ts';

const [ME, FRAME] = [new Author(1), new Author(6)];
const KINDS: Readonly<Record<string, Says['kind']>> = {
  Found: 'found',
  Admit: 'admit',
  Dismiss: 'dismiss',
  Grant: 'grant',
  RevokePhotos: 'revoke-photos',
  RevokePurposes: 'revoke-purposes',
  RevokeFrame: 'revoke-frame',
  RevokeAlbum: 'revoke-album',
  Receipt: 'receipt',
};

const draftOf = (says: Says) => ({
  album: same(1)(32),
  number: 3,
  previous: same(2)(32),
  atMs: NOW * 1000,
  says,
  seen: [
    { author: Uint8Array.from({ length: 32 }, (_, at) => at), number: 0, digest: same(3)(32) },
  ],
});

/** Sign any fields at all, as somebody with a key and bad intentions can. */
function signed(fields: ValueMap): Uint8Array {
  const body = encode(fields);
  return concat(ME.signer.sign(concat(utf8('hf1/line\0'), body)), body);
}

const fieldsOf = (says: Says): ValueMap =>
  decode(writeLine(draftOf(says), ME.signer).subarray(64)) as ValueMap;

const changed = (says: Says, more: readonly (readonly [number, Value | undefined])[]) => {
  const fields = new Map<number, Value>(fieldsOf(says));
  for (const [key, value] of more) {
    if (value === undefined) fields.delete(key);
    else fields.set(key, value);
  }
  return signed(fields);
};

const EVERYTHING: readonly Says[] = [
  admit(FRAME, Role.Contributor),
  { kind: 'dismiss', key: FRAME.key },
  grant(FRAME, { purposes: [Purpose.Display, Purpose.Share], terms: [Term.StrangersBlurred] }),
  { kind: 'revoke-photos', photos: [PHOTO, utf8('q'.repeat(16))] },
  { kind: 'revoke-purposes', frame: FRAME.key, purposes: [Purpose.Faces], serial: 4 },
  { kind: 'revoke-frame', frame: FRAME.key },
  { kind: 'revoke-album' },
  { kind: 'receipt', answers: same(5)(32), photos: 1, generation: 2, erasedAt: 3 },
];

test('every line of the vectors is read, and allows what it says after each', () => {
  const told = vectors('lines');
  let ledger = new Ledger(unhex(told.album));
  assert.equal(told.lines.length, 10);
  for (const one of told.lines) {
    const line = readLine(unhex(one.line));
    assert.deepEqual([line.says.kind, hex(line.digest)], [KINDS[one.says], one.digest]);
    [ledger] = ledger.hear(line);
    for (const { frame, at, purposes, blurred } of one.then) {
      const standing = ledger.standing(unhex(frame), at);
      assert.deepEqual([[...standing.purposes].sort(), standing.blurred], [purposes, blurred]);
    }
  }
});

test('every line of the vectors is written with the same bytes', () => {
  const { lines, album } = vectors('lines');
  const authors = [1, 2, 3, 4, 5].map((name) => new Author(name));
  for (const one of lines) {
    const line = readLine(unhex(one.line));
    const signer = authors.find((each) => equal(each.key, line.author))?.signer;
    assert.ok(signer);
    const draft = { ...line, album: line.says.kind === 'found' ? null : unhex(album) };
    assert.equal(hex(writeLine(draft, signer)), one.line);
  }
});

test('every line that the vectors refuse is refused', () => {
  const { refused } = vectors('lines');
  assert.equal(refused.length, 6);
  for (const one of refused) assert.throws(() => readLine(unhex(one.line)), dropped, one.because);
});

test('whatever is said is read as it was written', () => {
  for (const says of EVERYTHING) {
    const draft = draftOf(says);
    const told = writeLine(draft, ME.signer);
    const { author, digest, told: kept, ...line } = readLine(told);
    assert.deepEqual(line, draft);
    assert.deepEqual([author, kept, digest.length], [ME.key, told, 32]);
    assert.deepEqual(recallLine(told), readLine(told));
  }
});

test('a line that was kept is read without its signature, and one that came is not', () => {
  const told = writeLine(draftOf(grant(FRAME)), ME.signer);
  told[5] = (told[5] ?? 0) ^ 1;
  assert.equal(recallLine(told).says.kind, 'grant');
  assert.throws(() => readLine(told), dropped);
});

test('a line with a field too many, too few or of another form is refused', () => {
  const say = grant(FRAME);
  const spoilt: readonly (readonly [number, Value | undefined])[] = [
    ...([0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16] as const).map(
      (key) => [key, undefined] as const,
    ),
    ...([0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16] as const).map(
      (key) => [key, null] as const,
    ),
    ...([
      [0, 2],
      [1, 7],
      [1, 0],
      [8, 0],
      [17, 0],
      [4, 65_536],
      [3, same(0)(31)],
    ] as const),
    ...([
      [11, []],
      [11, [0]],
      [11, [6]],
      [11, [2, 1]],
      [11, [1, 1]],
      [16, [2]],
      [16, [1, 1]],
    ] as const),
    ...([
      [7, [[ME.key, 0, same(0)(32)]]],
      [7, [[FRAME.key, 0]]],
      [7, [[FRAME.key, 0, PHOTO]]],
    ] as const),
    ...([
      [13, NOW - DAY],
      [13, NOW - DAY + 30 * DAY + 1],
      [13, NOW - 2 * DAY],
      [15, -1],
    ] as const),
  ];
  for (const one of spoilt) {
    assert.throws(() => readLine(changed(say, [one])), dropped, JSON.stringify(one));
  }
  assert.equal(readLine(changed(say, [])).says.kind, 'grant');
});

test('what a line has seen ascends, each author once, at most sixteen', () => {
  const seen = (names: readonly number[]) => names.map((name) => [same(name)(32), 0, same(0)(32)]);
  const sixteen = Array.from({ length: 16 }, (_, at) => at);
  assert.equal(readLine(changed(grant(FRAME), [[7, seen(sixteen)]])).seen.length, 16);
  for (const names of [
    [...sixteen, 16],
    [2, 1],
    [1, 1],
  ]) {
    assert.throws(() => readLine(changed(grant(FRAME), [[7, seen(names)]])), dropped);
  }
});

test('photos that are taken back ascend, each once, 1 to 256', () => {
  const photos = (count: number) =>
    Array.from({ length: count }, (_, at) => Uint8Array.from({ length: 16 }, () => at & 255));
  const says: Says = { kind: 'revoke-photos', photos: photos(256) };
  assert.deepEqual(readLine(writeLine(draftOf(says), ME.signer)).says, says);
  for (const wrong of [[], photos(257), photos(2).reverse(), [PHOTO, PHOTO]]) {
    assert.throws(() => writeLine(draftOf({ ...says, photos: wrong }), ME.signer), dropped);
  }
});

test('an album is founded by a keeper in the first line of a chain', () => {
  const { found, mother, father, stranger } = new Family();
  const says = found.says as Extract<Says, { kind: 'found' }>;
  const draft = { ...draftOf(says), album: null, number: 0, previous: null, seen: [] };
  assert.equal(hex(readLine(writeLine(draft, father.signer)).album).length, 64);
  assert.throws(() => writeLine(draft, stranger.signer), dropped);
  assert.throws(() => writeLine({ ...draft, seen: draftOf(says).seen }, mother.signer), dropped);
  const second = { ...draft, number: 1, previous: same(1)(32) };
  assert.throws(() => writeLine(second, mother.signer), dropped);
  assert.throws(() => writeLine({ ...draft, album: same(1)(32) }, mother.signer), dropped);
  for (const keepers of [[], [...says.keepers].reverse(), Array(5).fill(mother.key)]) {
    const none = { ...draft, says: { ...says, keepers } };
    assert.throws(() => writeLine(none, mother.signer), dropped);
  }
});

test('an admission lasts for at most 400 days after it was signed', () => {
  const most = NOW + ADMISSION_S;
  const read = (until: number): Line =>
    readLine(writeLine(draftOf(admit(FRAME, Role.Owner, until)), ME.signer));
  assert.equal(read(most).says.kind, 'admit');
  assert.throws(() => read(most + 1), dropped);
});

test('a line has a length', () => {
  assert.throws(() => readLine(new Uint8Array(64)), dropped);
  assert.throws(() => readLine(new Uint8Array(LINE_BYTES + 1)), dropped);
  assert.throws(() => readLine(signed(new Map())), dropped);
});
