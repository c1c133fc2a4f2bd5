/** The queue of thumbnails: few at a time, the newest wish first, none that was given up. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AT_ONCE, Thumbs } from '../src/screens/parts/thumb_queue.ts';

/** An office that answers when it is told to. */
function slowOffice() {
  const asked: string[] = [];
  const answers: ((blob: Blob | null) => void)[] = [];
  const thumbnail = (_album: string, photo: string): Promise<Blob | null> => {
    asked.push(photo);
    return new Promise((done) => answers.push(done));
  };
  return { asked, answers, office: { thumbnail } };
}

const BLOB = new Blob(['x']);
const settle = () => new Promise((go) => setTimeout(go, 0));
const nothing = () => undefined;

test('only so many are asked at once, and the newest wish comes next', async () => {
  const { asked, answers, office } = slowOffice();
  const thumbs = new Thumbs(office);
  for (let index = 0; index < 2 * AT_ONCE; index += 1) thumbs.wish('a', `p${index}`, nothing);
  assert.equal(asked.length, AT_ONCE);
  answers[0]?.(BLOB);
  await settle();
  assert.equal(asked.at(-1), `p${2 * AT_ONCE - 1}`);
});

test('a wish given up while it waited is never asked', async () => {
  const { asked, answers, office } = slowOffice();
  const thumbs = new Thumbs(office);
  for (let index = 0; index < AT_ONCE; index += 1) thumbs.wish('a', `p${index}`, nothing);
  const giveUp = thumbs.wish('a', 'gone', nothing);
  thumbs.wish('a', 'kept', nothing);
  giveUp();
  for (const answer of answers) answer(BLOB);
  await settle();
  assert.ok(asked.includes('kept'));
  assert.ok(!asked.includes('gone'));
});

test('what came is known at once the next time', async () => {
  const { answers, office } = slowOffice();
  const thumbs = new Thumbs(office);
  let heard: Blob | null = null;
  thumbs.wish('a', 'p', (blob) => {
    heard = blob;
  });
  assert.equal(thumbs.known('p'), null);
  answers[0]?.(BLOB);
  await settle();
  assert.equal(heard, BLOB);
  assert.equal(thumbs.known('p'), BLOB);
});

test('an office that refuses leaves the surface empty and the queue going', async () => {
  const asked: string[] = [];
  const office = {
    thumbnail: async (_album: string, photo: string): Promise<Blob | null> => {
      asked.push(photo);
      throw new Error('away');
    },
  };
  const thumbs = new Thumbs(office);
  const heard: (Blob | null)[] = [];
  const count = AT_ONCE + 3;
  for (let index = 0; index < count; index += 1)
    thumbs.wish('a', `p${index}`, (blob) => heard.push(blob));
  await settle();
  assert.equal(asked.length, count);
  assert.deepEqual(heard, Array(count).fill(null));
});

test('no more than the newest 400 are kept', async () => {
  const office = { thumbnail: async (): Promise<Blob | null> => BLOB };
  const thumbs = new Thumbs(office);
  for (let index = 0; index < 450; index += 1) thumbs.wish('a', `p${index}`, nothing);
  for (let turn = 0; turn < 100; turn += 1) await settle();
  const known = Array.from({ length: 450 }, (_, index) => thumbs.known(`p${index}`));
  assert.equal(known.filter((one) => one !== null).length, 400);
});
