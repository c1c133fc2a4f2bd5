/** Whole pictures come part by part, and all of them go along as ZIP files that others can read. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { hex } from '../src/crypto/bytes.ts';
import type { Refused } from '../src/errors.ts';
import type { Archive } from '../src/office/calls.ts';
import { nameOf, RECORDS, TakingAlong } from '../src/office/taking_along.ts';
import { Zip } from '../src/owner/zip.ts';
import { Kind } from '../src/protocol/envelope.ts';
import { PART_BYTES } from '../src/protocol/frame_pictures.ts';
import type { Message } from '../src/protocol/messages.ts';
import { fresh } from './fake_frame.ts';
import { album, bytes, until, type World, world } from './phone_world.ts';

const PHOTO = 'ab'.repeat(16);
const SIZE = 9 * PART_BYTES + 77;

/** A frame that holds one picture of ten parts. */
async function begun(t: TestContext): Promise<{ one: World; name: string }> {
  const one = await world(t);
  const name = await album(one);
  await until(() => one.frame.books.ledgers.has(name));
  one.frame.hold(name, PHOTO, bytes(SIZE, 1));
  return { one, name };
}

const octets = async (blob: Blob | null): Promise<Uint8Array> =>
  new Uint8Array((await blob?.arrayBuffer()) ?? []);

test('a whole picture is what the frame holds, and its share only grows', async (t) => {
  const { one, name } = await begun(t);
  const shares: number[] = [];
  const looking = setInterval(() => {
    const { picture } = one.view();
    if (picture?.photo === PHOTO) shares.push(picture.share);
  }, 1);
  const picture = await one.office.picture(name, PHOTO);
  clearInterval(looking);
  assert.deepEqual(await octets(picture), bytes(SIZE, 1));
  assert.equal(picture?.type, 'image/jpeg');
  assert.deepEqual(
    shares,
    shares.toSorted((one, other) => one - other),
  );
  assert.equal(one.view().picture, null);
});

test('a part that gets lost is asked for again, and never more than four at a time', async (t) => {
  const { one, name } = await begun(t);
  const lost = new Set<number>();
  one.frame.loses = ({ offset }) => offset > 0 && lost.add(offset) !== null;
  const coming = one.office.picture(name, PHOTO);
  await until(() => lost.size === 4);
  await new Promise((go) => setTimeout(go, 100));
  assert.equal(lost.size, 4);
  one.frame.loses = () => false;
  assert.deepEqual(await octets(await coming), bytes(SIZE, 1));
});

test('a picture that is erased midway is not shown, and asked for no more', async (t) => {
  const { one, name } = await begun(t);
  one.frame.loses = ({ offset }) => offset > 3 * PART_BYTES;
  const coming = one.office.picture(name, PHOTO);
  await until(() => (one.view().picture?.share ?? 0) > 0.3);
  await one.office.erase(name, [PHOTO]);
  one.frame.loses = () => false;
  one.frame.say({
    ...{ kind: Kind.Part, album: unhexed(name), photo: unhexed(PHOTO) },
    ...{ offset: 4 * PART_BYTES, size: SIZE },
    data: bytes(SIZE, 1).slice(4 * PART_BYTES, 5 * PART_BYTES),
  });
  assert.equal(await coming, null);
});

const unhexed = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

test('parts of two wholes are never put together', async (t) => {
  const { one, name } = await begun(t);
  one.frame.loses = ({ offset }) => {
    if (offset === 5 * PART_BYTES) one.frame.hold(name, PHOTO, bytes(SIZE + 1, 2));
    return false;
  };
  assert.equal(await one.office.picture(name, PHOTO), null);
});

test('nobody is asked for a picture that is not looked at any more', async (t) => {
  const { one, name } = await begun(t);
  one.frame.loses = () => true;
  const first = one.office.picture(name, PHOTO);
  const isAsked = () => one.frame.heard.some(({ kind }) => kind === Kind.AskPart);
  await until(isAsked);
  const second = one.office.picture(name, PHOTO);
  assert.equal(await first, null, 'one at a time');
  await one.office.leavePicture();
  assert.equal(await second, null);
  one.frame.heard.length = 0;
  await new Promise((go) => setTimeout(go, 2_200));
  assert.equal(isAsked(), false);
});

/** What Python makes of an archive: each name with its size and time, and whether all is whole. */
const READING = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as told:
    assert told.testzip() is None
    files = [[one.filename, one.file_size, list(one.date_time)] for one in told.infolist()]
    records = [json.loads(told.read(name)) for name in sys.argv[2:]]
print(json.dumps({"files": files, "records": records}))
`;

interface Read {
  readonly files: readonly (readonly [name: string, bytes: number, time: readonly number[]])[];
  readonly records: readonly { readonly pictures: readonly object[] }[];
}

const hasPython = spawnSync('python3', ['--version']).status === 0;
const python = {
  skip: !hasPython && !process.env.CI && 'python3 is not there to read the archives',
};

async function read(archive: Blob | null, ...records: readonly string[]): Promise<Read> {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  try {
    const path = join(folder, 'one.zip');
    writeFileSync(path, await octets(archive));
    return JSON.parse(execFileSync('python3', ['-c', READING, path, ...records]).toString());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('another reader finds every file, its size, its time and its sum', python, async () => {
  const zip = new Zip();
  zip.add('1/2024-05-17-0001.jpg', bytes(70_000, 1), '2024-05-17T10:11:13');
  zip.add('1/undated-0002.jpg', bytes(0, 1), '');
  zip.add('hearthframe.json', bytes(9, 3), '1850-01-01T00:00:00');
  const { files } = await read(zip.close());
  assert.deepEqual(files, [
    ['1/2024-05-17-0001.jpg', 70_000, [2024, 5, 17, 10, 11, 12]],
    ['1/undated-0002.jpg', 0, [1980, 1, 1, 0, 0, 0]],
    ['hearthframe.json', 9, [1980, 1, 1, 0, 0, 0]],
  ]);
});

test('a name in an archive is made of numbers, whatever a frame says', () => {
  assert.equal(nameOf('07', '2024-05-17T10:11:12', 9), '07/2024-05-17-0009.jpg');
  for (const taken of ['', '../../etc', '2024-05-17', 'x2024-05-17T10:11:12', '2024-05-1/T']) {
    assert.equal(nameOf('1', taken, 12_345), '1/undated-12345.jpg');
  }
});

/** A frame that holds seven small pictures in two albums. */
async function sevenHeld(t: TestContext): Promise<{ one: World; names: readonly string[] }> {
  const one = await world(t);
  const names = [await album(one), await album(one)].sort();
  await until(() => names.every((name) => one.frame.books.ledgers.has(name)));
  for (let at = 0; at < 7; at += 1) {
    one.frame.hold(names[at % 2] ?? '', `0${at}`.repeat(16), bytes(4_000 + at, at));
  }
  one.room.client.askHolding(one.frame.id);
  await until(() => one.view().albums.every(({ held }) => (held ?? 0) >= 3));
  return { one, names };
}

test('everything goes along in several files, each with all records', python, async (t) => {
  const { one, names } = await sevenHeld(t);
  const taking = new TakingAlong(one.room, 9_000);
  const made: Archive[] = [];
  for (let next = await taking.next(); next; next = await taking.next()) {
    made.push(next);
    if (next.isLast) break;
  }
  assert.deepEqual(
    made.map(({ number, photos, missing, isLast }) => [number, photos, missing, isLast]),
    [
      [1, 3, 0, false],
      [2, 6, 0, false],
      [3, 7, 0, true],
    ],
  );
  const all = await Promise.all(made.map(({ file }) => read(file, RECORDS)));
  const listed = all.map(({ files }) => files.map(([name]) => name));
  const photo = (album: number, at: number) => `${album}/2024-05-17-000${at}.jpg`;
  assert.deepEqual(listed, [
    [photo(1, 1), photo(1, 2), photo(1, 3), RECORDS],
    [photo(1, 4), photo(2, 1), photo(2, 2), RECORDS],
    [photo(2, 3), RECORDS],
  ]);
  const last = all.at(-1)?.records[0]?.pictures ?? [];
  assert.equal(last.length, 7);
  const first = { album: names[0], photo: '00'.repeat(16), file: photo(1, 1), archive: 1 };
  assert.deepEqual(last[0], first);
});

test('a photo that is erased meanwhile is called missing, and the rest goes along', async (t) => {
  const { one, names } = await sevenHeld(t);
  one.frame.loses = ({ photo }) => photo[0] === 2;
  const coming = one.office.exportPhotos();
  await until(() => one.view().exporting?.done === 1);
  await one.office.erase(names[0] ?? '', ['02'.repeat(16)]);
  one.frame.say({
    ...{ kind: Kind.Part, album: unhexed(names[0] ?? ''), photo: unhexed('02'.repeat(16)) },
    ...{ offset: 0, size: 9, data: new Uint8Array(9) },
  });
  const made = await coming;
  assert.deepEqual([made?.photos, made?.missing, made?.isLast], [6, 1, true]);
  assert.equal(one.view().exporting, null);
});

test('what is stopped ends at once, and begins from the start again', async (t) => {
  const { one } = await sevenHeld(t);
  one.frame.loses = ({ photo }) => photo[0] === 3;
  const coming = one.office.exportPhotos();
  await until(() => (one.view().exporting?.done ?? 0) > 2);
  await one.office.stopExport();
  assert.equal(await coming, null);
  one.frame.loses = () => false;
  const made = await one.office.exportPhotos();
  assert.deepEqual([made?.number, made?.photos], [1, 7]);
});

/** Lose some questions to the frame, as if it had been silent for long; returns how to end it. */
function deafen(one: World, isLost: (message: Message) => boolean): () => void {
  const { asker } = one.room.client;
  const ask = asker.ask.bind(asker);
  asker.ask = async (frame, message, answer, patience) =>
    isLost(message) ? null : ask(frame, message, answer, patience);
  return () => {
    asker.ask = ask;
  };
}

const isAway = (problem: unknown): boolean => (problem as Refused).code === 'frame-away';

test('a frame that answers nothing ends it with a code, and it can be gone on with', async (t) => {
  const { one } = await sevenHeld(t);
  const taking = new TakingAlong(one.room);
  let isListed = false;
  const end = deafen(one, ({ kind }) => {
    isListed ||= kind === Kind.AskPart;
    return isListed;
  });
  await assert.rejects(taking.next(), isAway);
  assert.equal(taking.view.done, 0);
  end();
  const made = await taking.next();
  assert.deepEqual([made?.number, made?.photos, made?.missing], [1, 7, 0]);
});

test('neighbours that a frame cannot open are called missing, and the rest goes along', async (t) => {
  const { one } = await sevenHeld(t);
  const bad = new Set([0, 2, 4].map((at) => `0${at}`.repeat(16)));
  deafen(one, (message) => message.kind === Kind.AskPart && bad.has(hex(message.photo)));
  const made = await one.office.exportPhotos();
  assert.deepEqual([made?.photos, made?.missing, made?.isLast], [4, 3, true]);
});

test('there is no file where the frame does not list an album, and a whole one later', async (t) => {
  const { one, names } = await sevenHeld(t);
  for (const name of names) await one.office.photos(name); // what was known is not enough
  one.frame.hold(names[0] ?? '', '0a'.repeat(16), bytes(4_000, 9));
  const end = deafen(one, ({ kind }) => kind === Kind.AskPhotos);
  await assert.rejects(one.office.exportPhotos(), isAway);
  end();
  const made = await one.office.exportPhotos();
  assert.deepEqual([made?.photos, made?.missing, made?.isLast], [8, 0, true]);
});

test('lists of one album that are asked for at the same time are whole, each of them', async (t) => {
  const { one, name } = await begun(t);
  const rest = Array.from({ length: 59 }, () => hex(fresh(16)));
  for (const photo of rest) one.frame.hold(name, photo, bytes(9, 1));
  one.frame.page = 8;
  one.frame.thinksMs = 3;
  const first = one.office.photos(name);
  await until(() => one.frame.heard.filter(({ kind }) => kind === Kind.AskPhotos).length > 3);
  const later = 'ff'.repeat(16);
  one.frame.hold(name, later, bytes(9, 1)); // the count changed: screens ask anew
  const others = await Promise.all([one.office.photos(name), one.office.photos(name)]);
  assert.ok((await first).length >= 60);
  for (const list of others) {
    assert.equal(new Set(list.map(({ id }) => id)).size, 61);
    assert.ok(list.some(({ id }) => id === later));
  }
  const asked = one.frame.heard.filter(({ kind }) => kind === Kind.AskPhotos);
  assert.equal(asked.length, 16, 'two walks, however many asked');
});
