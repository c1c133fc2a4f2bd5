/** The journal of a frame: what this phone keeps of it, and a frame that has another one later. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Kind } from '../src/protocol/envelope.ts';
import type { Chain } from '../src/protocol/frame_privacy.ts';
import { until, type World, world } from './phone_world.ts';

const hash = (seed: number): Uint8Array => new Uint8Array(32).fill(seed);
const NONE = new Uint8Array();

/** Ask for privacy; the frame answers with these hashes, by line. */
async function asked(one: World, lines: ReadonlyMap<number, Uint8Array>) {
  const before = one.frame.heard.length;
  const answer = one.office.privacy();
  await until(() => one.frame.heard.slice(before).some(({ kind }) => kind === Kind.AskPrivacy));
  const question = one.frame.heard.findLast(({ kind }) => kind === Kind.AskPrivacy);
  assert.ok(question?.kind === Kind.AskPrivacy);
  const line = Math.max(0, ...lines.keys());
  const at = question.line ?? -1;
  const chain: Chain = {
    ...{ asked: at, held: lines.get(at) ?? NONE, line, end: lines.get(line) ?? NONE },
  };
  const empty = { stored: [], computed: [], wires: [], keyTier: '', audit: null };
  one.frame.say({ kind: Kind.Privacy, ...empty, chain: { ...chain, asked: at + 1 } });
  one.frame.say({ kind: Kind.Privacy, ...empty, chain });
  const { journal } = await answer;
  return { line: at, journal: journal && [journal.state, journal.line] };
}

const linesTo = (last: number, seed = 0) =>
  new Map(Array.from({ length: last + 1 }, (_, at) => [at, hash(at + seed)]));

test('the end is kept, asked for the next time, and goes on as the journal grows', async (t) => {
  const one = await world(t);
  assert.deepEqual(await asked(one, new Map()), { line: 0, journal: null });
  assert.deepEqual(await asked(one, linesTo(3)), { line: 0, journal: ['begun', 3] });
  assert.deepEqual(await asked(one, linesTo(9)), { line: 3, journal: ['holds', 3] });
  assert.deepEqual(await asked(one, linesTo(9)), { line: 9, journal: ['holds', 9] });
  assert.equal(one.room.books.of('journal').length, 1);
});

for (const [how, lines] of Object.entries({
  'is written anew': linesTo(12, 40),
  'is cut': linesTo(2),
  'is gone': new Map(),
})) {
  test(`a journal that ${how} is said to differ, each time, over a restart`, async (t) => {
    const one = await world(t);
    await asked(one, linesTo(5));
    assert.deepEqual((await asked(one, lines)).journal, ['differs', 5]);
    const again = await one.again();
    t.after(() => again.room.close());
    await until(() => again.view().frames.every(({ state }) => state === 'there'));
    assert.deepEqual((await asked(again, lines)).journal, ['differs', 5]);
    assert.deepEqual((await asked(again, linesTo(6))).journal, ['holds', 5], 'it was put back');
  });
}

test('what is kept of a journal goes with the frame', async (t) => {
  const one = await world(t);
  await asked(one, linesTo(5));
  await one.office.forgetFrame(one.frame.id);
  assert.deepEqual(one.room.books.of('journal'), []);
});
