/** Gossip: whatever two devices have, they end up with the same, and a fork is proved. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, hex } from '../src/crypto/bytes.ts';
import { SigningSeed } from '../src/crypto/keys.ts';
import { Signer } from '../src/crypto/sign.ts';
import { Ledger } from '../src/protocol/consent.ts';
import {
  answer,
  BYTES,
  concerns,
  headsOf,
  LINES,
  lacking,
  packed,
  packedHeads,
  packedNotes,
  questions,
} from '../src/protocol/gossip.ts';
import { type Line, Role, readLine, type Says, writeLine } from '../src/protocol/lines.ts';
import type { AlbumHeads } from '../src/protocol/messages.ts';
import { dice, same } from './protocol_vectors.ts';

const NOW = 1_800_000_000;
const NOTES = new Uint8Array(16);

/** Somebody with a chain in one album. */
class Author {
  readonly signer: Signer;
  last: Line | null = null;

  constructor(octet: number) {
    this.signer = new Signer(new SigningSeed(same(octet)(32)));
  }

  says(album: Uint8Array | null, says: Says): Line {
    const { last } = this;
    const number = last ? last.number + 1 : 0;
    const draft = { album, number, previous: last?.digest ?? null, atMs: NOW * 1000, seen: [] };
    this.last = readLine(writeLine({ ...draft, says }, this.signer));
    return this.last;
  }
}

const [mother, father, guest, frame] = [1, 2, 3, 4].map((one) => new Author(one)) as [
  Author,
  Author,
  Author,
  Author,
];
const keepers = [mother, father].map((one) => one.signer.public).toSorted(compare);
const found = mother.says(null, {
  kind: 'found',
  ...{ owner: same(5)(16), keepers, random: same(6)(16), follows: null },
});
const ALBUM = found.album;
const photos = (octet: number): Says => ({ kind: 'revoke-photos', photos: [same(octet)(16)] });
const grant = (serial: number): Says => ({
  kind: 'grant',
  ...{ frame: frame.signer.public, purposes: [1], fromS: NOW, untilS: NOW + 86_400 },
  ...{ notice: same(7)(32), serial, terms: [] },
});
const HISTORY: readonly Line[] = [
  found,
  mother.says(ALBUM, {
    kind: 'admit',
    ...{ key: guest.signer.public, role: Role.Contributor, untilS: NOW + 86_400 },
  }),
  guest.says(ALBUM, photos(1)),
  father.says(ALBUM, grant(1)),
  mother.says(ALBUM, grant(2)),
  guest.says(ALBUM, photos(2)),
  father.says(ALBUM, photos(3)),
  mother.says(ALBUM, photos(4)),
];

/** One device: what it heard, and the lines as it keeps them. */
class Device {
  ledger = new Ledger(ALBUM);
  readonly chains = new Map<string, Map<number, Line[]>>();

  hear(lines: Iterable<Line>): this {
    for (const line of lines) {
      const [ledger, effects] = this.ledger.hear(line);
      this.ledger = ledger;
      for (const effect of effects) if (effect.kind === 'keep') this.#keep(effect.line);
    }
    return this;
  }

  #keep(line: Line): void {
    const author = hex(line.author);
    const chain = this.chains.get(author) ?? new Map<number, Line[]>();
    const kept = chain.get(line.number) ?? [];
    if (!kept.some((one) => hex(one.digest) === hex(line.digest))) kept.push(line);
    this.chains.set(author, chain.set(line.number, kept));
  }

  get heads(): AlbumHeads {
    return headsOf(this.ledger, NOTES);
  }

  get all(): string[] {
    return [...this.chains.values()]
      .flatMap((chain) => [...chain.values()].flat())
      .map((one) => hex(one.digest))
      .toSorted();
  }
}

/** Everything that one says after it heard the other's heads, through messages. */
const tells = (from: Device, to: Device): Line[] => {
  const asked = questions(to.ledger, from.heads.heads).flatMap((one) =>
    answer(from.ledger, from.chains, one.wanted),
  );
  const lines = [...lacking(from.ledger, from.chains, to.heads.heads), ...asked];
  return packed(lines).flatMap((one) => one.lines.map((told) => readLine(told)));
};

test('whatever two devices heard, in a few rounds both have everything', () => {
  const chance = dice(12);
  for (let turn = 0; turn < 12; turn += 1) {
    const shuffled = HISTORY.toSorted(() => chance(3) - 1);
    const [here, there] = [new Device(), new Device()];
    here.hear(shuffled.filter((_, at) => at % 2 === 0));
    there.hear(shuffled.filter((_, at) => at % 2 === 1 || chance(4) === 0));
    for (let round = 0; round < 6; round += 1) {
      here.hear(tells(there, here));
      there.hear(tells(here, there));
    }
    const everything = HISTORY.map((one) => hex(one.digest)).toSorted();
    assert.deepEqual([here.all, there.all], [everything, everything]);
    assert.deepEqual(questions(here.ledger, there.heads.heads), []);
  }
});

test('what lines rest on comes first: keepers, then others, each chain in its order', () => {
  const lines = lacking(
    new Device().hear(HISTORY).ledger,
    new Device().hear(HISTORY).chains,
    new Map(),
  );
  const order = lines.map((one) => `${hex(one.author)} ${one.number}`);
  const chains = [...keepers, guest.signer.public].map((author) =>
    HISTORY.filter((one) => compare(one.author, author) === 0).map(
      (one) => `${hex(author)} ${one.number}`,
    ),
  );
  assert.deepEqual(order, chains.flat());
});

test('who asks is told everything from that number on, and nothing of others', () => {
  const { ledger, chains } = new Device().hear(HISTORY);
  const wanted = [{ author: mother.signer.public, number: 2 }];
  assert.deepEqual(answer(ledger, chains, wanted), [HISTORY[4], HISTORY[7]]);
  assert.deepEqual(answer(ledger, chains, []), []);
});

test('who has everything is sent nothing', () => {
  const [here, there] = [new Device().hear(HISTORY), new Device().hear(HISTORY)];
  assert.deepEqual(lacking(here.ledger, here.chains, there.heads.heads), []);
});

test('both lines of a split chain go to everybody who still names that author', () => {
  const forger = new Author(3);
  forger.last = HISTORY[2] ?? null;
  const other = forger.says(ALBUM, photos(9));
  const here = new Device().hear([...HISTORY, other]);
  assert.ok(here.ledger.split.has(hex(guest.signer.public)));
  const there = new Device().hear(HISTORY);
  const digests = lacking(here.ledger, here.chains, there.heads.heads).map((one) =>
    hex(one.digest),
  );
  assert.deepEqual(
    digests.toSorted(),
    [other, HISTORY[5] as Line].map((one) => hex(one.digest)).toSorted(),
  );
  there.hear(tells(here, there));
  assert.deepEqual([...there.ledger.split], [...here.ledger.split]);
});

test('an album concerns its keepers, its writers and the frames it was granted to', () => {
  const { ledger } = new Device().hear(HISTORY);
  for (const one of [mother, father, guest, frame]) {
    assert.ok(concerns(ledger, one.signer.public));
  }
  assert.ok(!concerns(ledger, new Author(8).signer.public));
  assert.ok(!concerns(new Ledger(ALBUM), mother.signer.public));
});

test('messages are small enough, and nothing is lost between them', () => {
  const large = { ...found, told: new Uint8Array(8_192) };
  const lines = Array.from({ length: 200 }, (_, at) => (at % 3 ? found : large));
  const messages = packed(lines);
  assert.deepEqual(
    messages.flatMap((one) => one.lines),
    lines.map((one) => one.told),
  );
  for (const one of messages) {
    assert.ok(one.lines.length <= LINES);
    assert.ok(one.lines.reduce((sum, told) => sum + told.length, 0) <= BYTES);
  }
  assert.deepEqual(packed([]), []);
  const notes = Array.from({ length: 130 }, (_, at) => same(at)(70));
  assert.deepEqual(
    packedNotes(notes).map((one) => one.notes.length),
    [64, 64, 2],
  );
  assert.deepEqual(packedNotes([]), []);
});

test('heads are said even where there are none, and never too many at once', () => {
  assert.equal(packedHeads([]).length, 1);
  const heads = new Map(
    Array.from({ length: 120 }, (_, at) => [hex(same(at)(32)), { number: 0, digest: ALBUM }]),
  );
  const albums = Array.from({ length: 20 }, () => ({ album: ALBUM, heads, notes: NOTES }));
  assert.deepEqual(
    packedHeads(albums).map((one) => one.albums.length),
    [8, 8, 4],
  );
});
