/**
 * Reading a message's fields: each is asked for by number, type and bounds, and none is left.
 *
 * Rule: what is missing, of another type, out of bounds or unknown makes the whole message
 * invalid. A reader that was finished has looked at everything the message holds.
 */

import { compare } from '../crypto/bytes.ts';
import { BadMessage } from '../errors.ts';
import { turns } from './turns.ts';
import { decode, LARGEST, type Value } from './wire.ts';

/** The fields of one map that nobody has asked for yet. */
export class Fields {
  readonly #left: Map<number, Value>;

  constructor(value: Value) {
    if (!(value instanceof Map)) throw new BadMessage('a message is not a map of fields');
    this.#left = new Map(value);
  }

  /** Return the fields of an encoded map; throw BadMessage. */
  static of(told: Uint8Array): Fields {
    return new Fields(decode(told));
  }

  #take(key: number): Value {
    const value = this.#left.get(key);
    if (value === undefined) throw new BadMessage(`field ${key} of a message is missing`);
    this.#left.delete(key);
    return value;
  }

  /** Return `read(key)`, or null where the field is left out. */
  optional<T>(key: number, read: (key: number) => T): T | null {
    return this.#left.has(key) ? read(key) : null;
  }

  /** Return what `read` makes of a field. */
  value<T>(key: number, read: (value: Value) => T): T {
    return read(this.#take(key));
  }

  /** Return a whole number between two bounds, both allowed. */
  whole(key: number, least = 0, most: number = LARGEST): number {
    return asWhole(this.#take(key), least, most);
  }

  /** Return true or false. */
  flag(key: number): boolean {
    return asFlag(this.#take(key));
  }

  /** Return so many bytes; exactly `least` where `most` is left out. */
  octets(key: number, least: number, most: number = least): Uint8Array {
    return asOctets(this.#take(key), least, most);
  }

  /** Return a text of at most so many characters that turns nothing around. */
  text(key: number, most: number): string {
    return asText(this.#take(key), most);
  }

  /** Return an array with so many entries. */
  array(key: number, least: number, most: number): readonly Value[] {
    return asArray(this.#take(key), least, most);
  }

  /** Return an array whose entries `read` accepts, ascending, each once. */
  ascending<T extends number | Uint8Array>(
    key: number,
    read: (value: Value) => T,
    least: number,
    most: number,
  ): readonly T[] {
    const found = this.array(key, least, most).map(read);
    if (!isAscending(found)) {
      throw new BadMessage(`field ${key} of a message is not in ascending order`);
    }
    return found;
  }

  /** Throw BadMessage if the message holds a field that nobody asked for. */
  end(): void {
    for (const key of this.#left.keys()) {
      throw new BadMessage(`field ${key} of a message is unknown`);
    }
  }
}

/** Return whether numbers or byte strings ascend, each once. */
export function isAscending(found: readonly (number | Uint8Array)[]): boolean {
  return found.every((one, at) => at === 0 || isLess(found[at - 1] ?? 0, one));
}

function isLess(one: number | Uint8Array, other: number | Uint8Array): boolean {
  const areBytes = one instanceof Uint8Array && other instanceof Uint8Array;
  return areBytes ? compare(one, other) < 0 : one < other;
}

/** Return a value that is a whole number between two bounds; throw BadMessage. */
export function asWhole(value: Value, least = 0, most: number = LARGEST): number {
  if (typeof value === 'number' && least <= value && value <= most) return value;
  throw new BadMessage('a number in a message is out of bounds');
}

/** Return a value that is true or false; throw BadMessage. */
export function asFlag(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  throw new BadMessage('a field of a message is not true or false');
}

/** Return a value that is so many bytes; throw BadMessage. */
export function asOctets(value: Value, least: number, most: number = least): Uint8Array {
  const fits = value instanceof Uint8Array && least <= value.length && value.length <= most;
  if (fits) return value;
  throw new BadMessage('a byte string in a message has the wrong length');
}

/**
 * Return a value that is a text as one may be said; throw BadMessage.
 *
 * It has at most so many characters and holds nothing that turns the direction of writing.
 */
export function asText(value: Value, most: number): string {
  const text = asKeptText(value, most);
  if (!turns(text)) return text;
  throw new BadMessage('a text in a message would turn the direction of writing');
}

/**
 * Return a value that is a text of at most so many characters; throw BadMessage.
 *
 * Only for what was read before and kept, perhaps by a version that still read everything.
 */
export function asKeptText(value: Value, most: number): string {
  if (typeof value === 'string' && characters(value) <= most) return value;
  throw new BadMessage(`a text in a message is none or has more than ${most} characters`);
}

/** Return how many Unicode code points a text has. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Return a value that is an array with so many entries; throw BadMessage. */
export function asArray(value: Value, least: number, most: number): readonly Value[] {
  if (Array.isArray(value) && least <= value.length && value.length <= most) return value;
  throw new BadMessage('an array in a message has the wrong length');
}

/** Return a value that is a time on a camera's clock, as §9 writes it; throw BadMessage. */
export function asTaken(value: Value): string {
  const taken = asText(value, 19);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(taken)) {
    throw new BadMessage('the time of a photo has not the form of one');
  }
  const time = new Date(`${taken}Z`);
  const isOne = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(taken);
  if (isOne && !taken.startsWith('0000')) return taken;
  throw new BadMessage('a photo was taken at a time that there is not');
}
