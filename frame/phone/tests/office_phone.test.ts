/** A whole phone against a fake frame, over a broker in memory. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '@noble/hashes/sha2.js';
import { hex, unhex } from '../src/crypto/bytes.ts';
import type { Agreement } from '../src/office/calls.ts';
import { Kind } from '../src/protocol/envelope.ts';
import { Enrolment } from '../src/protocol/frame_people.ts';
import { signedWords } from '../src/protocol/frame_privacy.ts';
import { Result } from '../src/protocol/messages.ts';
import { fresh } from './fake_frame.ts';
import { album, bytes, files, until, world } from './phone_world.ts';

test('what is picked arrives whole at the frame, and no byte of it goes twice', async (t) => {
  const one = await world(t);
  const name = await album(one);
  await one.office.send(files(10), name);
  await until(() => one.view().sending.there === 10);
  const digests = [...one.frame.photos.values()].map((photo) => hex(sha256(photo)));
  const sent = files(10).map((_, at) => hex(sha256(bytes(300_000, at))));
  assert.deepEqual(digests.sort(), sent.sort());
  assert.equal((await one.shelf.keys('files')).length, 0, 'a file was kept for nothing');
  const { sending } = one.room.client;
  sending.chunk = async () => null; // from now on nothing can go
  await one.office.send(files(10), name);
  await until(() => one.view().sending.there === 10);
  assert.deepEqual([one.view().sending.total, one.frame.offers.length], [10, 20]);
  assert.equal((await one.shelf.keys('files')).length, 0);
});

test('a phone that was killed offers the very same bytes under the same name', async (t) => {
  const one = await world(t);
  const name = await album(one);
  one.frame.isSilent = true;
  await one.office.send(files(3), name);
  await until(() => one.frame.offers.length >= 3);
  const before = one.frame.offers.slice(0, 3).map(({ transfer, checks }) => [transfer, checks]);
  one.frame.offers.length = 0;
  one.frame.isSilent = false;
  const two = await one.again();
  t.after(() => two.room.close());
  await until(() => two.view().sending.there === 3);
  const after = one.frame.offers.slice(0, 3).map(({ transfer, checks }) => [transfer, checks]);
  assert.deepEqual(after, before);
});

test('what a frame refuses says why, and goes when it is tried again', async (t) => {
  const one = await world(t);
  const name = await album(one);
  one.frame.refuses = Result.NoRoom;
  await one.office.send(files(1), name);
  await until(() => one.view().sending.items[0]?.because === 'no-room');
  one.frame.refuses = null;
  await one.office.retry(one.view().sending.items[0]?.id ?? '');
  await until(() => one.view().sending.there === 1);
});

test('a refused file that was put away cannot be tried again', async (t) => {
  const one = await world(t);
  const name = await album(one);
  one.frame.refuses = Result.NotAPhoto;
  await one.office.send(files(1), name);
  await until(() => one.view().sending.refused === 1);
  const [item] = one.view().sending.items;
  await one.office.forgetSent(true);
  assert.equal(one.view().sending.total, 0);
  await assert.rejects(one.office.retry(item?.id ?? ''), { code: 'file-gone' });
});

test('a photo that is erased on its way is offered no more and leaves no file', async (t) => {
  const one = await world(t);
  const name = await album(one);
  one.frame.isSilent = true;
  await one.office.send(files(2), name);
  await until(() => one.frame.offers.length >= 2);
  const ids = one.view().sending.items.map(({ id }) => id);
  await one.office.erase(name, ids);
  assert.equal((await one.shelf.keys('files')).length, 0);
  const [offer] = one.frame.offers;
  one.frame.say({
    ...{ kind: Kind.Want, transfer: offer?.transfer ?? unhex('') },
    ...{ bitmap: Uint8Array.of(1), window: 1 },
  });
  await until(() =>
    one.frame.heard.some((told) => told.kind === Kind.Done && told.result === Result.Unknown),
  );
  assert.equal(one.frame.photos.size, 0);
});

test('a frame that lost the key is told it again', async (t) => {
  const one = await world(t);
  const name = await album(one);
  one.frame.refuses = Result.Unknown;
  await one.office.send(files(1), name);
  await until(() => one.frame.offers.length >= 2);
  one.frame.refuses = null;
  await until(() => one.view().sending.there === 1 || one.view().sending.refused === 1);
  assert.ok(one.frame.heard.filter((told) => told.kind === Kind.Key).length >= 2);
});

test('nothing is picked for an album that no frame may show', async (t) => {
  const one = await world(t);
  const name = await album(one);
  await one.office.takeBack(name, one.frame.id, ['display']);
  await assert.rejects(one.office.send(files(1), name), { code: 'no-consent' });
  await one.office.takeBack(name, null, []);
  await assert.rejects(one.office.send(files(1), name), { code: 'album-closed' });
});

test('a full browser says so, and nothing counts as picked', async (t) => {
  const one = await world(t);
  const name = await album(one);
  one.shelf.isFull = true;
  await assert.rejects(one.office.send(files(1), name), { code: 'phone-full' });
  assert.equal(one.view().sending.paused, 'phone-full');
  assert.equal(one.room.books.of('picked').length, 0);
  one.shelf.isFull = false;
  await one.office.forgetSent(true);
  await one.office.send(files(1), name);
  await until(() => one.view().sending.there === 1);
});

test('a grant is of the words that were shown, and of no others', async (t) => {
  const one = await world(t);
  const name = await album(one);
  const shown = await one.office.words(name, '', one.frame.id, ['display'], false, 'de');
  const other: Agreement = { ...shown, text: `${shown.text} And more.` };
  await assert.rejects(one.office.grant(name, one.frame.id, ['display'], false, other), {
    code: 'bad-input',
  });
  await assert.rejects(one.office.grant(name, one.frame.id, ['display', 'share'], false, shown), {
    code: 'bad-input',
  });
  await one.office.grant(name, one.frame.id, ['display'], false, shown);
  const [entry] = await one.office.history(name);
  assert.equal(entry?.words, shown.text);
});

test('an album is never begun with a consent to share', async (t) => {
  const one = await world(t);
  const purposes = ['display', 'share'] as const;
  const words = await one.office.words(null, 'Summer', one.frame.id, purposes, true, 'en');
  await assert.rejects(one.office.found('Summer', purposes, words), { code: 'bad-input' });
  const blurred = await one.office.words(null, 'Summer', one.frame.id, ['display'], true, 'en');
  await assert.rejects(one.office.found('Summer', ['display'], blurred), { code: 'bad-input' });
});

test('what is no card is called so, and nothing is begun', async (t) => {
  const one = await world(t);
  const key = 'A'.repeat(64);
  for (const text of [
    '',
    'hello',
    'https://x.example/#9',
    `https://[/p#1${key}`,
    '#1AA',
    'p#1%%',
  ]) {
    await assert.rejects(one.office.pair(text, 'Ada', 'phone'), { code: 'not-a-card' });
  }
  assert.equal(one.view().pairing, null);
});

test('a frame is asked what it holds a second after photos arrived, and not for each', async (t) => {
  const one = await world(t);
  const name = await album(one);
  const asked = () => one.frame.heard.filter(({ kind }) => kind === Kind.AskHolding).length;
  const before = asked();
  await one.office.send(files(12, 1_000), name);
  await until(() => one.view().sending.there === 12);
  await until(() => one.view().frames[0]?.photos === 12, 3_000);
  assert.ok(asked() - before <= 4, 'it was asked too often');
});

test('what a frame says to an enrolment becomes a code that the screens know', async (t) => {
  const one = await world(t);
  const name = await album(one);
  const samples = [{ album: name, photo: hex(fresh(16)), face: 0 }];
  const consent = { by: 'note', signed: 'Ana', adult: true, guardian: '' } as const;
  const wishes = () => one.frame.heard.filter(({ kind }) => kind === Kind.Enrol).length;
  const enrol = async (result: Enrolment) => {
    const before = wishes();
    const end = one.office.enrol('Ana', samples, consent);
    await until(() => wishes() > before);
    one.frame.say({ kind: Kind.Enrolled, result, person: result === 1 ? fresh(16) : null });
    return end;
  };
  await assert.rejects(one.office.enrol('Ana', samples, consent), { code: 'bad-input' });
  await one.office.peopleWords('en');
  const codes = ['no-face', 'faces-off', 'not-one-person', 'name-taken', 'incomplete'];
  for (const [at, code] of codes.entries()) {
    await assert.rejects(enrol((at + 2) as Enrolment), { code });
  }
  await enrol(Enrolment.Enrolled);
  const unsigned = one.office.enrol('Ana', samples, { ...consent, adult: false });
  await assert.rejects(unsigned, { code: 'incomplete' });
});

test('somebody is forgotten once the frame names them no more', async (t) => {
  const one = await world(t);
  const id = fresh(16);
  const known = {
    person: id,
    name: 'Ana',
    sinceMs: 1,
    photos: 2,
    private: false,
    agreed: 2,
  } as const;
  let isOver = false;
  const end = one.office.forgetPerson(hex(id)).then(() => {
    isOver = true;
  });
  await until(() => one.frame.heard.some(({ kind }) => kind === Kind.Forget));
  one.frame.say({ kind: Kind.People, people: [known] });
  await new Promise((go) => setTimeout(go, 50));
  assert.equal(isOver, false);
  one.frame.say({ kind: Kind.People, people: [] });
  await end;
});

test('a frame that is wiped signs for it, and is left; another signature counts for nothing', async (t) => {
  const one = await world(t);
  const said = { kind: Kind.Wiped, photos: 7, generation: 3, atMs: Date.now() } as const;
  const words = signedWords({ ...said, signature: new Uint8Array(64) });
  const end = one.office.wipe();
  await until(() => one.frame.heard.some(({ kind }) => kind === Kind.Wipe));
  one.frame.say({ ...said, signature: fresh(64) });
  await new Promise((go) => setTimeout(go, 50));
  assert.equal(one.view().frames[0]?.state, 'there');
  const signature = one.frame.books.me.signer.sign(words);
  one.frame.say({ ...said, signature });
  const told = await end;
  assert.deepEqual([told.photos, told.signature], [7, hex(signature)]);
  assert.equal(one.view().frames[0]?.state, 'left');
  assert.equal(one.view().tookBack[0]?.id, told.withdrawal);
});

test('an offer of a frame is turned down: a phone gives photos and takes none', async (t) => {
  const one = await world(t);
  const name = await album(one);
  one.frame.isSilent = true;
  await one.office.send(files(1), name);
  await until(() => one.frame.offers.length > 0);
  const [offer] = one.frame.offers;
  if (!offer) throw new Error('no offer');
  one.frame.heard.length = 0;
  one.frame.say(offer);
  await until(() =>
    one.frame.heard.some((told) => told.kind === Kind.Done && told.result === Result.NoConsent),
  );
});

test('a flood of rubbish on a known topic leaves the phone usable', async (t) => {
  const one = await world(t);
  const name = await album(one);
  await one.office.send(files(1), name);
  await until(() => one.view().sending.there === 1);
  const [filter = ''] = one.room.client.mail.topics(Date.now()).get(one.frame.id) ?? [];
  for (const lane of ['m', 'c', 's']) {
    for (let count = 0; count < 2_000; count += 1) {
      one.broker.publish(filter.replace('+', lane), fresh(1_200));
    }
  }
  await one.office.caption(name, one.view().sending.items[0]?.id ?? '', 'still here');
  await until(() => one.frame.heard.some((told) => told.kind === Kind.Notes));
});
