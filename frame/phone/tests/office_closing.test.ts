/** An office whose storage is gone, or somebody else's, ends, and says why; it never lives on. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refused } from '../src/errors.ts';
import { Kind } from '../src/protocol/envelope.ts';
import { album, until, type World, world } from './phone_world.ts';

const numberAt = ({ frame, room }: World, name: string): number | undefined =>
  frame.books.ledgers.get(name)?.heads.get(room.books.me.id)?.number;

test('a line that was never written is never told, and the chain never forks', async (t) => {
  const one = await world(t);
  const name = await album(one);
  await until(() => numberAt(one, name) !== undefined);
  const known = numberAt(one, name);
  const ledger = one.frame.books.ledgers.get(name);
  assert.ok(ledger);
  one.shelf.lost = new Refused('open-again');
  await assert.rejects(one.office.takeBack(name, one.frame.id, ['display']), {
    code: 'open-again',
  });
  one.frame.say({
    ...{ kind: Kind.Heads },
    albums: [{ album: ledger.album, heads: ledger.heads, notes: new Uint8Array(16) }],
  });
  const { client } = one.room;
  await assert.rejects(
    client.do(() => client.mail.connected(one.frame.id, Date.now())),
    { code: 'open-again' },
  );
  await new Promise((go) => setTimeout(go, 100));
  assert.equal(numberAt(one, name), known);
  one.shelf.lost = null;
  const again = await one.again();
  await again.office.takeBack(name, again.frame.id, ['display']);
  await until(() => numberAt(again, name) === (known ?? 0) + 1);
  assert.deepEqual([...(again.frame.books.ledgers.get(name)?.split ?? [])], []);
  assert.deepEqual(again.view().split, []);
  await again.room.close();
});

for (const [what, code, lose] of [
  [
    'the browser dropped the storage',
    'open-again',
    (one: World) => {
      one.shelf.lost = new Refused('open-again');
    },
  ],
  [
    'another page took its place',
    'opened-elsewhere',
    (one: World) => {
      one.shelf.isTaken = true;
    },
  ],
] as const) {
  test(`where ${what}, the screen says so at the first thing that is to be written`, async (t) => {
    const one = await world(t);
    const name = await album(one);
    lose(one);
    await assert.rejects(one.office.rename(name, 'Winter'), { code });
    await until(() => one.pushed.at(-1)?.closed === code);
  });
}
