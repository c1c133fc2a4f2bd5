/** Thousands of photos: what is looked at often stays small, and memory holds a few files. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../src/crypto/bytes.ts';
import { exported } from '../src/owner/export.ts';
import { Draft } from '../src/post/draft.ts';
import { Result } from '../src/protocol/messages.ts';
import { fresh } from './fake_frame.ts';
import { album, files, type World, world } from './phone_world.ts';

/** Rows of photos that this phone sent long ago; every tenth was refused. */
async function sentBefore({ room, frame }: World, name: string, count: number): Promise<void> {
  const draft = new Draft();
  for (let at = 0; at < count; at += 1) {
    const photo = hex(fresh(16));
    const state = at % 10 ? Result.Kept : Result.NoRoom;
    draft.add.push({
      ...{ kind: 'picked', album: name, photo, digest: hex(fresh(32)), file: '', taken: '' },
      ...{ name: `${at}.jpg`, bytes: 1, removed: [], atMs: at, isListed: true },
    });
    draft.add.push({ kind: 'sent', album: name, photo, frame: frame.id, state });
  }
  await room.client.do(() => room.books.commit(draft));
}

test('all photos are counted, and only the newest are made items of', async (t) => {
  const one = await world(t);
  await sentBefore(one, await album(one), 1_000);
  let [captions, lists] = [0, 0];
  const { board, books } = { board: one.room.books.board, books: one.room.books };
  const [value, devices] = [board.value.bind(board), books.devices.bind(books)];
  board.value = (...asked) => {
    captions += 1;
    return value(...asked);
  };
  books.devices = () => {
    lists += 1;
    return devices();
  };
  const { sending } = one.view();
  assert.deepEqual([sending.total, sending.there, sending.refused], [1_000, 900, 100]);
  assert.deepEqual(
    sending.items.map(({ name }) => name),
    Array.from({ length: 200 }, (_, at) => `${999 - at}.jpg`),
  );
  assert.ok(captions < 300, `${captions} captions`);
  assert.ok(lists < 50, `${lists} lists of devices`);
});

test('what is exported names each photo with its frames, in one pass over what was sent', async (t) => {
  const one = await world(t);
  await sentBefore(one, await album(one), 100);
  const { books } = one.room;
  const of = books.of.bind(books);
  let passes = 0;
  books.of = (kind) => {
    if (kind === 'sent') passes += 1;
    return of(kind);
  };
  const { photos } = exported(books) as { readonly photos: readonly { frames: object[] }[] };
  assert.equal(photos.length, 100);
  assert.deepEqual(photos[0]?.frames, [{ frame: one.frame.id, result: Result.NoRoom }]);
  assert.deepEqual(photos[1]?.frames, [{ frame: one.frame.id, result: Result.Kept }]);
  assert.equal(passes, 1);
});

test('of hundreds of files that are looked into, memory holds three at a time', async (t) => {
  const one = await world(t);
  let [open, most] = [0, 0];
  one.room.furniture.darkroom.inspect = async () => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((go) => setTimeout(go, 1));
    open -= 1;
    return [{ trace: 'location', count: 1 }];
  };
  const looks = [files(60, 1), files(60, 1)].map((some) => one.office.inspect(some));
  for (const { files: count, removed } of await Promise.all(looks)) {
    assert.deepEqual([count, removed], [60, [{ trace: 'location', count: 60 }]]);
  }
  assert.equal(most, 3);
});
