/**
 * How the fields of a message are read and written: one `Part` for each, put together in tables.
 *
 * Rule: a part reads only what it writes, so a message has one spelling.
 */

import { BadMessage } from '../errors.ts';
import { asArray, asFlag, asOctets, asTaken, asText, asWhole, isAscending } from './fields.ts';
import { unturned } from './turns.ts';
import { LARGEST, type Value } from './wire.ts';

/** How a value is read, within its bounds (BadMessage), and written; left out where null. */
export interface Part<T> {
  readonly read: (value: Value) => T;
  readonly write: (told: T) => Value;
  readonly isOptional?: boolean;
}

/** A part for each field of a noun, in the order in which they are numbered. */
export type Parts<N> = { readonly [F in Exclude<keyof N, 'kind'>]-?: Part<N[F]> };

/** A table of parts when nobody knows any more of which noun it is. */
export type AnyParts = Readonly<Record<string, Part<unknown>>>;

const asItIs = <T extends Value>(told: T): Value => told;

/** The part of a whole number. */
export const whole = (most = LARGEST, least = 0): Part<number> => ({
  read: (value) => asWhole(value, least, most),
  write: asItIs,
});

/** The part of a byte string; of exactly `least` bytes where `most` is left out. */
export const octets = (least: number, most?: number): Part<Uint8Array> => ({
  read: (value) => asOctets(value, least, most),
  write: asItIs,
});

/** The part of a text of at most so many code points; written without what turns writing. */
export const text = (most: number): Part<string> => ({
  read: (value) => asText(value, most),
  write: unturned,
});

/** The part of true or false. */
export const flag: Part<boolean> = { read: asFlag, write: asItIs };

/** The part of a time on a camera's clock, as "YYYY-MM-DDTHH:MM:SS". */
export const taken: Part<string> = { read: asTaken, write: asItIs };

/** The part of a word for a number from 1 to `most`. */
export const choice = <T extends number>(most: T): Part<T> => ({
  read: (value) => asWhole(value, 1, most) as T,
  write: asItIs,
});

/** The part of a field that is left out where it is null. */
export const optional = <T>(part: Part<T>): Part<T | null> => ({
  read: part.read,
  write: (told) => (told === null ? null : part.write(told)),
  isOptional: true,
});

/** The part of an array with so many entries. */
export const array = <T>(part: Part<T>, most: number, least = 0): Part<readonly T[]> => ({
  read: (value) => asArray(value, least, most).map((one) => part.read(one)),
  write: (told) => told.map((one) => part.write(one)),
});

/** The part of a noun that is written as an array, in the order of its fields. */
export const row = <N>(parts: Parts<N>): Part<N> => {
  const named = Object.entries(parts as AnyParts);
  return {
    read: (value) => {
      const told = asArray(value, named.length, named.length);
      const found = named.map(([name, part], at) => [name, part.read(told[at] as Value)]);
      return Object.fromEntries(found) as N;
    },
    write: (noun) =>
      named.map(([name, part]) => part.write((noun as Record<string, unknown>)[name])),
  };
};

/** The part of an array whose entries ascend, each once, by what `by` gives of them. */
export const ascending = <T>(
  part: Part<T>,
  most: number,
  by: (one: T) => Uint8Array | number,
  least = 0,
): Part<readonly T[]> => {
  const many = array(part, most, least);
  return {
    read: (value) => {
      const found = many.read(value);
      mustAscend(found.map(by));
      return found;
    },
    write: many.write,
  };
};

/** Throw BadMessage for names or numbers that are not in order, or where one comes twice. */
export const mustAscend = (keys: readonly (Uint8Array | number)[]): void => {
  if (!isAscending(keys)) {
    throw new BadMessage('the names in a message are not in ascending order');
  }
};
