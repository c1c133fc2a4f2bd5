/** The shelf and its twin keep the same promises. */

import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hex } from '../src/crypto/bytes.ts';
import { Books } from '../src/post/books.ts';
import { Draft } from '../src/post/draft.ts';
import type { Row } from '../src/post/rows.ts';
import { openShelf, type Shelf } from '../src/post/shelf.ts';
import { FileShelf } from './file_shelf.ts';

let made = 0;
const fresh = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));

/** Ways to open a shelf and to open the same one again. */
const KINDS: Readonly<Record<string, () => () => Promise<Shelf>>> = {
  IndexedDB: () => {
    const name = `shelf-${++made}`;
    return () => openShelf(name);
  },
  'a folder': () => {
    const folder = mkdtempSync(join(tmpdir(), 'shelf-'));
    return async () => new FileShelf(folder);
  },
};

const epoch = (key: Uint8Array): Row => ({
  ...{ kind: 'epoch', album: 'aa', sender: 'bb', epoch: 1, key },
});

for (const [kind, begin] of Object.entries(KINDS)) {
  test(`${kind} gives back rows, numbers and blobs as they were put in`, async () => {
    const open = begin();
    const shelf = await open();
    const row = epoch(fresh(32));
    const data = fresh(50_000);
    const put = [{ drawer: 'files', key: 'f1', data }] as const;
    await shelf.commit({ rows: new Map([[7, row]]), drop: [], put, remove: [] });
    shelf.close();
    const again = await open();
    assert.deepEqual([...(await again.load())], [[7, row]]);
    assert.deepEqual(await again.read('files', 'f1'), data);
    assert.deepEqual(await again.keys('files'), ['f1']);
    again.close();
  });

  test(`${kind} drops rows and blobs`, async () => {
    const shelf = await begin()();
    const rows = new Map([1, 2, 3].map((number) => [number, epoch(fresh(32))]));
    const put = [{ drawer: 'thumbnails', key: 'a/b', data: fresh(10) }] as const;
    await shelf.commit({ rows, drop: [], put, remove: [] });
    const remove = [{ drawer: 'thumbnails', key: 'a/b' }] as const;
    await shelf.commit({ rows: new Map(), drop: [1, 3], put: [], remove });
    assert.deepEqual([...(await shelf.load()).keys()], [2]);
    assert.equal(await shelf.read('thumbnails', 'a/b'), null);
    shelf.close();
  });

  test(`books over ${kind} are the same phone after they were closed`, async () => {
    const open = begin();
    const books = await Books.open(await open(), fresh);
    const draft = new Draft();
    draft.add.push({ kind: 'words', text: 'what was agreed to' });
    await books.commit(draft);
    books.shelf.close();
    const again = await Books.open(await open(), fresh);
    assert.equal(again.me.id, books.me.id);
    assert.deepEqual(again.of('words'), [{ kind: 'words', text: 'what was agreed to' }]);
    again.shelf.close();
  });
}

test('secrets lie wrapped in the browser, and open again', async () => {
  const name = `shelf-${++made}`;
  const shelf = await openShelf(name);
  assert.equal(shelf.isWrapped, true);
  const [key, meeting, secret] = [fresh(32), fresh(32), fresh(32)] as const;
  const part: Row = { kind: 'part', frame: 'aa', asker: 'bb', meeting, secret };
  const rows = new Map([
    [1, epoch(key)],
    [2, part],
  ]);
  await shelf.commit({ rows, drop: [], put: [], remove: [] });
  const raw = await new Promise<unknown>((done) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => {
      const got = asked.result.transaction('rows').objectStore('rows').getAll();
      got.onsuccess = () => done(got.result);
    };
  });
  const told = JSON.stringify(raw, (_, one) => (one instanceof Uint8Array ? hex(one) : one));
  for (const one of [key, meeting, secret]) assert.ok(!told.includes(hex(one)));
  assert.deepEqual(await shelf.load(), rows);
});

test('a change that cannot be written leaves nothing of it', async () => {
  const shelf = await openShelf(`shelf-${++made}`);
  const bad = { kind: 'words', text: () => undefined } as unknown as Row;
  const rows = new Map([
    [1, epoch(fresh(32))],
    [2, bad],
  ]);
  await assert.rejects(shelf.commit({ rows, drop: [], put: [], remove: [] }), {
    code: 'storage-refused',
  });
  assert.equal((await shelf.load()).size, 0);
});

test('no shelf is made where the browser refuses storage', async () => {
  const { open } = indexedDB;
  indexedDB.open = () => {
    throw new DOMException('no', 'SecurityError');
  };
  await assert.rejects(openShelf('never'), { code: 'storage-refused' });
  indexedDB.open = open;
});

const says = async (books: Books, text: string): Promise<void> => {
  const draft = new Draft();
  draft.add.push({ kind: 'words', text });
  await books.commit(draft);
};

test('a page that did not hear of a newer one writes nothing over its rows', async () => {
  const name = `shelf-${++made}`;
  const old = await Books.open(await openShelf(name), fresh);
  await says(old, 'one');
  const young = await Books.open(await openShelf(name), fresh);
  await assert.rejects(says(old, 'too late'), { code: 'opened-elsewhere' });
  await says(young, 'two');
  await assert.rejects(says(old, 'later still'), { code: 'opened-elsewhere' });
  await assert.rejects(old.commit(new Draft()), { code: 'opened-elsewhere' }, 'nothing is said');
  for (const { shelf } of [old, young]) shelf.close();
  const after = await Books.open(await openShelf(name), fresh);
  assert.deepEqual(
    after.of('words').map(({ text }) => text),
    ['one', 'two'],
  );
  after.shelf.close();
});

test('two pages that begin in the same moment can both be followed by a third', async () => {
  const name = `shelf-${++made}`;
  const { subtle } = crypto;
  const generate = subtle.generateKey.bind(subtle) as (...how: unknown[]) => Promise<CryptoKey>;
  let waits = 30; // the first page makes its key more slowly than the second
  const slowly = async (...how: unknown[]) => {
    const mine = waits;
    waits = 0;
    await new Promise((go) => setTimeout(go, mine));
    return generate(...how);
  };
  Object.assign(subtle, { generateKey: slowly });
  const ends = await Promise.allSettled([1, 2].map(async () => openShelf(name)));
  Object.assign(subtle, { generateKey: generate });
  const shelves = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  assert.equal(shelves.length, 2);
  const rows = new Map([[1, epoch(fresh(32))]]);
  const wrote = await Promise.allSettled(
    shelves.map((shelf) => shelf.commit({ rows, drop: [], put: [], remove: [] })),
  );
  assert.deepEqual(wrote.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  for (const shelf of shelves) shelf.close();
  const third = await openShelf(name);
  assert.deepEqual(await third.load(), rows, 'under one key');
  third.close();
});

test('a shelf that the browser closed refuses everything with one code', async () => {
  const shelf = await openShelf(`shelf-${++made}`);
  const books = await Books.open(shelf, fresh);
  shelf.close(); // what is left of a connection that broke answers the same
  const code = { code: 'open-again' };
  await assert.rejects(says(books, 'x'), code);
  await assert.rejects(books.reload(), code);
  await assert.rejects(shelf.read('files', 'f1'), code);
  await assert.rejects(shelf.keys('files'), code);
  await assert.rejects(books.commit(new Draft()), code, 'nothing is said after it');
});

test('it is told when site data is cleared under an open page', async () => {
  const name = `shelf-${++made}`;
  let lost = 0;
  await openShelf(name, () => {
    lost += 1;
  });
  await new Promise((done) => {
    indexedDB.deleteDatabase(name).onsuccess = done;
  });
  assert.equal(lost, 1);
});
