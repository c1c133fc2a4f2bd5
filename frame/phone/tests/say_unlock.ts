/**
 * Answers a locked frame in the place of a phone: `node say_unlock.ts ASKER SECRET TIME QUESTION`.
 *
 * All in hex but the time, which is in milliseconds; writes the answer in hex.
 */

import { hex, unhex } from '../src/crypto/bytes.ts';
import { answer, readQuestion } from '../src/protocol/unlocking.ts';

const [asker = '', secret = '', time = '', question = ''] = process.argv.slice(2);
const asked = readQuestion(unhex(question), unhex(asker));
console.log(hex(answer(asked, unhex(asker), unhex(secret), Number(time))));
