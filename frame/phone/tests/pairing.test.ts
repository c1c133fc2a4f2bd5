/** Pairing: every message is that of the vectors, and the steps are those of the document. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Opener, SealingSeed } from '../src/crypto/box.ts';
import { concat, hex, unhex } from '../src/crypto/bytes.ts';
import { SigningSeed } from '../src/crypto/keys.ts';
import {
  EphemeralKey,
  Pattern,
  Responder,
  type Session,
  StaticKey,
  type Terms,
} from '../src/crypto/noise.ts';
import { Signer } from '../src/crypto/sign.ts';
import { type Card, pskOf } from '../src/protocol/card.ts';
import {
  type Admission,
  Gadget,
  introduce,
  PAYLOAD_BYTES,
  Reason,
  readConfirm,
  readHello,
  readVerdict,
  readWelcome,
  writeAdmitted,
  writeHello,
  writeRefused,
  writeWelcome,
} from '../src/protocol/hello.ts';
import { AGAIN_MS, Guest } from '../src/protocol/pairing.ts';
import { type Effect, type Effects, GUEST_MOVES } from '../src/protocol/steps.ts';
import { dice, dropped, refused, thrown, vectors } from './protocol_vectors.ts';

const TOLD = vectors('pairing');
const NOW: number = TOLD.now;
const LATE = NOW + 180_000;
const CARD: Card = { frame: unhex(TOLD.card.frame), token: unhex(TOLD.card.token), broker: '' };
const [PHONE_CASE] = TOLD.good;

// biome-ignore lint/suspicious/noExplicitAny: one side of a vector
const side = (told: any) => {
  const signer = new Signer(new SigningSeed(unhex(told.signing_seed)));
  const opener = new Opener(new SealingSeed(unhex(told.sealing_seed)), told.suite);
  return {
    signer,
    static: new StaticKey(unhex(told.static)),
    me: introduce(signer, opener, told.kind, told.person, told.label),
    fresh: () => unhex(told.ephemeral),
  };
};
const guestOf = (told: unknown = PHONE_CASE.guest, card = CARD): Guest =>
  new Guest({ ...side(told), card, begunMs: NOW });

const sent = (effects: Effects): Uint8Array => {
  assert.deepEqual(
    effects.map((one) => one.kind),
    ['send'],
  );
  return (effects[0] as Effect & { kind: 'send' }).message;
};
const because = (effects: Effects): string => {
  const [only] = effects;
  assert.ok(effects.length === 1 && only?.kind === 'failed');
  return only.because;
};
const message = (at: number, told = PHONE_CASE): Uint8Array => unhex(told.messages[at].message);
const flipped = (told: Uint8Array, at: number): Uint8Array => {
  const spoiled = told.slice();
  spoiled[at] = (spoiled[at] ?? 0) ^ 1;
  return spoiled;
};

/** A guest that compares digits, or agreed to them. */
const comparing = (): Guest => {
  const guest = guestOf();
  guest.hear(message(1), NOW);
  return guest;
};
const agreed = (): Guest => {
  const guest = comparing();
  guest.agree(true, NOW);
  return guest;
};

/** A frame made by hand that answers as it likes; returns what it can seal with. */
const answering = (
  guest: Guest,
  welcome = writeWelcome(side(PHONE_CASE.host).me, false),
): { session: Session; answer: Uint8Array } => {
  const host = side(PHONE_CASE.host);
  const terms: Terms = {
    pattern: Pattern.IKpsk1,
    static: host.static,
    ephemeral: new EphemeralKey(host.fresh()),
    psk: pskOf(CARD),
    prologue: new TextEncoder().encode('hf1/pair'),
  };
  const responder = new Responder(terms);
  responder.hear(sent(guest.begin()).subarray(1));
  const [answer, session] = responder.answer(welcome);
  return { session, answer: concat(Uint8Array.of(2), answer) };
};

for (const one of TOLD.good) {
  test(`every message is the one of the vectors: ${one.name}`, () => {
    assert.equal(hex(pskOf(CARD).secret), TOLD.psk);
    const guest = guestOf(one.guest);
    assert.equal(hex(sent(guest.begin())), one.messages[0].message);
    const [compared] = guest.hear(message(1, one), NOW);
    assert.ok(compared?.kind === 'compare');
    assert.deepEqual([compared.digits, compared.claimed], [one.digits, one.host.claimed]);
    assert.deepEqual(compared.host, { ...side(one.host).me, person: '' });
    assert.equal(hex(sent(guest.agree(true, NOW))), one.messages[2].message);
    const [paired] = guest.hear(message(3, one), NOW);
    assert.ok(paired?.kind === 'paired' && guest.state === 'Paired');
    assert.deepEqual([paired.admission.role, paired.timeMs], [one.role, NOW]);
    assert.equal(hex(paired.admission.owner), TOLD.owner);
    assert.equal(hex(paired.admission.pair.secret), TOLD.pair_secret);
    assert.equal(hex(paired.admission.presence.secret), TOLD.presence_secret);
    assert.equal(hex(paired.static), TOLD.card.frame);
  });

  test(`every payload is read and written with the same bytes: ${one.name}`, () => {
    const [hello, welcome, confirm, admitted] = one.messages.map((told: { payload: string }) =>
      unhex(told.payload),
    );
    const padded = (told: Uint8Array) => concat(told, new Uint8Array(PAYLOAD_BYTES - told.length));
    assert.equal(TOLD.padded_to, PAYLOAD_BYTES);
    assert.equal(hex(writeHello(readHello(padded(hello)))), hex(padded(hello)));
    const [host, claimed] = readWelcome(padded(welcome));
    assert.equal(hex(writeWelcome(host, claimed)), hex(padded(welcome)));
    assert.equal(readConfirm(confirm).length, 64);
    const verdict = readVerdict(admitted);
    assert.ok(typeof verdict === 'object');
    assert.equal(hex(writeAdmitted(verdict)), hex(admitted));
  });
}

for (const { reason, payload, message: told } of TOLD.refused) {
  test(`a refusal is the one of the vectors: ${reason}`, () => {
    assert.equal(readVerdict(unhex(payload)), reason);
    assert.equal(hex(writeRefused(reason)), payload);
    const codes = { [Reason.Declined]: 'declined', [Reason.TooLate]: 'card-is-old' };
    const wanted = { ...codes, [Reason.NotInvited]: 'not-invited' }[reason as Reason];
    for (const guest of [comparing(), agreed()]) {
      assert.equal(because(guest.hear(unhex(told), NOW)), wanted);
      assert.equal(guest.state, 'Failed');
    }
  });
}

for (const { because: why, payload } of TOLD.spoiled) {
  test(`a spoiled introduction is refused: ${why}`, () => {
    const told = concat(unhex(payload), new Uint8Array(PAYLOAD_BYTES - payload.length / 2));
    assert.throws(() => readHello(told), dropped);
  });
}

test('an introduction has one length, and zeros that are zero', () => {
  const good = writeHello(side(PHONE_CASE.guest).me);
  readHello(good);
  for (const told of [good.subarray(1), concat(good, Uint8Array.of(0)), flipped(good, 3_071)]) {
    assert.throws(() => readHello(told), dropped);
  }
});

test('names that a person typed are as long as the protocol allows', () => {
  const { signer } = side(PHONE_CASE.guest);
  const opener = new Opener(new SealingSeed(new Uint8Array(32)), 1);
  const typed = (person: string, label: string) =>
    introduce(signer, opener, Gadget.Phone, person, label);
  assert.equal(typed(' Zoë ', '👪'.repeat(64)).person, 'Zoë');
  assert.equal(typed(' \u202eZo\u2069ë ', '').person, 'Zoë');
  for (const [person, label] of [
    ['p'.repeat(201), ''],
    ['', 'l'.repeat(65)],
    ['\ud800', ''],
  ] as const) {
    assert.throws(() => typed(person, label), refused('bad-input'));
  }
});

test('the longest names fit into an introduction', () => {
  const me = { ...side(PHONE_CASE.guest).me, person: '👪'.repeat(200), label: '👪'.repeat(64) };
  assert.deepEqual(readHello(writeHello(me)), me);
});

test('the moves are those of the document', () => {
  const text = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
  const diagram = text.split('```mermaid').find((one) => one.includes('[*] --> Waiting')) ?? '';
  const rows = [...diagram.matchAll(/^ +(\w+) --> (\w+): (.+)$/gm)];
  const table = Object.entries(GUEST_MOVES).flatMap(([from, moves]) =>
    Object.entries(moves).map(([event, to]) => `${from} ${to} ${event}`),
  );
  assert.equal(table.length, 12);
  assert.deepEqual(
    rows.map(([, from, to, event]) => `${from} ${to} ${event}`).toSorted(),
    table.toSorted(),
  );
});

test('what was not answered is said again every three seconds, the same bytes', () => {
  const guest = guestOf();
  const first = hex(sent(guest.begin()));
  assert.deepEqual(guest.tick(NOW + AGAIN_MS - 1), []);
  assert.equal(hex(sent(guest.tick(NOW + AGAIN_MS))), first);
  assert.deepEqual(guest.tick(NOW + AGAIN_MS + 1), []);
  assert.equal(hex(sent(guest.tick(NOW + 2 * AGAIN_MS))), first);
  guest.hear(message(1), NOW);
  assert.deepEqual(guest.tick(NOW + 9 * AGAIN_MS), []);
  guest.agree(true, NOW);
  assert.equal(hex(sent(guest.tick(NOW + AGAIN_MS))), PHONE_CASE.messages[2].message);
  guest.hear(message(3), NOW);
  assert.deepEqual(guest.tick(NOW + 20 * AGAIN_MS), []);
});

test('after three minutes the card is worth nothing, whatever comes', () => {
  for (const late of [LATE, NOW - 1]) {
    for (const make of [guestOf, comparing, agreed]) {
      const acts = [
        (guest: Guest) => guest.hear(message(1), late),
        (guest: Guest) => guest.agree(true, late),
        (guest: Guest) => guest.tick(late),
      ];
      for (const act of acts) {
        const guest = make();
        assert.equal(because(act(guest)), 'card-is-old');
        assert.equal(guest.state, 'Failed');
        assert.deepEqual(act(guest), []);
      }
    }
  }
});

test('what has no row changes nothing', () => {
  const guest = guestOf();
  assert.deepEqual(guest.agree(true, NOW), []);
  assert.deepEqual(guest.agree(false, NOW), []);
  for (const told of [new Uint8Array(), Uint8Array.of(7, 1), message(0), message(2), message(3)]) {
    assert.deepEqual(guest.hear(told, NOW), []);
    assert.equal(guest.state, 'Waiting');
  }
  guest.hear(message(1), NOW);
  assert.deepEqual(guest.hear(message(1), NOW), []);
  assert.deepEqual(guest.hear(flipped(message(1), 9), NOW), []);
  assert.equal(guest.state, 'Comparing');
});

test('different digits end it', () => {
  const guest = comparing();
  assert.equal(because(guest.agree(false, NOW)), 'pairing-failed');
  assert.deepEqual(guest.agree(true, NOW), []);
  assert.deepEqual(guest.hear(message(3), NOW), []);
  assert.deepEqual(guest.tick(NOW + AGAIN_MS), []);
});

test('a flipped bit in what the frame says ends it', () => {
  const chance = dice(9);
  for (let turn = 0; turn < 12; turn += 1) {
    const [second, fourth] = [message(1), message(3)];
    const waiting = guestOf();
    assert.equal(
      because(waiting.hear(flipped(second, 1 + chance(second.length - 1)), NOW)),
      'pairing-failed',
    );
    assert.deepEqual(waiting.hear(second, NOW), []);
    const waits = agreed();
    assert.equal(
      because(waits.hear(flipped(fourth, 1 + chance(fourth.length - 1)), NOW)),
      'pairing-failed',
    );
  }
});

test('any bytes leave a guest where it is, or fail it', () => {
  const chance = dice(10);
  for (let turn = 0; turn < 60; turn += 1) {
    const guest = turn % 3 ? comparing() : guestOf();
    const before = guest.state;
    guest.hear(concat(Uint8Array.of(chance(6)), thrown(chance, chance(4_000))), NOW);
    assert.ok([before, 'Failed'].includes(guest.state));
  }
});

test('a card of another token meets nobody', () => {
  const guest = guestOf(PHONE_CASE.guest, { ...CARD, token: new Uint8Array(16) });
  assert.equal(because(guest.hear(message(1), NOW)), 'pairing-failed');
});

test('an admission before the person agreed is a bad message', () => {
  const guest = comparing();
  assert.equal(because(guest.hear(message(3), NOW)), 'pairing-failed');
});

test('a device does not pair with itself', () => {
  const guest = guestOf();
  const me = { ...side(PHONE_CASE.guest).me, kind: Gadget.Frame };
  const { answer } = answering(guest, writeWelcome(me, false));
  assert.equal(because(guest.hear(answer, NOW)), 'pairing-failed');
});

test('an admission is signed by the frame, for this handshake and this kind of device', () => {
  const host = side(PHONE_CASE.host);
  const good = readVerdict(unhex(PHONE_CASE.messages[3].payload));
  assert.ok(typeof good === 'object');
  const word = new TextEncoder().encode('hf1/pair/frame\0');
  const { admission: given } = good;
  const cases: [string, Admission, Signer, number][] = [
    ['paired', given, host.signer, 0],
    ['failed', { ...given, role: 4 }, host.signer, 0],
    ['failed', given, side(PHONE_CASE.guest).signer, 0],
    ['failed', given, host.signer, 1],
  ];
  for (const [wanted, admission, signer, more] of cases) {
    const guest = guestOf();
    const { session, answer } = answering(guest);
    guest.hear(answer, NOW);
    guest.agree(true, NOW);
    const transcript = concat(word, session.transcript, new Uint8Array(more));
    const told = writeAdmitted({ signature: signer.sign(transcript), admission, timeMs: NOW });
    const [effect] = guest.hear(concat(Uint8Array.of(4), session.sealing.seal(told)), NOW);
    assert.equal(effect?.kind, wanted);
  }
});

test('an introduction is of the key that stands behind it', () => {
  const { me } = side(PHONE_CASE.host);
  const scan = { ...side(PHONE_CASE.guest), card: CARD, begunMs: NOW, me };
  assert.throws(() => new Guest(scan), RangeError);
});
