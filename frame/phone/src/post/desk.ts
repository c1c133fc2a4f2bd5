/**
 * The desk: which frame a packet is from and what it says; how an answer is addressed.
 *
 * Rule 1: an unknown topic is dropped before anything of its payload is looked at.
 * Rule 2: a letter's number is taken once; what a device's rank does not allow is dropped.
 * Rule 3: a frame that floods is not listened to for a while: 200 letters a second, 1,000 at once.
 */

import type { Suite } from '../crypto/box.ts';
import { unhex } from '../crypto/bytes.ts';
import { BadMessage } from '../errors.ts';
import {
  deviceId,
  inbox,
  Lane,
  monthOf,
  monthsHeard,
  PairSecret,
  readInbox,
} from '../protocol/addresses.ts';
import {
  AHEAD_MS,
  close,
  maySend,
  NONE_TAKEN,
  nextNumber,
  openEnvelope,
  type Rank,
  type Taken,
  take,
} from '../protocol/envelope.ts';
import { fromLetter, type Message, toLetter } from '../protocol/messages.ts';
import { type Chunk, writeChunk } from '../protocol/photos.ts';
import type { Books } from './books.ts';
import type { Draft } from './draft.ts';
import type { Id, Paired } from './rows.ts';

const LETTERS_A_SECOND = 200;
const LETTERS_AT_ONCE = 1_000;
const MARGIN_MS = 120_000;

/** What a device said. */
export interface Said {
  readonly device: Paired;
  readonly what: Message;
}

export interface Packet {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** One frame while we talk: numbers taken and given, how much it says, this month's ids. */
interface Line {
  month: number;
  secret: Uint8Array;
  theirs: string;
  mine: string;
  device: Paired;
  taken: Taken;
  sent: number;
  allowance: number;
  heardMs: number;
}

/** Reads what comes and addresses what goes, for all paired frames. */
export class Desk {
  readonly #books: Books;
  readonly #lines = new Map<Id, Line>();
  readonly #ids = new Map<string, Id>();
  #month = -1;

  constructor(books: Books) {
    this.#books = books;
  }

  /** What to listen to for each frame; asking is how the desk learns who is there. */
  topics(nowMs: number): ReadonlyMap<Id, readonly string[]> {
    const devices = this.#books.devices();
    for (const name of this.#lines.keys()) if (!devices.has(name)) this.#lines.delete(name);
    for (const [name, row] of devices) this.#lines.set(name, this.#lineOf(name, row));
    this.#ids.clear();
    this.#month = monthOf(nowMs / 1000);
    return new Map([...devices].map(([name, row]) => [name, this.#heardOf(row, nowMs)]));
  }

  #heardOf(row: Paired, nowMs: number): string[] {
    const secret = new PairSecret(row.secret);
    return monthsHeard(nowMs / 1000).map((month) => {
      const mine = deviceId(secret, month, this.#books.me.name);
      const theirs = deviceId(secret, month, unhex(row.name));
      this.#ids.set(`${mine} ${theirs}`, row.name);
      return `${inbox(mine, theirs, Lane.Envelopes).slice(0, -1)}+`;
    });
  }

  /** The line to a frame; paired anew, nothing said before is taken again. */
  #lineOf(name: Id, device: Paired): Line {
    const line = this.#lines.get(name);
    if (line) {
      line.device = device;
      return line;
    }
    return {
      ...{ month: -1, secret: device.secret, theirs: '', mine: '' },
      device,
      taken: { ...NONE_TAKEN, floor: device.taken },
      sent: device.sent,
      allowance: LETTERS_AT_ONCE,
      heardMs: 0,
    };
  }

  /** Whether a new month began since `topics` was asked. */
  isOutdated(nowMs: number): boolean {
    return monthOf(nowMs / 1000) !== this.#month;
  }

  /** What came and from whom; throws BadMessage for anything that is to be dropped. */
  read(topic: string, payload: Uint8Array, nowMs: number): Said {
    const { receiver, sender, lane } = readInbox(topic);
    const line = this.#lines.get(this.#ids.get(`${receiver} ${sender}`) ?? '');
    if (!line) throw new BadMessage('a message came from nobody this phone knows');
    if (lane !== Lane.Envelopes) throw new BadMessage('a message came on a lane not used here');
    this.spend(line.device.name, nowMs);
    const { me } = this.#books;
    const letter = openEnvelope(payload, me.opener, me.name, unhex(line.device.name));
    if (!maySend(line.device.rank as Rank, letter.kind)) {
      throw new BadMessage('a device said what its role does not allow');
    }
    const taken = take(line.taken, letter.number, nowMs);
    const what = fromLetter(letter);
    line.taken = taken;
    return { device: line.device, what };
  }

  /**
   * Take one message from a frame's allowance, before anything of it is opened or checked;
   * throws BadMessage where it says too much.
   */
  spend(device: Id, nowMs: number): void {
    const line = this.#line(device);
    const passedS = Math.max(0, nowMs - line.heardMs) / 1000;
    line.allowance = Math.min(LETTERS_AT_ONCE, line.allowance + passedS * LETTERS_A_SECOND);
    line.heardMs = nowMs;
    if (line.allowance < 1) throw new BadMessage('a device says too much at once');
    line.allowance -= 1;
  }

  /** Topic and payload of a message to a frame; throws BadMessage where it is not paired. */
  write(device: Id, message: Message, nowMs: number): Packet {
    const line = this.#line(device);
    line.sent = nextNumber(lastOf(line, nowMs), nowMs);
    const { suite, sealKey } = line.device;
    const peer = { name: unhex(device), suite: suite as Suite, sealKey };
    const letter = toLetter(message, line.sent);
    const payload = close(letter, this.#books.me.signer, peer);
    return { topic: this.#topic(line, Lane.Envelopes, nowMs), payload };
  }

  /** Topic and payload of one chunk; throws BadMessage as `write` does. */
  writeChunk(device: Id, chunk: Chunk, nowMs: number): Packet {
    const topic = this.#topic(this.#line(device), Lane.Chunks, nowMs);
    return { topic, payload: writeChunk(chunk.transfer, chunk.index, chunk.data) };
  }

  /** Have the newest numbers written, so that nothing old is taken after a restart. */
  noteNumbers(draft: Draft): void {
    for (const [number, row] of this.#books.all('device')) {
      const line = this.#lines.get(row.name);
      if (!line) continue;
      const taken = line.taken.numbers.at(-1) ?? line.taken.floor;
      if (line.sent === row.sent && taken === row.taken) continue;
      const next = { ...row, sent: line.sent, taken };
      draft.replace.set(number, next);
      line.device = next;
    }
  }

  #line(device: Id): Line {
    const line = this.#lines.get(device);
    if (!line) throw new BadMessage('this device is not paired');
    return line;
  }

  #topic(line: Line, lane: Lane, nowMs: number): string {
    const { device } = line;
    const month = monthOf(nowMs / 1000);
    if (line.month !== month || line.secret !== device.secret) {
      const secret = new PairSecret(device.secret);
      line.month = month;
      line.secret = device.secret;
      line.theirs = deviceId(secret, month, unhex(device.name));
      line.mine = deviceId(secret, month, this.#books.me.name);
    }
    return inbox(line.theirs, line.mine, lane);
  }
}

/**
 * The last number used; a clock that went back makes it a little uncertain.
 *
 * Numbers far ahead of both clocks are of a day on which this phone's clock was wrong. Nobody took
 * them, so counting begins again at what the other side would take.
 */
function lastOf(line: Line, nowMs: number): number {
  const heard = line.taken.numbers.at(-1) ?? line.taken.floor;
  if (line.sent > Math.max(nowMs, heard) + AHEAD_MS) return Math.max(nowMs, heard + MARGIN_MS);
  const isUncertain = line.sent === line.device.sent && nowMs <= line.sent;
  return isUncertain ? line.sent + MARGIN_MS : line.sent;
}
