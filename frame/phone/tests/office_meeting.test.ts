/** Meeting a frame whose broker learns of the card a moment after the phone read it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { x25519 } from '@noble/curves/ed25519.js';
import { base64url } from '../src/crypto/bytes.ts';

import { Meeting } from '../src/owner/meeting.ts';
import { Books } from '../src/post/books.ts';
import type { Link, Turned } from '../src/post/links.ts';
import { fresh } from './fake_frame.ts';
import { MemoryShelf } from './memory_shelf.ts';

/** A link that does what the test says. */
class Puppet implements Link {
  trouble: Link['trouble'] = null;
  readonly said: string[] = [];
  turned: Turned = () => undefined;

  hear(): void {}
  tell(topic: string): boolean {
    this.said.push(topic);
    return true;
  }
  pending = () => 0;
  nudge(): void {}
  close(): void {}
}

async function meeting() {
  const link = new Puppet();
  const clock = { nowMs: 1_000_000 };
  const told = new Uint8Array(48);
  told.set(x25519.getPublicKey(fresh(32)));
  const made = new Meeting(
    {
      books: await Books.open(new MemoryShelf(), fresh),
      connect: (_reach, _heard, turned) => {
        link.turned = turned;
        return link;
      },
      fresh,
      nowMs: () => clock.nowMs,
      post: (work) => void work(),
      changed: () => undefined,
      met: () => undefined,
    },
    `https://frame.local/p#1${base64url(told)}`,
    () => 'sim:',
    { person: 'Ada', label: 'phone' },
  );
  const refused = async (ms: number) => {
    link.trouble = 'broker-refused';
    link.turned(false);
    clock.nowMs += ms;
    await made.tick();
  };
  return { made, link, refused };
}

test('a broker that knows the card only a moment later is waited for', async () => {
  const { made, link, refused } = await meeting();
  await refused(2_000);
  assert.equal(made.state.state, 'connecting');
  link.trouble = null;
  link.turned(true);
  assert.equal(made.state.state, 'waiting');
  assert.equal(link.said.length, 1);
});

test('a broker that goes on refusing the card says so', async () => {
  const { made, refused } = await meeting();
  await refused(7_000);
  assert.deepEqual([made.state.state, made.state.because], ['failed', 'broker-refused']);
});
