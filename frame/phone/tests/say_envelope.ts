/**
 * Says messages of the phone to another program: `node say_envelope.ts SUITE SEALING RECEIVER`.
 *
 * Reads the body of a message a line, in hex; writes the sender's public key, and then an
 * envelope a line, in hex. Each message is read and written again on its way.
 */

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Suite } from '../src/crypto/box.ts';
import { hex, unhex } from '../src/crypto/bytes.ts';
import { SigningSeed } from '../src/crypto/keys.ts';
import { Signer } from '../src/crypto/sign.ts';
import { close, readBody } from '../src/protocol/envelope.ts';
import { fromLetter, toLetter } from '../src/protocol/messages.ts';

const [suite = '', sealing = '', receiver = ''] = process.argv.slice(2);
const signer = new Signer(new SigningSeed(randomBytes(32)));
const to = { name: unhex(receiver), suite: Number(suite) as Suite, sealKey: unhex(sealing) };
console.log(hex(signer.public));
for (const body of readFileSync(0, 'utf8').trim().split('\n')) {
  const letter = readBody(unhex(body));
  console.log(hex(close(toLetter(fromLetter(letter), letter.number), signer, to)));
}
