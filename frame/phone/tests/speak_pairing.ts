/**
 * A phone that pairs over stdin and stdout: `node speak_pairing.ts CARD SUITE NOW`.
 *
 * Reads a command a line: `begin`, `hear HEX NOW`, `agree yes NOW`, `agree no NOW`, `tick NOW`.
 * Answers each with a line `{"state": …, "effects": […]}`; bytes are hex.
 */

import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Opener, SealingSeed, type Suite } from '../src/crypto/box.ts';
import { hex, unhex } from '../src/crypto/bytes.ts';
import { Key, made, SigningSeed } from '../src/crypto/keys.ts';
import { StaticKey } from '../src/crypto/noise.ts';
import { Signer } from '../src/crypto/sign.ts';
import { readCard } from '../src/protocol/card.ts';
import { Gadget, introduce } from '../src/protocol/hello.ts';
import { Guest } from '../src/protocol/pairing.ts';
import type { Effects } from '../src/protocol/steps.ts';

const [card = '', suite = '', now = ''] = process.argv.slice(2);
const signer = new Signer(made(SigningSeed, randomBytes));
const opener = new Opener(made(SealingSeed, randomBytes), Number(suite) as Suite);
const guest = new Guest({
  card: readCard(card),
  me: introduce(signer, opener, Gadget.Phone, 'Zoë 水', '👪 phone'),
  signer,
  static: made(StaticKey, randomBytes),
  fresh: randomBytes,
  begunMs: Number(now),
});

const perform = ([verb, ...words]: readonly string[]): Effects => {
  const [first = '', at = ''] = words;
  if (verb === 'begin') return guest.begin();
  if (verb === 'hear') return guest.hear(unhex(first), Number(at));
  if (verb === 'agree') return guest.agree(first === 'yes', Number(at));
  return guest.tick(Number(first));
};

/** Bytes as hex, wherever they are; secrets too, for the other side is to compare them. */
const plain = (_: string, value: unknown): unknown => {
  if (value instanceof Uint8Array) return hex(value);
  return value;
};
const open = (value: unknown): unknown => {
  if (value instanceof Key) return value.secret;
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(open);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, open(one)]));
};

for await (const line of createInterface({ input: process.stdin })) {
  const effects = perform(line.split(' '));
  console.log(JSON.stringify({ state: guest.state, effects: open(effects) }, plain));
}
