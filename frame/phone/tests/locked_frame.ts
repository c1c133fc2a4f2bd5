/**
 * The frame's side of docs/protocol.md §13 for tests: how it asks for its part while it is locked,
 * and what it makes of an answer.
 *
 * Rule: written from the document and not from the phone's side, which it checks.
 */

import { Opener, overheadBytes, SealingSeed, Suite } from '../src/crypto/box.ts';
import { concat, toNumber, utf8 } from '../src/crypto/bytes.ts';
import { SigningSeed } from '../src/crypto/keys.ts';
import { Signer } from '../src/crypto/sign.ts';
import { BadMessage } from '../src/errors.ts';
import { Kind } from '../src/protocol/envelope.ts';
import { Fields } from '../src/protocol/fields.ts';
import { heardByPhones, type Keep, MeetingSecret } from '../src/protocol/unlocking.ts';
import { encode, mapOf } from '../src/protocol/wire.ts';
import type { SimBroker, SimLink } from './sim_link.ts';

const DOMAIN = utf8('hf1/unlock\0');
const fresh = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));

/** The part in an answer to a question; throws BadMessage. */
export function readAnswer(
  told: Uint8Array,
  opener: Opener,
  nonce: Uint8Array,
  asker: Uint8Array,
): Uint8Array {
  if (told[0] !== 1 || told[1] !== opener.suite) throw new BadMessage('of another version');
  if (told.length !== 2 + overheadBytes(opener.suite) + 1_024) throw new BadMessage('no size');
  const info = concat(DOMAIN, Uint8Array.of(opener.suite), asker, nonce);
  const plain = opener.open(told.subarray(2), info);
  const end = 4 + toNumber(plain.subarray(0, 4));
  if (plain.subarray(end).some((one) => one !== 0)) throw new BadMessage('filled another way');
  const fields = Fields.of(plain.slice(4, end));
  fields.whole(0, 1, 1);
  fields.whole(1, 51, 51);
  fields.whole(2);
  const secret = fields.octets(10, 32);
  fields.end();
  return secret;
}

/** A part of a frame's key, and what asks for it while the frame is locked. */
export class LockedFrame {
  readonly signer = new Signer(new SigningSeed(fresh(32)));
  readonly secret = fresh(32);
  readonly meeting = fresh(32);
  /** What phones gave, in the order in which it came. */
  readonly given: Uint8Array[] = [];
  #opener = new Opener(new SealingSeed(fresh(32)), Suite.X25519);
  #nonce = fresh(32);
  #link: SimLink | null = null;

  /** What an open frame says to give this part to a phone. */
  keep(still: readonly LockedFrame[] = []): Keep {
    const { meeting, secret, signer } = this;
    const askers = still.map((one) => one.signer.public);
    return { kind: Kind.Keep, asker: signer.public, meeting, secret, still: askers };
  }

  /** Start, and listen for answers; the sealing key is of this start. */
  start(broker: SimBroker, nowMs = Date.now()): void {
    this.#opener = new Opener(new SealingSeed(fresh(32)), Suite.Hybrid);
    const heard = (_topic: string, told: Uint8Array) => {
      this.given.push(readAnswer(told, this.#opener, this.#nonce, this.signer.public));
    };
    const reach = { url: 'sim:', user: '', password: '', session: `locked ${this.secret}` };
    this.#link = broker.connect(reach, heard, () => undefined) as SimLink;
    this.#link.hear(this.topics(nowMs).values());
  }

  /** Where it asks, and where that is answered: last month, this one, the next. */
  topics(nowMs = Date.now()): ReadonlyMap<string, string> {
    return heardByPhones(new MeetingSecret(this.meeting), nowMs / 1000);
  }

  /** A new question, by its own key or by another one. */
  question(signer = this.signer): Uint8Array {
    this.#nonce = fresh(32);
    const { suite, public: sealKey } = this.#opener;
    const fields = { 0: 1, 1: 50, 2: 0, 10: this.#nonce, 11: suite, 12: sealKey };
    const body = encode(mapOf(fields));
    return concat(signer.sign(concat(DOMAIN, body)), body);
  }

  /** Ask on this month's topic. */
  ask(told = this.question()): void {
    const [, topic = ''] = this.topics().keys();
    this.#link?.tell(topic, told);
  }

  stop(): void {
    this.#link?.close();
  }
}
