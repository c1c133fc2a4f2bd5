/** Photos move into another album on the frames that hold them; nothing is lost on the way. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { compare, hex, unhex } from '../src/crypto/bytes.ts';
import type { MoveView } from '../src/office/calls.ts';
import { isThere } from '../src/owner/outcomes.ts';
import { Kind } from '../src/protocol/envelope.ts';
import { CopyResult } from '../src/protocol/frame_pictures.ts';
import { Result } from '../src/protocol/messages.ts';
import type { FakeFrame } from './fake_frame.ts';
import { album, bytes, files, until, type World, world } from './phone_world.ts';

interface Begun {
  readonly one: World;
  readonly attic: FakeFrame;
  readonly from: string;
  readonly to: string;
  readonly photos: readonly string[];
}

/** Two frames that hold three photos of one album, and may show another one. */
async function begun(t: TestContext, count = 3): Promise<Begun> {
  const one = await world(t, ['Kitchen', 'Attic']);
  const attic = one.others[0] as FakeFrame;
  const from = await album(one, one.others);
  const to = await album(one, one.others);
  await one.office.send(files(count, 1_000), from);
  await until(() => one.view().sending.there === count);
  const photos = one.view().sending.items.map(({ id }) => id);
  await one.office.forgetSent(false);
  return { one, attic, from, to, photos };
}

const moveOf = (one: World): MoveView => one.view().moves[0] as MoveView;
const names = (frame: FakeFrame, of: string): string[] =>
  [...frame.albums].flatMap(([photo, held]) => (held === of ? [photo] : [])).sort();
const asked = (frame: FakeFrame) =>
  frame.heard.flatMap((told) =>
    told.kind === Kind.Copy ? told.photos.map(({ name }) => hex(name)) : [],
  );
const isKept = ({ state }: { readonly state: number }) => isThere(state);
const later = (ms: number) => new Promise((go) => setTimeout(go, ms));

test('photos move with what was said of them, and are taken back once from the old album', async (t) => {
  const { one, attic, from, to, photos } = await begun(t, 40);
  const [first = '', second = ''] = photos;
  await one.office.caption(from, first, 'On the pier');
  await one.office.favourite(from, [second], true);
  await one.office.hide(from, [second], true);
  await one.office.order(from, second, first);
  const { place } = (await one.office.photos(from)).find(({ id }) => id === second) ?? {};
  await one.office.move(from, photos, to);
  await until(() => moveOf(one).moved === 40);
  assert.deepEqual(names(one.frame, to), names(attic, to));
  assert.equal(one.view().tookBack.length, 1);
  assert.equal(one.view().tookBack[0]?.id, moveOf(one).withdrawal);
  assert.equal(one.view().tookBack[0]?.photos, 40);
  assert.deepEqual(await one.office.photos(from), []);
  const moved = await one.office.photos(to);
  assert.equal(moved.length, 40);
  assert.equal(moved.filter(({ caption }) => caption === 'On the pier').length, 1);
  const liked = moved.filter(({ favourite, hidden }) => favourite && hidden);
  assert.deepEqual(
    liked.map((photo) => [photo.place, photo.mine]),
    [[place, true]],
  );
  await one.office.endMove(moveOf(one).id);
  assert.deepEqual([one.view().moves.length, one.view().tookBack.length], [0, 1]);
});

test('a photo that somebody else sent moves, too, and one that came late is not sent twice', async (t) => {
  const { one, attic, from, to } = await begun(t, 1);
  const theirs = 'ab'.repeat(16);
  for (const frame of [one.frame, attic]) frame.hold(from, theirs, bytes(900, 9));
  await one.office.move(from, [theirs], to);
  await until(() => moveOf(one).moved === 1);
  assert.deepEqual(names(one.frame, to), names(attic, to));
  const mine = (await one.office.photos(from)).map(({ id }) => id);
  await one.office.move(from, mine, to);
  await until(() => moveOf(one).moved === 1);
  const { total } = one.view().sending;
  await one.office.send(files(1, 1_000), to);
  await until(() => one.view().sending.there === total + 1);
  assert.equal(names(one.frame, to).length, 2);
});

test('where one frame does not keep a photo it stays everywhere, until it does', async (t) => {
  const { one, attic, from, to, photos } = await begun(t);
  attic.copies = CopyResult.NoRoom;
  await one.office.move(from, photos, to);
  await until(() => moveOf(one).stays.length > 0);
  const said = [{ frame: 'Attic', because: 'no-room', photos: 3 }];
  assert.deepEqual(moveOf(one).stays, said);
  assert.deepEqual([moveOf(one).moved, one.view().tookBack.length], [0, 0]);
  const before = asked(attic);
  attic.copies = null;
  await one.office.retryMove(moveOf(one).id);
  await until(() => moveOf(one).moved === 3);
  assert.deepEqual(asked(attic).slice(before.length), before, 'a retry draws new names');
  assert.equal(one.view().tookBack[0]?.photos, 3);
});

test('who gives up has the copies taken back, and the photos stay', async (t) => {
  const { one, attic, from, to, photos } = await begun(t);
  attic.copies = CopyResult.NotAllowed;
  await one.office.move(from, photos, to);
  await until(() => moveOf(one).stays[0]?.because === 'no-consent');
  await one.office.endMove(moveOf(one).id);
  assert.equal(one.view().moves.length, 0);
  const [back] = one.view().tookBack;
  assert.deepEqual([back?.album, back?.photos], [to, 3]);
  assert.equal((await one.office.photos(from)).length, 3);
  assert.deepEqual(await one.office.photos(to), []);
});

test('a phone that was killed asks for the same names and finishes', async (t) => {
  const { one, attic, from, to, photos } = await begun(t);
  attic.isOff = true;
  await one.office.move(from, photos, to);
  await until(() => asked(one.frame).length === 3);
  const before = names(one.frame, to);
  const two = await one.again();
  t.after(() => two.room.close());
  assert.equal(two.view().tookBack.length, 0);
  attic.isOff = false;
  await until(() => moveOf(two).moved === 3, 15_000);
  assert.deepEqual(names(attic, to), before);
  assert.deepEqual(names(one.frame, to), before);
});

test('a frame that is away is waited for, and nothing is taken back before', async (t) => {
  const { one, attic, from, to, photos } = await begun(t);
  attic.isOff = true;
  const two = await one.again();
  t.after(() => two.room.close());
  await two.office.move(from, photos, to);
  await until(() => names(two.frame, to).length === 3);
  await until(() => moveOf(two).waitsFor.length > 0);
  assert.deepEqual([moveOf(two).waitsFor, moveOf(two).stays], [['Attic'], []]);
  assert.equal(two.view().tookBack.length, 0);
  await two.office.endMove(moveOf(two).id);
  assert.equal(two.view().tookBack[0]?.album, to);
  assert.equal((await two.office.photos(from)).length, 3);
});

test('a frame that may not show the other album is not asked, and loses the photos', async (t) => {
  const { one, attic, from, photos } = await begun(t);
  const to = await album(one);
  await one.office.move(from, photos, to);
  await until(() => moveOf(one).moved === 3);
  assert.deepEqual(asked(attic), []);
  assert.equal(names(one.frame, to).length, 3);
});

test('nothing moves to where no frame that holds it may show it', async (t) => {
  const { one, attic, from, to, photos } = await begun(t);
  await one.office.takeBack(from, attic.id, []);
  await one.office.takeBack(to, one.frame.id, ['display']);
  await assert.rejects(one.office.move(from, photos, to), { code: 'no-consent' });
  await assert.rejects(one.office.move(from, photos, from), { code: 'bad-input' });
  await assert.rejects(one.office.move(from, [], to), { code: 'bad-input' });
  assert.deepEqual([one.view().moves.length, one.view().tookBack.length], [0, 1 + 1]);
});

test('what no frame holds any more does not move', async (t) => {
  const { one, from, to } = await begun(t);
  await one.office.move(from, ['cd'.repeat(16)], to);
  await until(() => moveOf(one).stays.length > 0);
  assert.deepEqual(moveOf(one).stays, [{ frame: '', because: 'photo-gone', photos: 1 }]);
});

test('a photo that is taken back on its way is taken back in the other album, too', async (t) => {
  const { one, attic, from, to, photos } = await begun(t);
  attic.isOff = true;
  await one.office.move(from, photos, to);
  await until(() => names(one.frame, to).length === 3);
  await one.office.erase(from, photos.slice(0, 1));
  await until(() => one.view().tookBack.length === 2);
  assert.deepEqual(
    one.view().tookBack.map((each) => each.photos),
    [1, 1],
  );
  assert.equal(moveOf(one).photos, 2);
});

test('what still waits to be sent is sent to the other album from here', async (t) => {
  const one = await world(t);
  const [from, to] = [await album(one), await album(one)];
  one.frame.isSilent = true;
  await one.office.send(files(2), from);
  const photos = one.view().sending.items.map(({ id }) => id);
  await one.office.caption(from, photos[0] ?? '', 'Here');
  await one.office.move(from, photos, to);
  await until(() => moveOf(one).moved === 2);
  assert.deepEqual(asked(one.frame), []);
  assert.equal(one.view().tookBack[0]?.photos, 2);
  one.frame.isSilent = false;
  await until(() => names(one.frame, to).length === 2, 8_000);
  assert.equal((await one.shelf.keys('files')).length, 0, 'a file was kept for nothing');
  const captions = (await one.office.photos(to)).map(({ caption }) => caption).sort();
  assert.deepEqual(captions, ['', 'Here']);
});

test('a photo one frame has and another lacks stays until the first has it in the other album', async (t) => {
  const one = await world(t, ['Kitchen', 'Attic']);
  const attic = one.others[0] as FakeFrame;
  const [from, to] = [await album(one, one.others), await album(one, one.others)];
  attic.isSilent = true;
  await one.office.send(files(1, 1_000), from);
  await until(() => names(one.frame, from).length === 1);
  const photos = one.view().sending.items.map(({ id }) => id);
  await until(() => one.room.client.sending.states(from, photos[0] ?? '').some(isKept));
  one.frame.isSilent = true;
  await one.office.move(from, photos, to);
  await later(900);
  assert.deepEqual([moveOf(one).moved, one.view().tookBack.length], [0, 0]);
  one.frame.isSilent = false;
  await until(() => moveOf(one).moved === 1, 12_000);
  assert.equal(names(one.frame, to).length, 1);
});

test('a frame whose consent is on its way is asked again, and nothing counts as refused', async (t) => {
  const { one, attic, from, photos } = await begun(t);
  const to = await album(one, [attic]);
  attic.copies = CopyResult.NotAllowed;
  const { confirmed } = one.room.client;
  const isPending = confirmed.isPending.bind(confirmed);
  confirmed.isPending = () => true;
  await one.office.move(from, photos, to);
  await until(() => asked(attic).length === 3);
  await later(50);
  assert.deepEqual(moveOf(one).stays, []);
  confirmed.isPending = isPending;
  attic.copies = null;
  await until(() => moveOf(one).moved === 3, 8_000);
});

test('killed before whatever is written, it goes on and loses nothing', async (t) => {
  const one = await world(t);
  const from = await album(one);
  await one.office.send(files(2, 1_000), from);
  await until(() => one.view().sending.there === 2);
  let phone = one;
  let photos = one.view().sending.items.map(({ id }) => id);
  await one.office.caption(from, photos[0] ?? '', 'Kept');
  let cut = 0;
  for (let here = from; ; cut += 1) {
    const to = await album(phone);
    phone.shelf.diesAt = phone.shelf.commits + cut;
    const move = await phone.office.move(here, photos, to).catch(() => null);
    const isOver = () => phone.view().moves[0]?.moved === 2;
    await until(() => isOver() || phone.shelf.commits === phone.shelf.diesAt);
    if (isOver()) break;
    await later(20);
    phone.shelf.diesAt = Number.POSITIVE_INFINITY;
    phone = await phone.again();
    if (!move) await phone.office.move(here, photos, to);
    await until(isOver, 8_000);
    const moved = await phone.office.photos(to);
    assert.deepEqual(moved.map(({ caption }) => caption).sort(), ['', 'Kept']);
    assert.deepEqual(await phone.office.photos(here), []);
    assert.equal(names(phone.frame, to).length, 2);
    photos = moved.map(({ id }) => id);
    await phone.office.endMove(moveOf(phone).id);
    here = to;
  }
  assert.ok(cut > 3, 'it was not cut often enough');
  await phone.room.close();
});

/** Consent to show an album is taken from a frame, which erases it, and is given again. */
async function takenAndGiven({ office }: World, of: string, frame: FakeFrame): Promise<void> {
  const may = ['display'] as const;
  await office.takeBack(of, frame.id, may);
  for (const photo of names(frame, of)) {
    frame.photos.delete(photo);
    frame.albums.delete(photo);
  }
  await office.grant(
    of,
    frame.id,
    may,
    false,
    await office.words(of, '', frame.id, may, false, 'en'),
  );
}

test('what a frame kept in the other album and then erased there is asked for again', async (t) => {
  const { one, attic, from, to, photos } = await begun(t);
  attic.copies = CopyResult.NoRoom;
  await one.office.move(from, photos, to);
  await until(() => moveOf(one).stays.length > 0 && names(one.frame, to).length === 3);
  await takenAndGiven(one, to, one.frame);
  attic.copies = null;
  await one.office.retryMove(moveOf(one).id);
  await until(() => moveOf(one).moved === 3, 12_000);
  assert.equal(names(one.frame, to).length, 3);
});

test('what was sent to the other album from here and erased there is sent again', async (t) => {
  const one = await world(t, ['Kitchen', 'Attic']);
  const attic = one.others[0] as FakeFrame;
  const [from, to] = [await album(one, one.others), await album(one, one.others)];
  attic.isSilent = true;
  await one.office.send(files(1, 1_000), from);
  const [photo = ''] = one.view().sending.items.map(({ id }) => id);
  const { sending } = one.room.client;
  await until(() => sending.states(from, photo).some(isKept));
  sending.states = (of, each) => (of === from ? states(of, each).map(kept) : states(of, each));
  const states = Object.getPrototypeOf(sending).states.bind(sending) as typeof sending.states;
  const kept = <T>(state: T) => ({ ...state, state: Result.Kept }); // Attic had it long ago
  await one.office.move(from, [photo], to);
  await until(() => names(one.frame, to).length === 1);
  await takenAndGiven(one, to, one.frame);
  attic.isSilent = false;
  await until(() => moveOf(one).moved === 1, 12_000);
  assert.deepEqual([names(one.frame, to).length, names(attic, to).length], [1, 1]);
});

test('that a frame kept a photo does not count where consent was taken back meanwhile', async (t) => {
  const { one, from, to, photos } = await begun(t);
  one.frame.isOff = true; // it answers late
  await one.office.move(from, photos, to);
  const { books } = one.room;
  const answers = () => books.of('moving').map((row) => row.answers[one.frame.id]);
  await until(() => answers().every((answer) => answer === 0));
  await takenAndGiven(one, to, one.frame);
  const kept = books
    .of('moving')
    .map(({ name }) => ({ name: unhex(name), result: CopyResult.Kept }));
  kept.sort((a, b) => compare(a.name, b.name));
  one.frame.say({ kind: Kind.Copied, toAlbum: unhex(to), outcomes: kept });
  await later(200);
  assert.deepEqual(answers(), [0, 0, 0]);
});

test('what a frame kept is asked for again after everything was erased on it', async (t) => {
  const { one, attic, from, to, photos } = await begun(t);
  attic.copies = CopyResult.NoRoom;
  await one.office.move(from, photos, to);
  await until(() => moveOf(one).stays.length > 0 && names(one.frame, to).length === 3);
  const end = one.office.leave();
  await until(() => one.frame.heard.some(({ kind }) => kind === Kind.Leave));
  one.frame.say({ kind: Kind.Left, photos: 3, generation: 1, atMs: Date.now() });
  await end;
  const kept = one.room.books.of('moving').map((row) => row.answers[one.frame.id]);
  assert.deepEqual(kept, [0, 0, 0]);
});
