/** Darkrooms that die, and those whose file is gone: a page may stay open over an update. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DarkroomPool } from '../src/office/darkroom_pool.ts';

/** A host, and the workers that it still has a file for. */
class Host {
  hasFile = true;
  readonly workers: FakeWorker[] = [];
  readonly make = (): Worker => {
    const made = new FakeWorker(this.hasFile);
    this.workers.push(made);
    return made as unknown as Worker;
  };
}

/** A worker as a browser gives one: it says that it is there, or it fails to load. */
class FakeWorker {
  onmessage: (said: { readonly data: object }) => void = () => undefined;
  onerror: () => void = () => undefined;
  heard = 0;
  readonly #isThere: boolean;

  constructor(isThere: boolean) {
    this.#isThere = isThere;
    setTimeout(() => (isThere ? this.onmessage({ data: { id: 0 } }) : this.onerror()), 5);
  }

  postMessage({ id }: { readonly id: number }): void {
    this.heard += 1;
    if (this.#isThere) setTimeout(() => this.onmessage({ data: { id, value: [] } }), 10);
  }

  terminate(): void {}
}

const blob = new Blob([]);
const several = (pool: DarkroomPool, count: number) =>
  Promise.allSettled(Array.from({ length: count }, () => pool.inspect(blob)));
const refusals = (ends: readonly PromiseSettledResult<unknown>[]): unknown[] =>
  ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []));

test('a page that stays open over an update goes on with the darkroom that it has', async () => {
  const host = new Host();
  const pool = new DarkroomPool(host.make, 2);
  await pool.inspect(blob);
  host.hasFile = false;
  assert.deepEqual(refusals(await several(pool, 20)), []);
  assert.deepEqual(refusals(await several(pool, 20)), []);
  assert.equal(host.workers.length, 2, 'the file is not asked for again and again');
});

test('a page whose darkroom is gone from the start says that it has to be opened again', async () => {
  const host = new Host();
  host.hasFile = false;
  const pool = new DarkroomPool(host.make, 2);
  assert.deepEqual([...new Set(refusals(await several(pool, 4)))], ['open-again']);
});

test('two darkrooms share what there is to do', async () => {
  const host = new Host();
  const pool = new DarkroomPool(host.make, 2);
  await pool.inspect(blob);
  await several(pool, 2);
  await several(pool, 10);
  assert.ok(host.workers.every(({ heard }) => heard >= 4));
});

test('one that dies fails what it had in hand, and another takes its place', async () => {
  const host = new Host();
  const pool = new DarkroomPool(host.make, 1);
  await pool.inspect(blob);
  const dying = pool.inspect(blob);
  host.workers[0]?.onerror();
  await assert.rejects(dying, { code: 'failed' });
  assert.deepEqual(await pool.inspect(blob), []);
});
