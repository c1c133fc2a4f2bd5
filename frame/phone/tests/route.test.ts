/** Where somebody is, kept in a history like the browser's. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

interface Entry {
  state: unknown;
  url: string;
}

/** A history whose steps back happen later, as in a browser. */
class FakeHistory {
  entries: Entry[];
  at = 0;
  readonly heard = new Map<string, () => void>();

  constructor(url: string) {
    this.entries = [{ state: null, url }];
  }

  get state(): unknown {
    return structuredClone(this.entries[this.at]?.state);
  }

  get url(): string {
    return this.entries[this.at]?.url ?? '';
  }

  pushState(state: unknown, _: string, url = this.url): void {
    this.entries = [...this.entries.slice(0, this.at + 1), { state, url }];
    this.at += 1;
  }

  replaceState(state: unknown, _: string, url = this.url): void {
    this.entries[this.at] = { state, url };
  }

  go(by: number): void {
    queueMicrotask(() => {
      this.at = Math.max(0, this.at + by);
      this.heard.get('popstate')?.();
    });
  }

  back(): void {
    this.go(-1);
  }
}

let loads = 0;

/** The room, freshly loaded at an address. */
async function loaded(url: string) {
  const past = new FakeHistory(url);
  const { origin, pathname } = new URL(url);
  const place = {
    get hash(): string {
      return new URL(past.url, origin).hash;
    },
    get href(): string {
      return new URL(past.url, origin).href;
    },
    pathname,
  };
  Object.assign(globalThis, {
    history: past,
    location: place,
    window: { scrollTo: () => undefined },
    addEventListener: (name: string, hear: () => void) => past.heard.set(name, hear),
  });
  loads += 1;
  const room: typeof import('../src/screens/parts/route.ts') = await import(
    `../src/screens/parts/route.ts?${loads}`
  );
  room.begin();
  return { past, room };
}

const placeOf = (past: FakeHistory): unknown =>
  (past.state as { place: { at: string } } | null)?.place.at ?? 'frame';

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 1));

test('a card is given once and leaves neither the address nor the history', async () => {
  const { past, room } = await loaded('https://frame.local/p#1secret');
  assert.equal(room.takeCard(), 'https://frame.local/p#1secret');
  assert.equal(room.takeCard(), '');
  assert.equal(JSON.stringify(past.entries).includes('secret'), false);
  assert.equal(placeOf(past), 'pair');
});

test('a card that is scanned while the page is open is read as well', async () => {
  const { past, room } = await loaded('https://frame.local/p');
  past.pushState(null, '', 'https://frame.local/p#1second');
  past.heard.get('hashchange')?.();
  assert.equal(room.takeCard(), 'https://frame.local/p#1second');
  assert.equal(JSON.stringify(past.entries).includes('second'), false);
});

test('an address that another app shares into becomes a place', async () => {
  const { past } = await loaded('https://frame.local/send');
  assert.deepEqual([placeOf(past), past.url], ['send', './']);
});

test('going back from any main place leads to the first', async () => {
  const { past, room } = await loaded('https://frame.local/');
  for (const at of ['send', 'albums', 'privacy', 'send'] as const) room.goMain({ at });
  assert.equal(past.entries.length, 2);
  past.back();
  await settled();
  assert.equal(placeOf(past), 'frame');
});

test('going back closes a sheet and stays in the place', async () => {
  const { past, room } = await loaded('https://frame.local/');
  room.go({ at: 'settings' });
  let closed = 0;
  room.opened(() => {
    closed += 1;
  });
  past.back();
  await settled();
  assert.equal(closed, 1);
  assert.equal(placeOf(past), 'settings');
});

test('a sheet that is closed by its button leaves no step behind', async () => {
  const { past, room } = await loaded('https://frame.local/');
  const gone = room.opened(() => assert.fail('nobody went back'));
  gone();
  await settled();
  assert.equal(past.at, 0);
});

test('going somewhere from a sheet closes it, and back skips it', async () => {
  const { past, room } = await loaded('https://frame.local/');
  let closed = 0;
  const gone = room.opened(() => {
    closed += 1;
  });
  room.go({ at: 'settings' });
  gone();
  await settled();
  assert.deepEqual([closed, placeOf(past), past.at], [1, 'settings', 1]);
  past.back();
  await settled();
  assert.equal(placeOf(past), 'frame');
});

test('one sheet may follow another at once', async () => {
  const { past, room } = await loaded('https://frame.local/');
  const first = room.opened(() => assert.fail('the first is gone already'));
  first();
  let closed = 0;
  room.opened(() => {
    closed += 1;
  });
  await settled();
  past.back();
  await settled();
  assert.deepEqual([closed, past.at], [1, 0]);
});

test('the way up leads to the parent where nothing lies behind', async () => {
  const { past, room } = await loaded('https://frame.local/');
  room.back({ at: 'albums' });
  assert.deepEqual([placeOf(past), past.at], ['albums', 0]);
});
