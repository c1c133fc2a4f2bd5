/** A phone that keeps a part of a frame's key, and gives it to the frame when that is locked. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../src/crypto/bytes.ts';
import { Kind } from '../src/protocol/envelope.ts';
import { LockedFrame } from './locked_frame.ts';
import { until, type World, world } from './phone_world.ts';

const settled = () => new Promise((go) => setTimeout(go, 60));
const partsOf = ({ room }: World) => room.books.of('part').map(({ asker }) => asker);
const nameOf = ({ signer }: LockedFrame) => hex(signer.public);

/** Give parts to the phone, and wait until it says that it keeps the last one. */
async function give(one: World, ...parts: readonly LockedFrame[]): Promise<void> {
  for (const [at, part] of parts.entries()) {
    const before = kept(one);
    one.frame.say(part.keep(parts.slice(0, at)));
    await until(() => kept(one) > before);
  }
}

const kept = ({ frame }: World) => frame.heard.filter(({ kind }) => kind === Kind.Kept).length;

test('a part is on the disk before it is said to be kept, and asked for again it is kept once', async (t) => {
  const one = await world(t);
  const part = new LockedFrame();
  one.shelf.diesAt = one.shelf.commits;
  one.frame.say(part.keep());
  await settled();
  assert.equal(kept(one), 0, 'it was said to be kept and is not');
  one.shelf.diesAt = Number.POSITIVE_INFINITY;
  const two = await one.again();
  t.after(() => two.room.close());
  await give(two, part);
  await give(two, part);
  assert.deepEqual(partsOf(two), [nameOf(part)]);
  const [row] = [...two.shelf.rows.values()].filter(({ kind }) => kind === 'part');
  assert.deepEqual(row, {
    ...{ kind: 'part', frame: two.frame.id, asker: nameOf(part) },
    ...{ meeting: part.meeting, secret: part.secret },
  });
});

test('a locked frame gets its part from a page that is open, also after a reload', async (t) => {
  const one = await world(t);
  const part = new LockedFrame();
  await give(one, part);
  const two = await one.again();
  t.after(() => two.room.close());
  await until(() => two.view().frames[0]?.state === 'there');
  part.start(two.broker);
  t.after(() => part.stop());
  await settled();
  part.ask();
  await until(() => part.given.length === 1);
  assert.deepEqual(part.given, [part.secret]);
  const [frame] = two.view().frames;
  assert.deepEqual([frame?.state, frame?.because], ['away', 'frame-locked']);
  two.frame.say({ kind: Kind.State, photos: 0, freeBytes: 0, version: '1' });
  await until(() => two.view().frames[0]?.state === 'there');
});

test('a question is answered once, and what the frame of the part did not sign not at all', async (t) => {
  const one = await world(t);
  const part = new LockedFrame();
  await give(one, part);
  part.start(one.broker);
  t.after(() => part.stop());
  const stranger = new LockedFrame();
  await settled();
  part.ask(part.question(stranger.signer));
  part.ask(new Uint8Array(300));
  part.ask(new Uint8Array());
  await settled();
  assert.deepEqual(part.given, []);
  const asked = part.question();
  part.ask(asked);
  part.ask(asked);
  await until(() => part.given.length > 0);
  await settled();
  assert.equal(part.given.length, 1);
  part.ask();
  await until(() => part.given.length === 2);
});

test('a flood on the topic costs the frame its allowance, and nothing is looked at meanwhile', async (t) => {
  const one = await world(t);
  const part = new LockedFrame();
  await give(one, part);
  const { helping } = one.room.client;
  const [topic = ''] = part.topics().keys();
  const nowMs = Date.now() + 60_000;
  for (let count = 0; count < 1_000; count += 1) helping.hear(topic, new Uint8Array(), nowMs);
  assert.equal(helping.hear(topic, part.question(), nowMs), null);
  assert.equal(helping.hear(topic, part.question(), nowMs + 1_000)?.frame, one.frame.id);
});

test('the phone keeps the parts that may still be asked for, and no others', async (t) => {
  const one = await world(t);
  const [first, second, third] = [new LockedFrame(), new LockedFrame(), new LockedFrame()];
  await give(one, first, second);
  assert.deepEqual(partsOf(one).sort(), [nameOf(first), nameOf(second)].sort());
  first.start(one.broker);
  second.start(one.broker);
  t.after(() => [first, second].forEach((part) => void part.stop()));
  await settled();
  first.ask();
  second.ask();
  await until(() => first.given.length === 1 && second.given.length === 1);
  one.frame.say(third.keep([second]));
  await until(() => partsOf(one).includes(nameOf(third)));
  assert.deepEqual(partsOf(one).sort(), [nameOf(second), nameOf(third)].sort());
  first.ask();
  second.ask();
  await until(() => second.given.length === 2);
  assert.equal(first.given.length, 1, 'a part that was let go is given');
});

test('parts of two frames do not touch each other', async (t) => {
  const one = await world(t, ['Kitchen', 'Hall']);
  const [kitchen, hall] = [new LockedFrame(), new LockedFrame()];
  await give(one, kitchen);
  one.others[0]?.say(hall.keep());
  await until(() => partsOf(one).length === 2);
  hall.start(one.broker);
  t.after(() => hall.stop());
  await settled();
  hall.ask();
  await until(() => hall.given.length === 1);
  assert.deepEqual(
    one.view().frames.map(({ because }) => because),
    [null, 'frame-locked'],
  );
  await one.office.forgetFrame(one.others[0]?.id ?? '');
  assert.deepEqual(partsOf(one), [nameOf(kitchen)]);
});

for (const [how, go] of Object.entries({
  'the phone leaves': async (one: World) => {
    const end = one.office.leave();
    await until(() => one.frame.heard.some(({ kind }) => kind === Kind.Leave));
    one.frame.say({ kind: Kind.Left, photos: 0, generation: 1, atMs: Date.now() });
    await end;
  },
  'the frame is forgotten here': (one: World) => one.office.forgetFrame(one.frame.id),
  'the phone is removed': (one: World) => one.office.removeDevice(one.room.books.me.id),
})) {
  test(`a part goes when ${how}, and is not given any more`, async (t) => {
    const one = await world(t);
    const part = new LockedFrame();
    await give(one, part);
    await go(one);
    assert.deepEqual(partsOf(one), []);
    part.start(one.broker);
    t.after(() => part.stop());
    await settled();
    part.ask();
    await settled();
    assert.deepEqual(part.given, []);
  });
}

test('the Privacy screen hears whether this phone keeps a part', async (t) => {
  const one = await world(t);
  const told = { kind: Kind.Privacy, stored: [], computed: [], wires: [], audit: null } as const;
  const asked = async () => {
    const before = one.frame.heard.length;
    const answer = one.office.privacy();
    await until(() => one.frame.heard.slice(before).some(({ kind }) => kind === Kind.AskPrivacy));
    const chain = { asked: 0, held: new Uint8Array(), line: 0, end: new Uint8Array() };
    one.frame.say({ ...told, keyTier: 'split with phones', chain });
    return answer;
  };
  assert.equal((await asked()).keepsPart, false);
  await give(one, new LockedFrame());
  assert.equal((await asked()).keepsPart, true);
  assert.doesNotMatch(await (await one.office.exportAll()).text(), /meeting|secret/);
});
