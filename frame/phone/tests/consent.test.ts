/** What everything that was signed allows: the ledgers that Python has, and what must hold. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../src/crypto/bytes.ts';
import { BadMessage } from '../src/errors.ts';
import { Ledger } from '../src/protocol/consent.ts';
import type { Effect } from '../src/protocol/facts.ts';
import { type Line, Purpose, Role, readLine, type Says } from '../src/protocol/lines.ts';
import {
  Author,
  admit,
  DAY,
  Family,
  grant,
  kindsOf,
  NOW,
  OTHER,
  PHOTO,
} from './consent_family.ts';
import { dice, dropped, same, vectors } from './protocol_vectors.ts';

const TOLD = vectors('ledger');
const FRAMES: readonly Uint8Array[] = TOLD.people.slice(5).map(unhex);
const TIMES = [NOW, NOW + 28 * DAY, NOW + 60 * DAY];
const NAMES: Readonly<Record<string, string>> = {
  'revoke-photos': 'RevokePhotos',
  'revoke-purposes': 'RevokePurposes',
  'revoke-frame': 'RevokeFrame',
  'revoke-album': 'RevokeAlbum',
};

const short = (name: Uint8Array | string) =>
  (typeof name === 'string' ? name : hex(name)).slice(0, 8);
const sorted = (names: Iterable<string>) => [...names].map(short).sort();

/** An effect in the words of the vectors. */
function worded(one: Effect): string {
  switch (one.kind) {
    case 'keep':
      return `keep ${short(one.line.digest)}`;
    case 'withdraw': {
      const whose = one.sender ? short(one.sender) : 'all';
      return `withdraw ${NAMES[one.says.kind]} ${short(one.answers)} of ${whose}`;
    }
    case 'ask':
      return `ask ${short(one.author)} from ${one.number}`;
    case 'split':
      return `split ${short(one.author)}`;
    case 'acknowledge': {
      const { photos, answers } = one.receipt;
      return `acknowledge ${short(one.frame)}: ${photos} of ${short(answers)}`;
    }
  }
}

function heard(ledger: Ledger, line: Line): readonly [Ledger, readonly string[]] {
  try {
    const [next, effects] = ledger.hear(line);
    return [next, effects.map(worded)];
  } catch (error) {
    assert.ok(error instanceof BadMessage);
    return [ledger, ['refuse']];
  }
}

/** What a ledger says when everything is asked that can be, as the vectors tell it. */
function state(ledger: Ledger): unknown {
  const people: readonly Uint8Array[] = TOLD.people.map(unhex);
  const frame = unhex(TOLD.frame);
  const pairs = [PHOTO, OTHER].flatMap((photo) => people.map((by) => [photo, by] as const));
  const keyed = <V>(map: ReadonlyMap<string, V>, tell: (key: string, value: V) => unknown) =>
    Object.fromEntries([...map].map(([key, value]) => [key, tell(key, value)]));
  const cut = (key: string) => key.split(':').map(short).join(':');
  const renamed = <V>(map: ReadonlyMap<string, V>) =>
    new Map([...map].map(([key, value]) => [cut(key), value]));
  return {
    standing: FRAMES.flatMap((one) =>
      TIMES.map((at) => {
        const { purposes, blurred, untilS: until } = ledger.standing(one, at);
        return { frame: short(one), at, purposes: [...purposes].sort(), blurred, until };
      }),
    ),
    allowed: Object.values(Purpose).flatMap((purpose) =>
      pairs
        .filter(([photo, by]) => ledger.allows(frame, purpose, NOW, photo, by))
        .map(([photo, by]) => [purpose, short(photo), short(by)]),
    ),
    is_revoked: pairs.filter((one) => ledger.isRevoked(...one)).map((one) => one.map(short)),
    may_grant: people.filter((one) => ledger.mayGrant(one, NOW)).map(short),
    heads: keyed(renamed(ledger.heads), (_, head) => [head.number, short(head.digest)]),
    split: sorted(ledger.split),
    waiting: sorted(ledger.waiting.keys()),
    floors: keyed(renamed(ledger.floors), (_, serial) => serial),
    receipts: keyed(renamed(ledger.receipts), (_, one) => one.photos),
  };
}

const linesOf = (told: { lines: readonly string[] }) =>
  told.lines.map((one) => readLine(unhex(one)));

function shuffled<T>(some: readonly T[], chance: (below: number) => number): T[] {
  const out = [...some];
  for (let at = out.length - 1; at > 0; at -= 1) {
    const other = chance(at + 1);
    [out[at], out[other]] = [out[other] as T, out[at] as T];
  }
  return out;
}

test('every history of the vectors is judged as Python judges it, line by line', () => {
  assert.equal(TOLD.histories.length, 16);
  for (const told of TOLD.histories) {
    const lines = linesOf(told);
    let [ledger, half] = [new Ledger(unhex(told.album)), new Ledger(unhex(told.album))];
    told.order.forEach((place: number, at: number) => {
      const [next, effects] = heard(ledger, lines[place] as Line);
      assert.deepEqual(effects, told.then[at]);
      ledger = next;
      if (at + 1 === told.order.length >> 1) half = ledger;
    });
    assert.deepEqual([state(half), state(ledger)], [told.half, told.whole]);
    const missing = half.missing(ledger.heads).map((one) => [short(one.author), one.number]);
    assert.deepEqual(missing, told.missing);
    assert.deepEqual(ledger.unwarned(half.heads).map(short), told.unwarned);
  }
});

test('order, repetition and hearing all at once change nothing', () => {
  const chance = dice(7);
  for (const told of TOLD.histories) {
    const lines = linesOf(told);
    const album = unhex(told.album);
    const one = lines.reduce((ledger, line) => heard(ledger, line)[0], new Ledger(album));
    for (let round = 0; round < 3; round += 1) {
      const some = shuffled([...lines, ...lines.slice(0, 5)], chance);
      const apart = some.reduce((ledger, line) => heard(ledger, line)[0], new Ledger(album));
      assert.deepEqual(apart, one);
      assert.deepEqual(new Ledger(album).hearAll(some)[0], one);
    }
  }
});

test('loss and delay change nothing but time, and what is gone stays gone', () => {
  const chance = dice(8);
  const gone = (ledger: Ledger) =>
    (state(ledger) as { is_revoked: string[][] }).is_revoked.map(String);
  for (const told of TOLD.histories) {
    const lines = shuffled(linesOf(told), chance);
    let [ledger, before] = [new Ledger(unhex(told.album)), [] as string[]];
    for (const line of lines) {
      [ledger] = heard(ledger, line);
      const now = gone(ledger);
      assert.ok(before.every((one) => now.includes(one)));
      before = now;
    }
    assert.deepEqual(state(ledger), told.whole);
  }
});

test('what was kept is enough to begin again', () => {
  for (const told of TOLD.histories) {
    const [whole, effects] = new Ledger(unhex(told.album)).hearAll(linesOf(told));
    const kept = effects.flatMap((one) => (one.kind === 'keep' ? [one.line] : []));
    const [again] = new Ledger(unhex(told.album)).hearAll(kept);
    assert.deepEqual({ ...again }, { ...whole, waiting: new Map() });
  }
});

test('a ledger is not changed by what it hears', () => {
  for (const told of TOLD.histories.slice(0, 4)) {
    let ledger = new Ledger(unhex(told.album));
    for (const line of linesOf(told)) {
      const before = structuredClone({ ...ledger });
      const [next] = heard(ledger, line);
      assert.deepEqual({ ...ledger }, before);
      ledger = next;
    }
  }
});

test('a hidden revocation hides every renewal made after it', () => {
  const home = new Family();
  const given = home.mother.says(grant(home.frame));
  const hidden = home.mother.says({ kind: 'revoke-photos', photos: [PHOTO] });
  const renewed = home.mother.says(grant(home.frame, { fromS: NOW + 20 * DAY }));
  const [without, effects] = new Ledger(home.album).hearAll([home.found, given, renewed]);
  assert.ok(without.standing(home.frame.key, NOW).purposes.has(Purpose.Display));
  assert.equal(without.standing(home.frame.key, NOW + 30 * DAY).purposes.size, 0);
  assert.deepEqual(effects.at(-1), { kind: 'ask', author: home.mother.key, number: 2 });
  const [whole] = without.hear(hidden);
  assert.equal(whole.standing(home.frame.key, NOW + 30 * DAY).untilS, NOW + 50 * DAY);
  assert.ok(whole.isRevoked(PHOTO, home.guest.key));
});

test('a line about another album is refused, alone and among others', () => {
  const home = new Family();
  const ledger = new Ledger(same(1)(32));
  assert.throws(() => ledger.hear(home.found), dropped);
  assert.deepEqual(ledger.hearAll([home.found]), [ledger, []]);
});

test('what waits is at most 64 lines, and what was refused leaves no trace', () => {
  const home = new Family();
  const lines = Array.from({ length: 70 }, (_, serial) =>
    home.son.says(grant(home.frame, { serial })),
  );
  const [waiting] = new Ledger(home.album).hearAll(lines);
  assert.equal(waiting.waiting.size, 64);
  const [open] = waiting.hearAll([home.found, home.mother.says(admit(home.son, Role.Owner))]);
  assert.equal(open.waiting.size, 0);
  assert.equal(open.granted.size, 64);
});

test('an album has at most 64 devices that write', () => {
  const home = new Family();
  const others = Array.from({ length: 66 }, (_, name) => new Author(20 + name));
  const lines = others.map((one) => home.mother.says(admit(one, Role.Contributor)));
  const [full, effects] = new Ledger(home.album).hearAll([home.found, ...lines]);
  assert.equal(full.admitted.size, 64);
  assert.equal(kindsOf(effects).filter((one) => one === 'keep').length, 65);
  assert.throws(() => full.hear(lines[65] as Line), dropped);
  assert.deepEqual(full.hear(lines[5] as Line), [full, []]);
});

test('ten thousand photos that were taken back are quick', (t) => {
  const home = new Family();
  const photo = (number: number) => unhex(number.toString(16).padStart(32, '0'));
  const line = (number: number): Line => ({
    ...home.found,
    number: number + 1,
    previous: number ? digestOf(number - 1) : home.found.digest,
    digest: digestOf(number),
    says: { kind: 'revoke-photos', photos: [photo(number)] } satisfies Says,
  });
  const digestOf = (number: number) => unhex(number.toString(16).padStart(64, 'f'));
  const lines = Array.from({ length: 10_000 }, (_, number) => line(number));
  const began = performance.now();
  let [ledger] = new Ledger(home.album).hearAll([home.found, ...lines]);
  for (let number = 10_000; number < 10_050; number += 1) [ledger] = ledger.hear(line(number));
  let gone = 0;
  for (let at = 0; at < 20_000; at += 1) gone += +ledger.isRevoked(photo(at), home.guest.key);
  assert.equal(gone, 10_050);
  assert.equal(ledger.nextNumber(home.mother.key), 10_051);
  assert.ok(performance.now() - began < 5_000, 'took longer than 5 seconds');
  t.diagnostic(`10,050 revocations: ${Math.round(performance.now() - began)} ms`);
});
