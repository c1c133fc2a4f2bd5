/** The twin honours the contract of src/office/calls.ts, so screens tried on it hold in the house. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Refused } from '../src/errors.ts';
import type { Office } from '../src/office/calls.ts';
import { CALLS } from '../src/office/wire.ts';
import { type Twin, twin } from './twin.ts';
import type { TwinOptions } from './twin_house.ts';
import { DAY, FLAT, GRANDMA, KITCHEN, LAKE, ODD, PARTY } from './twin_shapes.ts';

const NOW = Date.UTC(2026, 10, 30, 12);
const made: Twin[] = [];
after(() => {
  for (const one of made) one.stop();
});

const fresh = (options: TwinOptions = {}): Twin => {
  const one = twin({ now: () => NOW, delay: 1, ...options });
  made.push(one);
  return one;
};

const until = async (holds: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 400 && !holds(); turn += 1)
    await new Promise((go) => setTimeout(go, 1));
  assert.ok(holds(), 'it did not come about');
};

const refusal = (code: string) => (error: unknown) =>
  error instanceof Refused && error.code === code;

test('a view is a new object whenever something changed, and hearers hear of it', async () => {
  const one = fresh();
  const before = one.view();
  const heard: unknown[] = [];
  const stop = one.listen((view) => heard.push(view));
  await one.office.rename(LAKE, 'Autumn');
  stop();
  await one.office.rename(LAKE, 'Winter');
  assert.notEqual(one.view(), before);
  assert.equal(heard.length, 1);
  assert.equal(before.albums.find((album) => album.id === LAKE)?.title, 'Summer at the lake');
});

test('two twins show the same', async () => {
  const [one, other] = [fresh(), fresh()];
  assert.deepEqual(one.view(), other.view());
  assert.deepEqual(await one.office.photos(LAKE), await other.office.photos(LAKE));
});

test('ids are lower-case hex of the protocol’s lengths and none comes twice', async () => {
  const photos = await fresh().office.photos(LAKE);
  assert.equal(photos.length, 10_000);
  assert.equal(new Set(photos.map((photo) => photo.id)).size, 10_000);
  for (const photo of photos) assert.match(photo.id, /^[0-9a-f]{32}$/);
  for (const album of fresh().view().albums) assert.match(album.id, /^[0-9a-f]{64}$/);
});

test('erased photos are gone at once, and only the frame that is there sends a receipt', async () => {
  const one = fresh();
  const photos = (await one.office.photos(PARTY)).slice(0, 3).map((photo) => photo.id);
  const id = await one.office.erase(PARTY, photos);
  const left = await one.office.photos(PARTY);
  assert.equal(left.length, 120);
  const mine = () => one.view().tookBack.find((withdrawal) => withdrawal.id === id);
  assert.ok(mine()?.answers.every((answer) => answer.receipt === null));
  await until(() => mine()?.answers.some((answer) => answer.receipt !== null) ?? false);
  const by = new Map(mine()?.answers.map((answer) => [answer.frame, answer.receipt]));
  assert.equal(by.get(KITCHEN)?.photos, 3);
  assert.equal(by.get(GRANDMA), null);
});

test('what is granted is pending until the frame heard it', async () => {
  const one = fresh();
  const words = await one.office.words(ODD, 'x', KITCHEN, ['display'], false, 'en');
  assert.equal(words.until, NOW + 30 * DAY);
  await one.office.grant(ODD, KITCHEN, ['display'], false, words);
  const lease = () => one.view().albums.find((album) => album.id === ODD)?.leases[0];
  assert.equal(lease()?.pending, true);
  await until(() => lease()?.pending === false);
  assert.equal((await one.office.history(ODD))[0]?.words, words.text);
});

test('an album taken back for good takes no grant and no photo any more', async () => {
  const one = fresh();
  await one.office.takeBack(PARTY, null, []);
  const album = one.view().albums.find((each) => each.id === PARTY);
  assert.ok(album?.isOver && album.leases.every((lease) => lease.isFinal));
  const words = { text: '', until: 0 };
  await assert.rejects(
    one.office.grant(PARTY, KITCHEN, ['display'], false, words),
    refusal('album-closed'),
  );
  await assert.rejects(one.office.send([], PARTY), refusal('album-closed'));
});

test('one purpose taken back leaves the others', async () => {
  const one = fresh();
  await one.office.takeBack(LAKE, KITCHEN, ['faces']);
  const lease = one.view().albums.find((album) => album.id === LAKE)?.leases[0];
  assert.deepEqual(lease?.purposes, ['display', 'enhance', 'score']);
  assert.equal(lease?.isFinal, false);
});

test('a photo goes before another one, or to the end', async () => {
  const one = fresh();
  const ids = async () => (await one.office.photos(ODD)).map((photo) => photo.id);
  const [first = '', second = '', third = ''] = await ids();
  await one.office.order(ODD, third, first);
  assert.deepEqual((await ids()).slice(0, 3), [third, first, second]);
  await one.office.order(ODD, third, null);
  assert.equal((await ids()).at(-1), third);
});

test('a phone that was never paired pairs with digits, and a no ends it', async () => {
  const one = fresh({ start: 'empty' });
  await assert.rejects(one.office.pair('https://x/', 'Ana', 'phone'), refusal('not-a-card'));
  await one.office.pair('https://kitchen.local/p#1abc', 'Ana', 'phone');
  await until(() => one.view().pairing?.state === 'comparing');
  assert.match(one.view().pairing?.digits ?? '', /^\d{3} \d{3}$/);
  await one.office.agree(true);
  await until(() => one.view().pairing?.state === 'paired');
  assert.equal(one.view().chosen, KITCHEN);
  await one.office.pair('https://kitchen.local/p#1abc', 'Ana', 'phone');
  await one.office.agree(false);
  assert.equal(one.view().pairing?.because, 'declined');
});

test('what a role does not allow is refused', async () => {
  const one = fresh();
  await one.office.choose(GRANDMA);
  await assert.rejects(one.office.wipe(), refusal('not-allowed'));
  await assert.rejects(one.office.devices(), refusal('frame-away'));
});

test('nobody is enrolled without a name under the words, or a guardian for a child', async () => {
  const one = fresh();
  const samples = [{ album: LAKE, photo: 'aa', face: 0 }];
  const consent = { by: 'note', signed: 'Ana', adult: false, guardian: '' } as const;
  await assert.rejects(one.office.enrol('Theo', samples, consent), refusal('incomplete'));
  await one.office.enrol('Theo', samples, { ...consent, guardian: 'Ana' });
  assert.equal((await one.office.people()).at(-1)?.agreed, 'note');
});

test('who is let in takes part until they are put out, and only its keeper decides that', async () => {
  const one = fresh();
  const [, other] = await one.office.devices();
  await one.office.admit(LAKE, other?.id ?? '', 'contributor');
  const parts = async () => (await one.office.members(LAKE)).map(({ id }) => id);
  assert.deepEqual(await parts(), [one.view().me?.id, other?.id]);
  assert.equal((await one.office.history(LAKE))[0]?.kind, 'admitted');
  await one.office.dismiss(LAKE, other?.id ?? '');
  assert.deepEqual(await parts(), [one.view().me?.id]);
  await assert.rejects(one.office.admit(FLAT, other?.id ?? '', 'owner'), refusal('album-closed'));
});

test('a wiped frame says how many photos it erased, and is left', async () => {
  const one = fresh();
  const { withdrawal, photos, signature } = await one.office.wipe();
  const found = one.view().tookBack.find(({ id }) => id === withdrawal);
  assert.equal(found?.answers[0]?.receipt?.photos, photos);
  assert.match(signature, /^[0-9a-f]{128}$/);
  assert.equal(one.view().frames.find(({ id }) => id === KITCHEN)?.state, 'left');
});

test('photos being sent make progress while nothing holds them up', async () => {
  const one = fresh({ moving: true });
  const before = one.view().sending.there;
  await until(() => one.view().sending.there > before);
});

test('every call of the contract is there', () => {
  const { office } = fresh();
  for (const call of Object.keys(CALLS))
    assert.equal(typeof office[call as keyof Office], 'function');
});
