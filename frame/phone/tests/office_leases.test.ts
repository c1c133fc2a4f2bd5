/** A grant that takes the place of another one (docs/protocol.md §8.2). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { album, world } from './phone_world.ts';

const MORE = ['display', 'score'] as const;
const LESS = ['display'] as const;

test('a narrower grant is signed before what it does not give is taken back', async (t) => {
  const { office, room, frame, ...one } = await world(t);
  const name = await album({ office, room, frame, ...one });
  for (const may of [MORE, LESS]) {
    await office.grant(
      name,
      frame.id,
      may,
      false,
      await office.words(name, '', frame.id, may, false, 'en'),
    );
  }
  const [, , ...rest] = room.books.linesOf(name).sort((a, b) => a.number - b.number);
  assert.deepEqual(
    rest.map(({ says }) => says.kind),
    ['grant', 'grant', 'revoke-purposes'],
  );
  const back = rest.at(-1)?.says;
  const serials = rest.flatMap(({ says }) => (says.kind === 'grant' ? [says.serial] : []));
  assert.ok(back?.kind === 'revoke-purposes' && back.serial < (serials.at(-1) ?? 0));
  const told = (await office.history(name)).map(({ kind }) => kind);
  assert.deepEqual(told.slice(0, 2), ['granted', 'took-back'], 'what holds is told as the newest');
});
