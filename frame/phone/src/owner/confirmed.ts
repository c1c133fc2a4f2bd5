/**
 * Which of this phone's lines a frame has surely heard.
 *
 * Rule: it has heard what its heads name, and what was handed to the broker before a question that
 * it answered since; nothing else is assumed, so after a restart everything is open again.
 */

import { hex } from '../crypto/bytes.ts';
import type { Books } from '../post/books.ts';
import type { Id } from '../post/rows.ts';
import { Kind } from '../protocol/envelope.ts';
import { recallLine } from '../protocol/lines.ts';
import type { Message } from '../protocol/messages.ts';

type Numbers = Map<Id, number>; // album → number of this phone's line

interface Side {
  readonly told: Numbers;
  readonly heard: Numbers;
  readonly asked: Numbers[]; // what had been told when each open question was asked
}

export class Confirmed {
  readonly #books: Books;
  readonly #sides = new Map<Id, Side>();

  constructor(books: Books) {
    this.#books = books;
  }

  /** A message was handed to the broker. */
  said(message: Message, frame: Id): void {
    const side = this.#side(frame);
    if (message.kind === Kind.AskHolding) side.asked.push(new Map(side.told));
    if (message.kind !== Kind.Lines) return;
    for (const one of message.lines) {
      const line = recallLine(one);
      if (hex(line.author) === this.#books.me.id) raise(side.told, hex(line.album), line.number);
    }
  }

  /** A frame said something. */
  heard(message: Message, frame: Id): void {
    const side = this.#side(frame);
    if (message.kind === Kind.Holding) {
      for (const [album, number] of side.asked.shift() ?? []) raise(side.heard, album, number);
    }
    if (message.kind !== Kind.Heads) return;
    for (const { album, heads } of message.albums) {
      const head = heads.get(this.#books.me.id);
      if (head) raise(side.heard, hex(album), head.number);
    }
  }

  /** What was under way on a connection that broke may be lost. */
  broke(frame: Id): void {
    this.#side(frame).asked.length = 0;
    this.#side(frame).told.clear();
  }

  /** Whether a frame has yet to hear this phone's newest line of an album. */
  isPending(album: Id, frame: Id): boolean {
    const chain = this.#books.chains(album).get(this.#books.me.id);
    const newest = chain ? Math.max(...chain.keys()) : -1;
    return (this.#side(frame).heard.get(album) ?? -1) < newest;
  }

  #side(frame: Id): Side {
    const side = this.#sides.get(frame) ?? { told: new Map(), heard: new Map(), asked: [] };
    this.#sides.set(frame, side);
    return side;
  }
}

function raise(numbers: Numbers, album: Id, number: number): void {
  numbers.set(album, Math.max(number, numbers.get(album) ?? -1));
}
