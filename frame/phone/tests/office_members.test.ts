/** Who takes part in an album: let in by its keeper, renewed in time, put out for ever. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../src/crypto/bytes.ts';
import { found } from '../src/owner/albums.ts';
import { Counting } from '../src/owner/counting.ts';
import { admit, dismiss, mayWrite, membersOf, renewMembers } from '../src/owner/members.ts';
import { Books } from '../src/post/books.ts';
import { Correspondence } from '../src/post/correspondence.ts';
import { Draft } from '../src/post/draft.ts';
import type { Id } from '../src/post/rows.ts';
import type { Ways } from '../src/post/ways.ts';
import { Role } from '../src/protocol/lines.ts';
import { FakeFrame, fresh } from './fake_frame.ts';
import { MemoryShelf } from './memory_shelf.ts';
import { SimBroker } from './sim_link.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 3, 1);
const NOW_S = NOW_MS / 1000;

/** A phone that keeps one album, and the name of another phone. */
async function kept() {
  const books = await Books.open(new MemoryShelf(), fresh);
  const frame = await FakeFrame.make();
  await frame.meet(books, new SimBroker());
  const ways = { follows: () => undefined, mayNote: () => true } as unknown as Ways;
  const nothing = () => undefined;
  const mail = new Correspondence(books, {
    ...{ ways, tell: () => true, said: nothing, sendChunks: nothing, fresh },
  });
  const device = books.device(frame.id);
  if (!device) throw new Error('no frame');
  const write = async (work: (draft: Draft) => void) => {
    const draft = new Draft();
    work(draft);
    await books.commit(draft);
  };
  let album: Id = '';
  await write((draft) => {
    album = found(mail, 'Summer', device, fresh, draft, NOW_MS);
  });
  const ledger = () => books.ledgers.get(album) ?? assert.fail('no album');
  return { books, mail, album, write, ledger, frame: frame.id, other: hex(fresh(32)) };
}

test('who is let in writes for 400 days, and the album keeper for as long as it is there', async () => {
  const { mail, album, write, ledger, other, books } = await kept();
  await write((draft) => admit(mail, album, other, Role.Contributor, draft, NOW_MS));
  const [keeper, member] = membersOf(ledger(), NOW_S);
  assert.deepEqual(keeper, { device: books.me.id, role: 1, untilS: 0, isKeeper: true });
  assert.equal(member?.role, Role.Contributor);
  const lastS = member?.untilS ?? 0;
  assert.ok(lastS - NOW_S > 399 * 86_400 && lastS - NOW_S <= 400 * 86_400);
  assert.ok(mayWrite(ledger(), unhex(other), lastS - 1));
  assert.equal(mayWrite(ledger(), unhex(other), lastS), false);
  assert.deepEqual(
    membersOf(ledger(), lastS).map(({ isKeeper }) => isKeeper),
    [true],
  );
});

test('somebody let in twice has the role that allows more', async () => {
  const { mail, album, write, ledger, other } = await kept();
  await write((draft) => admit(mail, album, other, Role.Owner, draft, NOW_MS));
  await write((draft) => admit(mail, album, other, Role.Contributor, draft, NOW_MS + DAY_MS));
  assert.deepEqual(
    membersOf(ledger(), NOW_S).map(({ role }) => role),
    [Role.Owner, Role.Owner],
  );
});

test('who was put out is out for ever', async () => {
  const { mail, album, write, ledger, other } = await kept();
  await write((draft) => admit(mail, album, other, Role.Contributor, draft, NOW_MS));
  await write((draft) => dismiss(mail, album, other, draft, NOW_MS));
  assert.equal(membersOf(ledger(), NOW_S).length, 1);
  assert.equal(mayWrite(ledger(), unhex(other), NOW_S), false);
  const again = () => admit(mail, album, other, Role.Owner, new Draft(), NOW_MS);
  assert.throws(again, { code: 'bad-input' });
});

test('a new key begins whenever somebody comes or goes', async () => {
  const { books, mail, album, write, other } = await kept();
  const epochs = () => books.of('epoch').length;
  const before = epochs();
  await write((draft) => admit(mail, album, other, Role.Contributor, draft, NOW_MS));
  await write((draft) => dismiss(mail, album, other, draft, NOW_MS));
  assert.equal(epochs(), before + 2);
});

test('nobody lets a frame in, or a keeper, or puts a keeper out', async () => {
  const { books, mail, album, frame } = await kept();
  const draft = new Draft();
  for (const device of [frame, books.me.id]) {
    const act = () => admit(mail, album, device, Role.Owner, draft, NOW_MS);
    assert.throws(act, { code: 'bad-input' });
  }
  assert.throws(() => dismiss(mail, album, books.me.id, draft, NOW_MS), { code: 'bad-input' });
});

test('an admission is renewed with fewer than 30 days left, and not once it ended', async () => {
  const { mail, album, write, ledger, other } = await kept();
  await write((draft) => admit(mail, album, other, Role.Contributor, draft, NOW_MS));
  const renewed = async (days: number) => {
    let count = 0;
    await write((draft) => {
      count = renewMembers(mail, draft, NOW_MS + days * DAY_MS);
    });
    return count;
  };
  assert.equal(await renewed(369), 0);
  assert.equal(await renewed(400), 0);
  assert.equal(await renewed(371), 1);
  assert.equal(await renewed(371), 0);
  assert.equal(membersOf(ledger(), NOW_S + 500 * 86_400).length, 2);
  await write((draft) => dismiss(mail, album, other, draft, NOW_MS));
  assert.equal(await renewed(760), 0);
});

test('frames are counted again soon after a change, and more often while somebody looks', () => {
  const counting = new Counting();
  const asked = (nowMs: number) => counting.due(['a', 'b'], nowMs);
  assert.deepEqual(asked(100_000), ['a', 'b']);
  counting.soon('a', 100_500);
  counting.soon('a', 101_400);
  assert.deepEqual(asked(101_400), []);
  assert.deepEqual(asked(101_500), ['a']);
  assert.deepEqual(asked(130_000), ['b']);
  counting.isSeen = false;
  assert.deepEqual(asked(160_000), []);
  assert.deepEqual(asked(190_000), ['a', 'b']);
});
