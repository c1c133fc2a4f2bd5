/** What an office rests on: words, places in an album, leases, and who was surely heard. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../src/crypto/bytes.ts';
import { noticeOf, type Sentences, wordsOf } from '../src/owner/agreement.ts';
import { between, found } from '../src/owner/albums.ts';
import { Confirmed } from '../src/owner/confirmed.ts';
import { endsS, give, leasesOf, renew, takeBack, takingBack } from '../src/owner/leases.ts';
import { printable, printableLines } from '../src/owner/names.ts';
import { Books } from '../src/post/books.ts';
import { Correspondence } from '../src/post/correspondence.ts';
import { Draft } from '../src/post/draft.ts';
import type { Id } from '../src/post/rows.ts';
import type { Ways } from '../src/post/ways.ts';
import { Kind } from '../src/protocol/envelope.ts';
import { Purpose } from '../src/protocol/lines.ts';
import { FakeFrame, fresh } from './fake_frame.ts';
import { MemoryShelf } from './memory_shelf.ts';
import { SimBroker } from './sim_link.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 3, 1);
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
  ...{ back: 'Back from “{frame}”.', people: 'People.' },
};

test('the words name what is allowed, what is not, and how it is taken back', () => {
  const terms = { title: 'Summer', frame: 'Kitchen', blurred: true, date: '1 May 2026' };
  const text = wordsOf(SENTENCES, { ...terms, purposes: [Purpose.Display, Purpose.Share] });
  assert.equal(
    text,
    '“Summer” on “Kitchen”:\n  - show\n  - send on\nBlurred.\nNot: mend; look; compare.\n' +
      'Until 1 May 2026.\nRenewed.\nBack from “Kitchen”.',
  );
  assert.equal(noticeOf(text).length, 32);
});

test('a title that looks like a placeholder stays what it is', () => {
  const terms = { title: '{frame} $& {date}', frame: '{title}', blurred: false, date: 'x' };
  const text = wordsOf(SENTENCES, { ...terms, purposes: [Purpose.Display] });
  assert.ok(text.startsWith('“{frame} $& {date}” on “{title}”:'));
});

test('there is always a place between two, and it orders as bytes', () => {
  let state = 7;
  const dice = (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % most;
  };
  const places = [between(null, null)];
  for (let count = 0; count < 400; count += 1) {
    const at = dice(places.length + 1);
    const made = between(places[at - 1] ?? null, places[at] ?? null);
    assert.match(made, /^[0-9a-z]{1,64}$/);
    places.splice(at, 0, made);
  }
  assert.deepEqual([...places].sort(), places);
  assert.equal(new Set(places).size, places.length);
});

test('names cannot turn a line around or begin another', () => {
  assert.equal(printable('a\u202eb\nc'), 'ab c');
  assert.equal(printableLines('one\u200b\ntwo'), 'one\ntwo');
});

/** A phone with one album that is granted to a frame. */
async function granted(purposes: readonly Purpose[]) {
  const books = await Books.open(new MemoryShelf(), fresh);
  const frame = await FakeFrame.make();
  await frame.meet(books, new SimBroker());
  const ways: Ways = {
    ...{ adopts: () => false, follows: () => undefined, mayNote: () => false },
    ...{ greeted: () => undefined, wanted: () => undefined, finished: () => undefined },
    ...{ said: () => undefined, relisten: () => undefined },
  };
  const mail = new Correspondence(books, {
    ...{ ways, fresh, tell: () => true, said: () => undefined, sendChunks: () => undefined },
  });
  mail.topics(NOW_MS);
  const device = books.device(frame.id);
  if (!device) throw new Error('not paired');
  const draft = new Draft();
  const album = found(mail, 'Summer', device, fresh, draft, NOW_MS);
  const beginsS = NOW_MS / 1000;
  const terms = { title: 'Summer', frame: frame.books.me.name, purposes, blurred: false };
  give(mail, album, { ...terms, text: 'words', beginsS, untilS: endsS(beginsS) }, draft, NOW_MS);
  await mail.finish(draft, NOW_MS);
  return { books, mail, album, frame: frame.id };
}

const leaseOf = (books: Books, album: Id, nowMs: number) => {
  const ledger = books.ledgers.get(album);
  return ledger ? leasesOf(ledger, Math.floor(nowMs / 1000))[0] : undefined;
};

test('a lease of the whole 30 days is renewed when fewer than 20 are left, and not before', async () => {
  const { books, mail, album } = await granted([Purpose.Display]);
  assert.equal(renew(mail, new Draft(), NOW_MS + 9 * DAY_MS), 0);
  assert.equal(renew(mail, new Draft(), NOW_MS + 11 * DAY_MS), 1);
  const lease = leaseOf(books, album, NOW_MS + 35 * DAY_MS);
  assert.deepEqual(lease?.purposes, [Purpose.Display]);
});

test('what ended is not renewed by itself', async () => {
  const { mail } = await granted([Purpose.Display]);
  assert.equal(renew(mail, new Draft(), NOW_MS + 31 * DAY_MS), 0);
});

test('what was taken back is not renewed, and photos get a new key from then on', async () => {
  const { books, mail, album, frame } = await granted([Purpose.Display, Purpose.Score]);
  const before = mail.going.epoch(album, new Draft()).epoch;
  const draft = new Draft();
  const says = takingBack(books, album, frame, [Purpose.Score]);
  takeBack(mail, album, says, draft, NOW_MS + DAY_MS);
  await mail.finish(draft, NOW_MS + DAY_MS);
  assert.equal(mail.going.epoch(album, new Draft()).epoch, before + 1);
  assert.equal(renew(mail, new Draft(), NOW_MS + 11 * DAY_MS), 1);
  const lease = leaseOf(books, album, NOW_MS + 12 * DAY_MS);
  assert.deepEqual(lease?.purposes, [Purpose.Display]);
});

test('a frame has heard what came before a question that it answered, and nothing else', async () => {
  const { books, album, frame } = await granted([Purpose.Display]);
  const confirmed = new Confirmed(books);
  const lines = books.linesOf(album).map((line) => line.told);
  const answer = { kind: Kind.Holding, albums: [] } as const;
  assert.equal(confirmed.isPending(album, frame), true);
  confirmed.said({ kind: Kind.AskHolding }, frame);
  confirmed.said({ kind: Kind.Lines, lines }, frame);
  confirmed.heard(answer, frame);
  assert.equal(confirmed.isPending(album, frame), true, 'the question came before the lines');
  confirmed.said({ kind: Kind.AskHolding }, frame);
  confirmed.broke(frame);
  confirmed.heard(answer, frame);
  assert.equal(confirmed.isPending(album, frame), true, 'the connection broke in between');
  confirmed.said({ kind: Kind.Lines, lines }, frame);
  confirmed.said({ kind: Kind.AskHolding }, frame);
  confirmed.heard(answer, frame);
  assert.equal(confirmed.isPending(album, frame), false);
});

test('heads of a frame say what it has', async () => {
  const { books, album, frame } = await granted([Purpose.Display]);
  const confirmed = new Confirmed(books);
  const heads = books.ledgers.get(album)?.heads ?? new Map();
  const told = [...books.ledgers.values()].map((ledger) => ({
    ...{ album: ledger.album, heads, notes: new Uint8Array(16) },
  }));
  confirmed.heard({ kind: Kind.Heads, albums: told }, frame);
  assert.equal(confirmed.isPending(album, frame), false);
  assert.equal(hex(books.me.name), books.me.id);
});
