/** Departures: offers that go out, wait, are repeated and end, on a clock made by hand. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../src/crypto/bytes.ts';
import {
  Departures,
  type Effect,
  type Effects,
  OUT,
  type Step,
} from '../src/protocol/departures.ts';
import { Kind } from '../src/protocol/envelope.ts';
import { type Offer, Result, type Want } from '../src/protocol/messages.ts';
import { CHUNK_BYTES } from '../src/protocol/photos.ts';
import { dice, same } from './protocol_vectors.ts';

const NOW = 1_800_000_000_000;

/** An offer of a photo with so many chunks. */
const parcel = (number: number, chunks = 20): Offer => ({
  kind: Kind.Offer,
  transfer: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, number),
  album: same(0x61)(32),
  epoch: 0,
  photo: Uint8Array.of(...new Uint8Array(15), number),
  pictureBytes: 1,
  sealedBytes: chunks * CHUNK_BYTES,
  checks: new Uint8Array(16 * chunks),
  taken: null,
  sender: same(0x6b)(32),
});
const PARCELS = Array.from({ length: 10 }, (_, number) => parcel(number));
const of = (number: number): Offer => PARCELS[number] as Offer;
const say = (message: Offer): Effect => ({ kind: 'say', message });
const finished = ({ transfer }: Offer, result: Result | null): Effect => ({
  kind: 'finished',
  transfer,
  result,
});
const chunks = ({ transfer }: Offer, ...indices: number[]): Effect => ({
  kind: 'chunks',
  transfer,
  indices,
});
const offering = (parcels: readonly Offer[]): Departures =>
  parcels.reduce((state, one) => state.add(one, NOW)[0], new Departures());
const want = (one: Offer, bitmap: number[], window = 8): Want => ({
  kind: Kind.Want,
  transfer: one.transfer,
  bitmap: Uint8Array.from(bitmap),
  window,
});
const names = (parcels: readonly Offer[]) => parcels.map((one) => hex(one.transfer));

test('eight offers are made and the others wait in order', () => {
  assert.deepEqual(new Departures().add(of(0), NOW)[1], [say(of(0))]);
  const state = offering(PARCELS);
  assert.deepEqual([...state.out.keys()], names(PARCELS.slice(0, OUT)));
  const done = { kind: Kind.Done, transfer: of(3).transfer, result: Result.Kept } as const;
  const [after, effects] = state.done(done, NOW);
  assert.deepEqual(effects, [finished(of(3), Result.Kept), say(of(8))]);
  const [again, nothing] = after.done(done, NOW);
  assert.deepEqual([again, nothing], [after, []]);
});

test('the first wanted chunks are sent', () => {
  const state = offering(PARCELS);
  const sent = (step: Step) => step[1];
  assert.deepEqual(sent(state.want(want(of(0), [0x0a, 0xff, 0xff], 3), NOW)), [
    chunks(of(0), 1, 3, 8),
  ]);
  assert.deepEqual(sent(state.want(want(of(0), [0, 0, 0xff, 0xff], 16), NOW)), [
    chunks(of(0), 16, 17, 18, 19),
  ]);
  assert.deepEqual(sent(state.want(want(of(0), [0]), NOW)), []);
  assert.deepEqual(sent(state.want(want(of(9), [1]), NOW)), [chunks(of(9), 0)]);
});

test('who wants what is not here is told that it ended', () => {
  const [state, effects] = new Departures().want(want(parcel(99, 2), [3]), NOW);
  assert.equal(state.offers.size, 0);
  const message = {
    kind: Kind.Done,
    transfer: parcel(99).transfer,
    result: Result.Unknown,
  } as const;
  assert.deepEqual(effects, [{ kind: 'say', message }]);
});

test('an offer without an answer is made again more and more seldom', () => {
  let [state, now]: [Departures, number] = [offering([of(1)]), NOW];
  const pauses: number[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    const since = now;
    let said: Effects = [];
    while (said.length === 0) {
      now += 20_000;
      [state, said] = state.tick(now);
    }
    assert.deepEqual(said, [say(of(1))]);
    pauses.push(Math.floor((now - since) / 60_000));
  }
  assert.deepEqual(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
  [state] = state.want(want(of(1), [1]), now);
  assert.deepEqual(state.tick(now + 59_999)[1], []);
  assert.deepEqual(state.tick(now + 60_000)[1], [say(of(1))]);
});

test('a clock that was set back makes an offer again rather than never', () => {
  assert.deepEqual(offering([of(1)]).tick(NOW - 1)[1], [say(of(1))]);
});

test('who connects hears all offers that are out', () => {
  const [state, effects] = offering(PARCELS).connected(NOW + 1);
  assert.deepEqual(effects, PARCELS.slice(0, OUT).map(say));
  assert.deepEqual(state.tick(NOW + 60_000)[1], []);
});

test('what was taken back is forgotten', () => {
  const gone = [of(0).photo, of(9).photo];
  const [state, effects] = offering(PARCELS).cancel((one) => gone.includes(one.photo), NOW);
  assert.deepEqual(effects, [finished(of(0), null), finished(of(9), null), say(of(8))]);
  assert.deepEqual([...state.offers.keys()], names(PARCELS.slice(1, 9)));
});

test('an offer that was replaced is made again', () => {
  const [first, second] = [parcel(1, 2), parcel(1, 3)];
  const [state, effects] = offering([first]).add(second, NOW);
  assert.deepEqual(effects, [say(second)]);
  assert.deepEqual([...state.offers.values()], [second]);
});

test('whatever happens, at most eight offers that were not wanted are out, and none is lost', () => {
  const chance = dice(8);
  let state = new Departures();
  const open = new Set<string>();
  for (let turn = 0; turn < 600; turn += 1) {
    const one = of(chance(PARCELS.length));
    const name = hex(one.transfer);
    const before = state.offers;
    const [next, effects] = ((): Step => {
      const now = NOW + turn * 10_000;
      switch (chance(5)) {
        case 0:
        case 1:
          open.add(name);
          return state.add(one, now);
        case 2:
          open.delete(name);
          return state.done({ kind: Kind.Done, transfer: one.transfer, result: 1 }, now);
        case 3:
          return state.connected(now);
        default:
          return state.tick(now);
      }
    })();
    state = next;
    assert.deepEqual(new Set(state.offers.keys()), open);
    assert.equal(state.out.size, Math.min(OUT, open.size));
    assert.ok([...state.out.keys()].every((key) => open.has(key)));
    for (const effect of effects) {
      if (effect.kind === 'finished') assert.ok(before.has(hex(effect.transfer)));
    }
  }
});
