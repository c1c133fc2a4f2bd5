/**
 * Parts of frames' keys that this phone keeps, and how it gives one to a frame that is locked.
 *
 * Rule 1: a part is written down before it is said to be kept; older ones go when the frame says
 *         that it asks for them no more.
 * Rule 2: a question is believed only with the signature of the key the part came with; each is
 *         answered once.
 * Rule 3: what answers is the part, sealed to the key that this one start of the frame made.
 */

import { hex, unhex } from '../crypto/bytes.ts';
import { BadMessage } from '../errors.ts';
import type { Books } from '../post/books.ts';
import type { Packet } from '../post/desk.ts';
import type { Draft } from '../post/draft.ts';
import type { Id, KeyPart, Paired } from '../post/rows.ts';
import { Kind } from '../protocol/envelope.ts';
import {
  answer,
  heardByPhones,
  type Keep,
  MeetingSecret,
  readQuestion,
} from '../protocol/unlocking.ts';

const REMEMBERED = 64;

/** Whether this phone keeps a part of a frame's key. */
export const keepsPart = (books: Books, frame: Id): boolean =>
  books.of('part').some((row) => row.frame === frame);

/** Write down a part that a frame gave, and say so once it is written. */
export function take(books: Books, part: Keep, device: Paired, draft: Draft): void {
  const { meeting, secret } = part;
  const frame = device.name;
  const asker = hex(part.asker);
  const held = books.all('part').filter(([, row]) => row.frame === frame);
  if (!held.some(([, row]) => row.asker === asker)) {
    draft.add.push({ kind: 'part', frame, asker, meeting, secret });
    draft.relisten = true;
  }
  const needed = [asker, ...part.still.map(hex)];
  for (const [number, row] of held) {
    if (needed.includes(row.asker)) continue;
    draft.drop.add(number);
    draft.relisten = true;
  }
  draft.tell(frame, { kind: Kind.Kept, asker: part.asker });
}

/** Drop the parts of a frame that is forgotten. */
export function forget(books: Books, frame: Id, draft: Draft): void {
  for (const [number, row] of books.all('part')) if (row.frame === frame) draft.drop.add(number);
}

/** What to say to a locked frame. */
export interface Answer extends Packet {
  readonly frame: Id;
}

/** Answers locked frames; `spend` takes one message from what a frame may say (desk, Rule 3). */
export class Helping {
  readonly #books: Books;
  readonly #spend: (frame: Id, nowMs: number) => void;
  readonly #asked = new Map<string, { readonly row: KeyPart; readonly answers: string }>();
  #answered: readonly Id[] = [];

  constructor(books: Books, spend: (frame: Id, nowMs: number) => void) {
    this.#books = books;
    this.#spend = spend;
  }

  /** What to listen to where each frame is met, from now on. */
  topics(nowMs: number): ReadonlyMap<Id, readonly string[]> {
    this.#asked.clear();
    const heard = new Map<Id, readonly string[]>();
    for (const row of this.#books.of('part')) {
      if (!this.#books.device(row.frame)) continue;
      const at = heardByPhones(new MeetingSecret(row.meeting), nowMs / 1000);
      for (const [asks, answers] of at) this.#asked.set(asks, { row, answers });
      heard.set(row.frame, [...(heard.get(row.frame) ?? []), ...at.keys()]);
    }
    return heard;
  }

  /** Whom to answer, on which topic and what; null where nothing is to be said. */
  hear(topic: string, told: Uint8Array, nowMs: number): Answer | null {
    const asked = this.#asked.get(topic);
    if (!asked) return null;
    try {
      return this.#answer(asked.row, asked.answers, told, nowMs);
    } catch (problem) {
      if (problem instanceof BadMessage) return null;
      throw problem;
    }
  }

  #answer(row: KeyPart, topic: string, told: Uint8Array, nowMs: number): Answer | null {
    this.#spend(row.frame, nowMs);
    const asker = unhex(row.asker);
    const question = readQuestion(told, asker);
    const nonce = hex(question.nonce);
    if (this.#answered.includes(nonce)) return null;
    const payload = answer(question, asker, row.secret, nowMs);
    this.#answered = [...this.#answered, nonce].slice(-REMEMBERED);
    return { frame: row.frame, topic, payload };
  }
}
