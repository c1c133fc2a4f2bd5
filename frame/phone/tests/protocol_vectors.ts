/** The vectors that both programs have to agree about, and how tests read them. */

import { readFileSync } from 'node:fs';
import { BadMessage, type Code, Refused } from '../src/errors.ts';

const FOLDER = new URL('../../../tests/vectors/protocol/', import.meta.url);

// biome-ignore lint/suspicious/noExplicitAny: what is in a file is known to its test only
export const vectors = (name: string): any =>
  JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));

/** All that turns the direction of writing: embeddings, overrides, isolates. */
export const TURNING = '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069';

/** For `assert.throws`: bytes of a peer that are dropped. */
export const dropped = (error: unknown): boolean => error instanceof BadMessage;

/** For `assert.throws`: a refusal with this code. */
export const refused =
  (code: Code) =>
  (error: unknown): boolean =>
    error instanceof Refused && error.code === code;

/** Bytes that stand for randomness and are the same each time. */
export const same =
  (octet: number) =>
  (count: number): Uint8Array =>
    new Uint8Array(count).fill(octet);

/** A reproducible stream of numbers below a bound (xorshift32), for properties. */
export const dice = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};

/** A text of letters of some scripts, with 1 to 3 signs in it that turn the direction of writing. */
export const turnedText = (chance: (below: number) => number, most: number): string => {
  const some = (signs: string) => [...signs][chance([...signs].length)] ?? '';
  const letters = Array.from({ length: chance(most - 2) }, () => some('aé水😀אب\u200f\u061c '));
  for (let count = 1 + chance(3); count; count -= 1) {
    letters.splice(chance(letters.length + 1), 0, some(TURNING));
  }
  return letters.join('');
};

/** Bytes from such a stream. */
export const thrown = (chance: (below: number) => number, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => chance(256));
