/** What became of photos that were sent: honest, whatever happens to frames, consent and days. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../src/crypto/bytes.ts';
import { SigningSeed } from '../src/crypto/keys.ts';
import { Signer } from '../src/crypto/sign.ts';
import { admit } from '../src/owner/members.ts';
import { Draft } from '../src/post/draft.ts';
import { Kind } from '../src/protocol/envelope.ts';
import { Role, writeLine } from '../src/protocol/lines.ts';
import { Result } from '../src/protocol/messages.ts';
import { About } from '../src/protocol/notes.ts';
import { type FakeFrame, fresh } from './fake_frame.ts';
import { album, bytes, files, until, type World, world } from './phone_world.ts';

const DAY_MS = 86_400_000;
const MAY = ['display'] as const;

const later = (ms: number) => new Promise((go) => setTimeout(go, ms));

/** Consent to display is taken back, heard, and given again: a frame erases in between. */
async function takenAndGiven({ office }: World, name: string, frame: FakeFrame): Promise<void> {
  await office.takeBack(name, frame.id, MAY);
  frame.photos.clear();
  const words = await office.words(name, '', frame.id, MAY, false, 'en');
  await office.grant(name, frame.id, MAY, false, words);
}

/** A small picture of a photo of somebody else, which this phone keeps then. */
async function looked(one: World, name: string): Promise<string> {
  const photo = hex(fresh(16));
  one.frame.hold(name, photo, bytes(2_000, 1));
  const asked = one.office.thumbnail(name, photo);
  await until(() => isAsked(one, photo));
  show(one, name, photo);
  assert.equal((await asked)?.size, 500);
  const keys = () => one.shelf.blobs.has(`thumbnails ${name}/${photo}`);
  await until(keys);
  return photo;
}

const isAsked = ({ frame }: World, photo: string): boolean =>
  frame.heard.some((told) => told.kind === Kind.Look && told.photos.map(hex).includes(photo));

function show({ frame }: World, name: string, photo: string): void {
  const looks = [{ photo: unhex(photo), picture: bytes(500, 2) }];
  frame.say({ kind: Kind.Looks, album: unhex(name), looks });
}

/** Somebody else who may write in an album. */
async function guest({ room }: World, name: string): Promise<Signer> {
  const signer = new Signer(new SigningSeed(fresh(32)));
  const { client } = room;
  await client.write((draft, now) =>
    admit(client.mail, name, hex(signer.public), Role.Contributor, draft, now),
  );
  return signer;
}

/** They take a photo back, and the frame tells of it. */
function withdrawn({ frame }: World, name: string, photo: string, them: Signer): void {
  const says = { kind: 'revoke-photos', photos: [unhex(photo)] } as const;
  const first = { album: unhex(name), number: 0, previous: null, atMs: Date.now(), seen: [] };
  frame.say({ kind: Kind.Lines, lines: [writeLine({ ...first, says }, them)] });
}

test('photos that a frame erased meanwhile go again when they are picked again', async (t) => {
  const one = await world(t);
  const name = await album(one);
  await one.office.send(files(2, 1_000), name);
  await until(() => one.view().sending.there === 2);
  await takenAndGiven(one, name, one.frame);
  await one.office.send(files(2, 1_000), name);
  assert.equal(one.view().sending.there, 0, 'they are called there before they are');
  await until(() => one.view().sending.there === 2);
  assert.equal(one.frame.photos.size, 2);
  assert.equal((await one.shelf.keys('files')).length, 0);
});

test('a photo that is still being read is not sent once somebody does not want it', async (t) => {
  const one = await world(t);
  const name = await album(one);
  const { darkroom } = one.room.furniture;
  const develop = darkroom.develop.bind(darkroom);
  let go = () => {};
  const isLetGo = new Promise<void>((done) => {
    go = done;
  });
  darkroom.develop = async (file, called) => {
    await isLetGo;
    return develop(file, called);
  };
  const picked = one.office.send(files(2, 1_000), name);
  await until(() => one.view().sending.reading === 2);
  await one.office.cancel(one.view().sending.items[0]?.id ?? '');
  go();
  await picked;
  await until(() => one.view().sending.there === 1);
  await later(300);
  assert.deepEqual([one.frame.photos.size, one.view().sending.total], [1, 1]);
});

test('what could not be read is not listed again once somebody did not want it', async (t) => {
  const one = await world(t);
  const name = await album(one);
  let fail = () => {};
  const fails = new Promise<never>((_, no) => {
    fail = () => no(new Error('it does not open'));
  });
  one.room.furniture.darkroom.develop = () => fails;
  const picked = one.office.send(files(1), name);
  await until(() => one.view().sending.reading === 1);
  await one.office.cancel(one.view().sending.items[0]?.id ?? '');
  fail();
  await picked;
  assert.equal(one.view().sending.total, 0);
});

test('a frame that pulls on after display was taken back gets nothing more', async (t) => {
  const one = await world(t);
  const name = await album(one);
  one.frame.isSilent = true;
  await one.office.send(files(3, 400_000), name);
  await until(() => one.frame.offers.length >= 3);
  await one.office.takeBack(name, one.frame.id, MAY);
  one.frame.isSilent = false;
  for (const { transfer } of one.frame.offers) {
    one.frame.say({ kind: Kind.Want, transfer, bitmap: Uint8Array.of(255), window: 8 });
  }
  await later(800);
  assert.equal(one.frame.photos.size, 0);
});

test('nothing of a photo leaves once the lease of its album has ended', async (t) => {
  const one = await world(t);
  const name = await album(one);
  one.frame.isSilent = true;
  await one.office.send(files(1), name);
  const { client } = one.room;
  await until(() => client.mail.going.to(one.frame.id).length === 1);
  const transfer = client.mail.going.to(one.frame.id)[0]?.row.transfer ?? '';
  const leaves = async () => (await client.sending.chunk(one.frame.id, transfer, 0)) !== null;
  assert.ok(await leaves());
  Object.assign(client, { nowMs: () => Date.now() + 31 * DAY_MS });
  assert.equal(await leaves(), false);
});

test('no small picture is kept of what was taken back, whoever had sent it', async (t) => {
  const one = await world(t);
  const name = await album(one);
  const [first, second] = [await looked(one, name), await looked(one, name)];
  await one.office.photos(name);
  await one.office.erase(name, [first]);
  assert.deepEqual(await one.shelf.keys('thumbnails'), [`${name}/${second}`]);
  await one.office.takeBack(name, null, []);
  await until(() => one.shelf.blobs.size === 0);
  assert.equal(one.room.client.covers.size, 0);
});

test('a small picture of what somebody else took back goes, and what others said stays', async (t) => {
  const one = await world(t);
  const name = await album(one);
  const photo = await looked(one, name);
  await one.office.caption(name, photo, 'Theirs');
  withdrawn(one, name, photo, await guest(one, name));
  await until(() => one.shelf.blobs.size === 0);
  const { board } = one.room.books;
  assert.equal(board.value(unhex(name), unhex(photo), About.Caption), 'Theirs');
});

test('a small picture that comes after its photo was taken back is not kept', async (t) => {
  const one = await world(t);
  const name = await album(one);
  const photo = hex(fresh(16));
  one.frame.hold(name, photo, bytes(2_000, 1));
  const asked = one.office.thumbnail(name, photo);
  await until(() => isAsked(one, photo));
  await one.office.erase(name, [photo]);
  show(one, name, photo);
  await asked;
  await one.room.client.do(() => undefined);
  await later(50);
  assert.deepEqual(await one.shelf.keys('thumbnails'), []);
});

test('small pictures of an album that was taken back in a page that died go at the next start', async (t) => {
  const one = await world(t);
  const name = await album(one);
  const photo = await looked(one, name);
  await one.office.takeBack(name, null, []);
  await until(() => one.shelf.blobs.size === 0);
  one.shelf.blobs.set(`thumbnails ${name}/${photo}`, bytes(500, 2));
  const two = await one.again();
  t.after(() => two.room.close());
  assert.equal(two.shelf.blobs.size, 0);
});

test('what a frame listed before a photo was taken back is not shown while it is away', async (t) => {
  const one = await world(t);
  const name = await album(one);
  const them = await guest(one, name);
  const names = [hex(fresh(16)), hex(fresh(16))].sort();
  one.frame.isOff = true; // it says what stands here
  const listed = one.office.photos(name);
  const photos = names.map((photo) => ({
    ...{ photo: unhex(photo), sender: them.public, taken: '', width: 4, height: 3 },
  }));
  one.frame.say({ kind: Kind.Photos, album: unhex(name), photos, more: false });
  assert.equal((await listed).length, 2);
  withdrawn(one, name, names[0] ?? '', them);
  await until(() => one.room.books.ledgers.get(name)?.photos.size === 1);
  one.room.client.asker.ask = async () => null;
  const left = await one.office.photos(name);
  assert.deepEqual(
    left.map(({ id }) => id),
    names.slice(1),
  );
});

test('photos whose frame was forgotten before they arrived are not called there', async (t) => {
  const one = await world(t, ['Kitchen', 'Attic']);
  const name = await album(one);
  await one.office.send(files(1, 1_000), name);
  await until(() => one.view().sending.there === 1);
  one.frame.isSilent = true;
  await one.office.send(files(3, 2_000), name);
  await one.office.forgetFrame(one.frame.id);
  const { there, refused, items } = one.view().sending;
  assert.deepEqual([there, refused, items[0]?.because], [1, 3, 'no-consent']);
  await assert.rejects(one.office.retryAll(), { code: 'no-consent' });
  const [attic] = one.others;
  const words = await one.office.words(name, '', attic?.id ?? '', MAY, false, 'en');
  await one.office.grant(name, attic?.id ?? '', MAY, false, words);
  await one.office.retryAll();
  await until(() => one.view().sending.there === 4);
  assert.equal(attic?.photos.size, 3);
});

test('without any frame left, what did not arrive says that there is none', async (t) => {
  const one = await world(t);
  const name = await album(one);
  one.frame.isSilent = true;
  await one.office.send(files(2), name);
  await one.office.forgetFrame(one.frame.id);
  const { there, items } = one.view().sending;
  assert.deepEqual(
    [there, items.map(({ because }) => because)],
    [0, ['not-paired', 'not-paired']],
  );
  assert.equal((await one.shelf.keys('files')).length, 2);
});

test('what was too much for one day goes by itself on the next, and not before', async (t) => {
  const one = await world(t);
  const name = await album(one);
  one.frame.refuses = Result.Quota;
  await one.office.send(files(12, 500), name);
  await until(() => one.view().sending.refused === 12);
  one.frame.refuses = null;
  await later(700);
  assert.equal(one.view().sending.refused, 12);
  const { books } = one.room;
  const draft = new Draft();
  for (const [number, row] of books.all('sent')) {
    draft.replace.set(number, { ...row, atMs: (row.atMs ?? 0) - DAY_MS });
  }
  await books.commit(draft);
  const two = await one.again();
  t.after(() => two.room.close());
  await until(() => two.view().sending.there === 12);
  assert.equal((await two.shelf.keys('files')).length, 0);
});

test('everything that was refused goes when all of it is tried again', async (t) => {
  const one = await world(t);
  const name = await album(one);
  one.frame.refuses = Result.NoRoom;
  await one.office.send(files(20, 500), name);
  await until(() => one.view().sending.refused === 20);
  one.frame.refuses = null;
  await one.office.retryAll();
  await until(() => one.view().sending.there === 20);
  await assert.rejects(one.office.retryAll(), { code: 'file-gone' });
});

test('clearing the list keeps what did not arrive, unless that is meant, too', async (t) => {
  const one = await world(t);
  const name = await album(one);
  await one.office.send(files(2, 500), name);
  await until(() => one.view().sending.there === 2);
  one.frame.refuses = Result.NoRoom;
  await one.office.send(files(3, 700), name);
  await until(() => one.view().sending.refused === 3);
  await one.office.forgetSent(false);
  assert.deepEqual([one.view().sending.total, one.view().sending.refused], [3, 3]);
  assert.equal((await one.shelf.keys('files')).length, 3);
  await one.office.forgetSent(true);
  assert.equal(one.view().sending.total, 0);
  assert.equal((await one.shelf.keys('files')).length, 0);
});
