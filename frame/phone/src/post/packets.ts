/**
 * The packets of MQTT 3.1.1 that a phone needs, written and read (OASIS MQTT 3.1.1, chapters 2, 3).
 *
 * Rule 1: a reader keeps at most one packet, of at most `most` bytes; more is an error at once.
 * Rule 2: what a broker must not send (QoS 2, reserved flags, a length that does not end) is an
 *         error: the connection is given up, nothing is guessed.
 * See decision 0015 for why this is not a library.
 */

import { BadMessage } from '../errors.ts';

export interface Login {
  readonly client: string;
  readonly user: string;
  readonly password: string;
  readonly clean: boolean;
  readonly keepaliveS: number;
}

export type Packet =
  | { readonly type: 'connack'; readonly code: number }
  | {
      readonly type: 'publish';
      readonly topic: string;
      readonly payload: Uint8Array;
      readonly id: number | null; // of QoS 1: it is to be acknowledged
    }
  | { readonly type: 'puback' | 'unsuback'; readonly id: number }
  | { readonly type: 'suback'; readonly id: number; readonly codes: readonly number[] }
  | { readonly type: 'pong' };

export const PING = Uint8Array.of(0xc0, 0);
export const GOODBYE = Uint8Array.of(0xe0, 0);
export const REFUSED = 0x80; // a topic in SUBACK, §3.9.3

const QOS_1 = 1;
const LENGTH_BYTES = 4;

export function connect(login: Login): Uint8Array {
  const flags = 0xc0 | (login.clean ? 2 : 0); // user and password, §3.1.2
  return packet(
    0x10,
    string('MQTT'),
    Uint8Array.of(4, flags),
    number(login.keepaliveS),
    string(login.client),
    string(login.user),
    string(login.password),
  );
}

export function publish(topic: string, payload: Uint8Array, id: number): Uint8Array {
  return packet(0x30 | (QOS_1 << 1), string(topic), number(id), payload);
}

export function acknowledge(id: number): Uint8Array {
  return packet(0x40, number(id));
}

export function subscribe(topics: readonly string[], id: number): Uint8Array {
  const wanted = topics.flatMap((topic) => [string(topic), Uint8Array.of(QOS_1)]);
  return packet(0x82, number(id), ...wanted);
}

export function unsubscribe(topics: readonly string[], id: number): Uint8Array {
  return packet(0xa2, number(id), ...topics.map(string));
}

function packet(first: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const length = remaining(size);
  const whole = new Uint8Array(1 + length.length + size);
  whole[0] = first;
  whole.set(length, 1);
  let at = 1 + length.length;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The length that follows the first byte: seven bits at a time, §2.2.3. */
function remaining(size: number): number[] {
  const digits: number[] = [];
  for (let left = size; ; left >>>= 7) {
    if (left < 128) return [...digits, left];
    digits.push((left & 127) | 128);
  }
}

function number(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 255);
}

function string(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const whole = new Uint8Array(2 + bytes.length);
  whole.set(number(bytes.length));
  whole.set(bytes, 2);
  return whole;
}

/** Puts packets together from whatever pieces a socket brings. */
export class Reader {
  readonly #most: number;
  #pieces: Uint8Array[] = [];
  #size = 0;
  #wanted = 0; // before so much is there, looking again is in vain

  constructor(most: number) {
    this.#most = most;
  }

  /** Take bytes and return the packets that are whole; throws BadMessage. */
  push(bytes: Uint8Array): Packet[] {
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    if (this.#size < this.#wanted) return [];
    let left = joined(this.#pieces, this.#size);
    const found: Packet[] = [];
    for (let head = this.#headOf(left); ; head = this.#headOf(left)) {
      this.#wanted = head?.end ?? left.length + 1;
      if (!head || left.length < head.end) break;
      found.push(read(left[0] ?? 0, left.subarray(head.begin, head.end)));
      left = left.subarray(head.end);
    }
    this.#pieces = [left.slice()];
    this.#size = left.length;
    return found;
  }

  /** Where the body of the first packet begins and ends; null while that is not known. */
  #headOf(bytes: Uint8Array): { begin: number; end: number } | null {
    let size = 0;
    for (let place = 0; place < LENGTH_BYTES; place += 1) {
      const digit = bytes[1 + place];
      if (digit === undefined) return null;
      size |= (digit & 127) << (7 * place);
      if (digit < 128) return this.#checked(2 + place, size);
    }
    throw new BadMessage('the length of a packet does not end');
  }

  #checked(begin: number, size: number): { begin: number; end: number } {
    if (begin + size > this.#most) throw new BadMessage('a packet is larger than any may be');
    return { begin, end: begin + size };
  }
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = pieces;
  if (pieces.length === 1 && first) return first;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function read(first: number, body: Uint8Array): Packet {
  const flags = first & 15;
  switch (first >> 4) {
    case 2:
      return { type: 'connack', code: only(body, 2, flags)[1] ?? 0 };
    case 3:
      return readPublish(flags, body);
    case 4:
      return { type: 'puback', id: two(only(body, 2, flags), 0) };
    case 9:
      if (body.length < 3 || flags) throw new BadMessage('a packet has not its form');
      return { type: 'suback', id: two(body, 0), codes: [...body.subarray(2)] };
    case 11:
      return { type: 'unsuback', id: two(only(body, 2, flags), 0) };
    case 13:
      only(body, 0, flags);
      return { type: 'pong' };
    default:
      throw new BadMessage('a broker sent what only a client may say');
  }
}

function readPublish(flags: number, body: Uint8Array): Packet {
  const qos = (flags >> 1) & 3;
  if (qos > QOS_1) throw new BadMessage('a message came with a quality nobody asked for');
  const size = two(body, 0);
  const end = 2 + size + 2 * qos;
  if (body.length < end) throw new BadMessage('a packet is cut short');
  let topic: string;
  try {
    topic = new TextDecoder('utf-8', { fatal: true }).decode(body.subarray(2, 2 + size));
  } catch {
    throw new BadMessage('a topic is no text');
  }
  const id = qos ? two(body, 2 + size) : null;
  if (id === 0) throw new BadMessage('a message to acknowledge has no number');
  return { type: 'publish', topic, payload: body.slice(end), id };
}

function only(body: Uint8Array, length: number, flags: number): Uint8Array {
  if (body.length !== length || flags) throw new BadMessage('a packet has not its form');
  return body;
}

function two(body: Uint8Array, at: number): number {
  const high = body[at];
  const low = body[at + 1];
  if (high === undefined || low === undefined) throw new BadMessage('a packet is cut short');
  return (high << 8) | low;
}
