/** Forgetting a frame that is gone: consent goes first, then its keys, and others tell it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '../src/crypto/bytes.ts';
import { Refused } from '../src/errors.ts';
import { takeAllBack } from '../src/owner/forgetting.ts';
import { monthOf, PresenceSecret, presenceTopic } from '../src/protocol/addresses.ts';
import { Kind } from '../src/protocol/envelope.ts';
import { readLine } from '../src/protocol/lines.ts';
import type { FakeFrame } from './fake_frame.ts';
import { LockedFrame } from './locked_frame.ts';
import { album, files, until, type World, world } from './phone_world.ts';

/** The broker says that a frame is gone, as its will would have it. */
async function goes(one: World, frame: FakeFrame): Promise<void> {
  frame.isOff = true;
  const row = one.room.books.device(frame.id);
  const secret = new PresenceSecret(row?.presence ?? new Uint8Array());
  const topic = presenceTopic(secret, monthOf(Date.now() / 1000));
  await until(() => {
    one.broker.publish(topic, utf8('0')); // again: an answer of before may still be on its way
    return one.view().frames.find(({ id }) => id === frame.id)?.state === 'away';
  });
}

const revocations = (frame: FakeFrame): string[] =>
  frame.heard.flatMap((one) =>
    one.kind === Kind.Lines
      ? one.lines.map((line) => readLine(line).says.kind).filter((kind) => /revoke/.test(kind))
      : [],
  );

test('a frame that is there is not forgotten: it can be left', async (t) => {
  const one = await world(t);
  await assert.rejects(one.office.forgetLost(one.frame.id), Refused);
  assert.equal(one.view().frames.length, 1);
});

test('a frame that is gone loses its consent before it is forgotten, and the others hear', async (t) => {
  const one = await world(t, ['Kitchen', 'Hall']);
  const [hall] = one.others;
  assert.ok(hall);
  const name = await album(one, [hall]);
  await one.office.send(files(1, 1_000), name);
  await until(() => one.frame.photos.size === 1 && hall.photos.size === 1);
  await goes(one, hall);
  const loss = await one.office.losing(hall.id);
  const lease = one.view().albums[0]?.leases.find(({ frame }) => frame === hall.id);
  assert.deepEqual(loss, { albums: 1, until: lease?.until, keepsPart: false, hasOthers: true });
  await one.office.forgetLost(hall.id);

  await until(() => revocations(one.frame).includes('revoke-frame'));
  const view = one.view();
  assert.deepEqual(
    view.frames.map(({ id }) => id),
    [one.frame.id],
  );
  const [took] = view.tookBack;
  assert.equal(took?.what, 'frame');
  assert.deepEqual(took?.answers, [
    { frame: hall.id, label: 'Hall', receipt: null, isForgotten: true },
  ]);
  const left = view.albums[0]?.leases.find(({ frame }) => frame === hall.id);
  assert.deepEqual([left?.purposes, left?.isFinal, left?.label], [[], true, 'Hall']);
  assert.equal(one.frame.books.ledgers.get(name)?.frames.has(hall.id), true);
  await assert.rejects(one.office.forgetLost(hall.id), Refused);
});

test('photos sent afterwards have a key that the forgotten frame never had', async (t) => {
  const one = await world(t, ['Kitchen', 'Hall']);
  const [hall] = one.others;
  assert.ok(hall);
  const name = await album(one, [hall]);
  await one.office.send(files(1, 1_000), name);
  await until(() => hall.photos.size === 1);
  await goes(one, hall);
  await one.office.forgetLost(hall.id);
  await one.office.send(files(2, 2_000).slice(1), name);
  await until(() => one.frame.photos.size === 2);
  const epochs = one.frame.offers.map(({ epoch }) => epoch);
  assert.ok((epochs.at(-1) ?? 0) > (epochs[0] ?? 0));
  assert.equal(hall.offers.length, 1);
});

test('what a forgotten frame says when it comes back is from nobody, and is not answered', async (t) => {
  const one = await world(t, ['Kitchen', 'Hall']);
  const [hall] = one.others;
  assert.ok(hall);
  await album(one, [hall]);
  await goes(one, hall);
  await one.office.forgetLost(hall.id);
  hall.isOff = false;
  hall.heard.length = 0;
  const said = one.broker.said.length;
  hall.say({ kind: Kind.State, photos: 7, freeBytes: 0, version: '1' });
  await new Promise((go) => setTimeout(go, 50));
  assert.equal(one.broker.said.length, said + 1, 'what the frame itself said');
  assert.deepEqual(hall.heard, []);
  assert.equal(one.room.books.device(hall.id), null);
});

test('a part of its key goes with it, and the sheet knows of it before', async (t) => {
  const one = await world(t);
  const locked = new LockedFrame();
  one.frame.say(locked.keep());
  await until(() => one.room.books.of('part').length === 1);
  await goes(one, one.frame);
  assert.equal((await one.office.losing(one.frame.id)).keepsPart, true);
  await one.office.forgetLost(one.frame.id);
  assert.deepEqual(one.room.books.of('part'), []);
});

test('a phone that was killed between the two signs nothing twice', async (t) => {
  const one = await world(t);
  await album(one);
  await goes(one, one.frame);
  const { client } = one.room;
  await client.write((draft, nowMs) => takeAllBack(client.mail, one.frame.id, draft, nowMs));
  assert.equal((await one.office.losing(one.frame.id)).albums, 0);
  await one.office.forgetLost(one.frame.id);
  assert.equal(one.view().tookBack.length, 1);
  assert.deepEqual(one.view().frames, []);
});
