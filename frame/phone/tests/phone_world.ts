/**
 * A world in memory for tests of a whole phone: a broker, frames, and the office in between.
 *
 * Rule: `again` starts the office anew over what was on the shelf.
 */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Language, Office, View } from '../src/office/calls.ts';
import { sealed } from '../src/office/developing.ts';
import { officeOf } from '../src/office/office.ts';
import { Room } from '../src/office/room.ts';
import type { Sentences } from '../src/owner/agreement.ts';
import { Books } from '../src/post/books.ts';
import { FakeFrame, fresh } from './fake_frame.ts';
import { MemoryShelf } from './memory_shelf.ts';
import { SimBroker } from './sim_link.ts';

const may = {
  display: 'show',
  enhance: 'mend',
  score: 'look',
  faces: 'compare',
  share: 'send on',
};
const SENTENCES: Sentences = {
  ...{ opening: '“{title}” on “{frame}”:', may, short: may, blurred: 'Blurred.' },
  ...{ mayNot: 'Not: {list}.', between: '; ', ends: 'Until {date}.', renews: 'Renewed.' },
  ...{ back: 'Back.', people: 'People.' },
};
const LANGUAGES: readonly Language[] = ['en', 'de', 'fr', 'es', 'zh'];

export interface World {
  readonly broker: SimBroker;
  readonly frame: FakeFrame;
  readonly others: readonly FakeFrame[];
  readonly shelf: MemoryShelf;
  readonly room: Room;
  readonly office: Office;
  /** Every view a screen was told. */
  readonly pushed: readonly View[];
  view(): View;
  /** Kill the phone and start it again. */
  again(): Promise<World>;
}

async function opened(
  broker: SimBroker,
  frames: readonly FakeFrame[],
  shelf: MemoryShelf,
): Promise<World> {
  const [frame, ...others] = frames;
  if (!frame) throw new Error('a world without a frame');
  const sentences = Object.fromEntries(LANGUAGES.map((one) => [one, SENTENCES]));
  const pushed: View[] = [];
  const room = await Room.open({
    href: 'http://frame.local/',
    sentences: sentences as Record<Language, Sentences>,
    shelf,
    connect: broker.connect,
    darkroom: {
      develop: async (file) => {
        const clean = new Uint8Array(await file.arrayBuffer());
        return { digest: sha256(clean), clean, removed: [], taken: '', thumbnail: null };
      },
      inspect: async () => [],
      seal: async (order) => sealed(order),
      close: () => undefined,
    },
    brokerOf: () => 'sim:',
    push: (told) => pushed.push(told),
  });
  const view = () => {
    room.push();
    return room.view;
  };
  const again = async () => {
    await room.close();
    return opened(broker, frames, shelf);
  };
  return { broker, frame, others, shelf, room, office: officeOf(room), pushed, view, again };
}

/** A phone that is paired with frames of these names; the first is the chosen one. */
export async function world(t: TestContext, labels = ['Kitchen']): Promise<World> {
  const broker = new SimBroker();
  const shelf = new MemoryShelf();
  const frames = await Promise.all(labels.map(() => FakeFrame.make()));
  const books = await Books.open(shelf, fresh);
  for (const [at, frame] of frames.entries()) await frame.meet(books, broker, labels[at]);
  const made = await opened(broker, frames, shelf);
  t.after(() => made.room.close());
  await until(() => made.view().frames.every(({ state }) => state === 'there'));
  return made;
}

export async function until(so: () => boolean, ms = 5_000): Promise<void> {
  const end = Date.now() + ms;
  while (!so()) {
    assert.ok(Date.now() < end, 'it never came to that');
    await new Promise((go) => setTimeout(go, 5));
  }
}

/** An album that the chosen frame, and the others named, may show. */
export async function album(
  { office, view }: World,
  others: readonly FakeFrame[] = [],
): Promise<string> {
  const may = ['display'] as const;
  const words = await office.words(null, 'Summer', view().chosen ?? '', may, false, 'en');
  const name = await office.found('Summer', may, words);
  for (const { id } of others) {
    await office.grant(name, id, may, false, await office.words(name, '', id, may, false, 'en'));
  }
  return name;
}

export const files = (count: number, size = 300_000): File[] =>
  Array.from({ length: count }, (_, at) => new File([bytes(size, at)], `${at}.jpg`));

export function bytes(size: number, seed: number): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(size);
  for (let at = 0; at < size; at += 1) made[at] = (at * 31 + seed * 17 + (at >> 8)) & 0xff;
  return made;
}
