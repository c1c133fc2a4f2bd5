/** Notes and the board they stand on: the vectors, and that order and repetition change nothing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, hex, unhex, utf8 } from '../src/crypto/bytes.ts';
import { SigningSeed } from '../src/crypto/keys.ts';
import { Signer } from '../src/crypto/sign.ts';
import {
  About,
  AHEAD_MS,
  Board,
  NOTE_BYTES,
  type Note,
  type NoteDraft,
  readNote,
  recallNote,
  writeNote,
} from '../src/protocol/notes.ts';
import { unturned } from '../src/protocol/turns.ts';
import { decode, encode, type Value, type ValueMap } from '../src/protocol/wire.ts';
import { dice, dropped, same, turnedText, vectors } from './protocol_vectors.ts';

const NOW = 1_800_000_000_000;
const [ME, YOU] = [1, 2].map((name) => new Signer(new SigningSeed(same(name)(32)))) as [
  Signer,
  Signer,
];
const [ALBUM, PHOTO] = [same(97)(32), same(112)(16)];
const anybody = () => true;
const CAPTION: NoteDraft = {
  album: ALBUM,
  photo: PHOTO,
  clock: NOW,
  about: About.Caption,
  value: 'Anna am See',
};

const noted = (more: Partial<NoteDraft> = {}, signer = ME): Note =>
  readNote(writeNote({ ...CAPTION, ...more }, signer));

function signed(more: Readonly<Record<number, Value | undefined>>): Uint8Array {
  const fields = new Map(decode(writeNote(CAPTION, ME).subarray(64)) as ValueMap);
  for (const [key, value] of Object.entries(more)) {
    if (value === undefined) fields.delete(Number(key));
    else fields.set(Number(key), value);
  }
  const body = encode(fields);
  return concat(ME.sign(concat(utf8('hf1/note\0'), body)), body);
}

test('the notes of the vectors, in any order, leave the board that Python has', () => {
  const told = vectors('notes');
  const notes = told.notes.map((one: { note: string }) => readNote(unhex(one.note)));
  assert.equal(notes.length, 12);
  const chance = dice(5);
  for (let round = 0; round < 8; round += 1) {
    const some = [...notes, notes[chance(12)], notes[chance(12)]];
    if (round) some.sort(() => chance(3) - 1);
    const [board] = new Board().hearAll(some, told.now, anybody);
    for (const { album, photo, field, value } of told.then) {
      assert.equal(board.value(unhex(album), photo && unhex(photo), field), value);
    }
    assert.equal(hex(board.digest(unhex(told.then[0].album))), told.digest);
    assert.equal(board.about(unhex(told.then[0].album)).length, told.then.length);
  }
});

test('every note that the vectors refuse is refused', () => {
  const { refused } = vectors('notes');
  assert.equal(refused.length, 6);
  for (const one of refused) assert.throws(() => readNote(unhex(one.note)), dropped, one.because);
});

test('the notes of the vectors are written with the same bytes', () => {
  for (const one of vectors('notes').notes) {
    const note = readNote(unhex(one.note));
    assert.equal(note.about, one.field);
    const signer = hex(note.author) === hex(ME.public) ? ME : YOU;
    assert.equal(hex(writeNote(note, signer)), one.note);
    assert.deepEqual(recallNote(note.told), note);
  }
});

test('a note with a field too many, too few or of another form is refused', () => {
  const spoilt: readonly Readonly<Record<number, Value | undefined>>[] = [
    ...[0, 2, 3, 6, 10, 11, 12].map((key) => ({ [key]: undefined })),
    ...[0, 2, 3, 6, 10, 11, 12].map((key) => ({ [key]: null })),
    ...[{ 0: 2 }, { 1: 0 }, { 13: 0 }, { 2: PHOTO }, { 3: PHOTO }, { 6: -1 }, { 10: ALBUM }],
    ...[{ 11: 0 }, { 11: 7 }, { 12: true }, { 11: About.Favourite }, { 11: About.Title }],
    ...[{ 10: undefined, 11: About.Hidden, 12: true }, { 12: 'ä'.repeat(2001) }],
    ...['', 'A', 'a b', 'ä', '0\n', 'a'.repeat(65)].map((place) => ({
      11: About.Place,
      12: place,
    })),
  ];
  for (const one of spoilt)
    assert.throws(() => readNote(signed(one)), dropped, JSON.stringify(one));
  assert.equal(readNote(signed({ 12: '😀'.repeat(2000) })).about, About.Caption);
  assert.equal(readNote(signed({ 11: About.Place, 12: 'z'.repeat(64) })).about, About.Place);
  assert.throws(() => readNote(new Uint8Array(64)), dropped);
  assert.throws(() => readNote(new Uint8Array(NOTE_BYTES + 1)), dropped);
});

test('what a person typed is freed of what turns writing before it is signed', () => {
  const chance = dice(12);
  for (let turn = 0; turn < 300; turn += 1) {
    const text = turnedText(chance, 200);
    const note = noted({ value: text });
    assert.equal(note.value, unturned(text));
    assert.notEqual(note.value, text);
    const title = { about: About.Title, photo: null, value: text } as const;
    assert.equal(noted(title).value, unturned(text));
    const told = signed({ 12: text });
    assert.throws(() => readNote(told), dropped);
    assert.equal(recallNote(told).value, text);
  }
  const marked = '\u200fאנה\u200e \u061cمطبخ';
  assert.equal(noted({ value: marked }).value, marked);
});

test('the greatest clock stays, then the author, the value, the signature', () => {
  const [board] = new Board().hear(noted(), NOW, anybody);
  assert.equal(board.hear(noted({ clock: NOW - 1, value: 'z' }), NOW, anybody)[1].length, 0);
  assert.equal(board.hear(noted(), NOW, anybody)[1].length, 0);
  for (const note of [noted({ clock: NOW + 1, value: '' }), noted({ value: 'Anna am Sef' })]) {
    const [next, kept] = board.hear(note, NOW, anybody);
    assert.deepEqual(kept, [{ kind: 'keep', note }]);
    assert.equal(next.value(ALBUM, PHOTO, About.Caption), note.value);
    assert.equal(board.value(ALBUM, PHOTO, About.Caption), 'Anna am See');
  }
});

test('order, repetition and pieces change nothing', () => {
  const chance = dice(6);
  const abouts = [About.Caption, About.Favourite, About.Place] as const;
  const notes = Array.from({ length: 30 }, () => {
    const about = abouts[chance(3)] ?? About.Caption;
    const value = about === About.Favourite ? !chance(2) : 'abc'.charAt(chance(3));
    const photo = same(chance(2))(16);
    return noted({ about, value, photo, clock: NOW + chance(3) }, chance(2) ? ME : YOU);
  });
  const [whole] = new Board().hearAll(notes, NOW, anybody);
  for (let round = 0; round < 20; round += 1) {
    const some = [...notes, ...notes.slice(0, 9)].sort(() => chance(3) - 1);
    let board = new Board();
    for (const note of some) [board] = board.hear(note, NOW, anybody);
    assert.deepEqual(board, whole);
  }
});

test('a note from too far ahead or by somebody who may not is not taken', () => {
  const late = noted({ clock: NOW + AHEAD_MS + 1 });
  const asked: unknown[] = [];
  assert.equal(new Board().hear(late, NOW, anybody)[1].length, 0);
  assert.equal(new Board().hear(late, NOW + 1, anybody)[1].length, 1);
  const may = (...told: unknown[]) => {
    asked.push(told);
    return false;
  };
  assert.equal(new Board().hear(noted(), NOW, may)[1].length, 0);
  assert.deepEqual(asked, [[ME.public, About.Caption, PHOTO]]);
});

test('the next clock is greater than the one that holds, and not in the past', () => {
  const board = new Board().keep(noted({ clock: NOW + 5 }));
  assert.equal(board.clockFor(ALBUM, PHOTO, About.Caption, NOW), NOW + 6);
  assert.equal(board.clockFor(ALBUM, PHOTO, About.Caption, NOW + 99), NOW + 99);
  assert.equal(board.clockFor(ALBUM, PHOTO, About.Hidden, NOW), NOW);
  assert.equal(board.value(ALBUM, null, About.Title), null);
});

test('what was said about an erased photo goes, and an empty album with it', () => {
  const title = noted({ about: About.Title, photo: null, value: 'Sommer' });
  const board = new Board().keepAll([noted(), title]);
  const left = board.where((note) => note.photo === null);
  assert.deepEqual(left.about(ALBUM), [title]);
  assert.equal(board.about(ALBUM).length, 2);
  assert.equal(left.where(() => false).albums.size, 0);
  assert.deepEqual(new Board().about(ALBUM), []);
});
