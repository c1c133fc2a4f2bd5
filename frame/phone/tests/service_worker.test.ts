/** The service worker over an update: what it keeps, from where, and when it takes over. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

type Listener = (event: Event & { waitUntil(work: Promise<unknown>): void }) => void;

const HERE = 'https://photos.example/of/ours/';
const OLD = 'hearthframe /of/ours/ older';
const listeners = new Map<string, Listener>();
const kept = new Map<string, Map<string, string>>([[OLD, new Map([['/of/ours/old.js', 'old']])]]);
const asked: Request[] = [];
let skipped = 0;

/** A cache that remembers what was fetched into it, and how. */
const cacheOf = (name: string) => {
  const held = kept.get(name) ?? new Map<string, string>();
  kept.set(name, held);
  return {
    match: async (path: string) => held.has(path) && new Response(held.get(path)),
    addAll: async (all: readonly Request[]) => {
      for (const one of all) {
        asked.push(one);
        held.set(new URL(one.url).pathname, 'new');
      }
    },
  };
};

/** A request with an address that is complete, as a worker makes one. */
class WorkersRequest extends Request {
  constructor(path: string, how?: RequestInit) {
    super(new URL(path, HERE), how);
  }
}

Object.assign(globalThis, {
  ...{ EDITION: 'newer', KEPT: ['app-0123456789ab.js', 'index.html', 'icon.svg'] },
  Request: WorkersRequest,
  caches: {
    open: async (name: string) => cacheOf(name),
    keys: async () => [...kept.keys()],
    delete: async (name: string) => kept.delete(name),
    match: async (path: string) => {
      const held = [...kept.values()].find((one) => one.has(path));
      return held && new Response(held.get(path));
    },
  },
  self: {
    location: { href: `${HERE}sw.js` },
    clients: { claim: async () => undefined },
    addEventListener: (name: string, heard: Listener) => listeners.set(name, heard),
    skipWaiting: async () => {
      skipped += 1;
    },
  },
});
const worker = '../src/sw.ts'; // a script, no module
await import(worker);

async function happens(name: string): Promise<void> {
  const work: Promise<unknown>[] = [];
  const waitUntil = (one: Promise<unknown>) => work.push(one);
  listeners.get(name)?.(Object.assign(new Event(name), { waitUntil }) as never);
  await Promise.all(work);
}

test('a new edition waits for open pages, and leaves them what they still need', async () => {
  await happens('install');
  assert.equal(skipped, 0);
  assert.ok(kept.has(OLD));
});

test('it fetches anew what a browser may have an old copy of, and nothing else', () => {
  const how = asked.map(({ url, cache }) => [url.slice(HERE.length), cache]);
  assert.deepEqual(how, [
    ['app-0123456789ab.js', 'default'],
    ['index.html', 'reload'],
    ['icon.svg', 'reload'],
  ]);
});

test('once no page of the edition before is open, its files go', async () => {
  await happens('activate');
  assert.deepEqual([...kept.keys()], ['hearthframe /of/ours/ newer']);
});
