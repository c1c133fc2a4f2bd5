/**
 * Questions to frames: asked again every three seconds until they are answered, for 20 seconds.
 *
 * Rule: asking again is always harmless (docs/protocol.md §7), so nothing else is remembered. What
 *       takes a frame long is given longer, so that it is not asked to do it again and again.
 */

import type { Id } from '../post/rows.ts';
import type { Message } from '../protocol/messages.ts';

const AGAIN_MS = 3_000;
const PATIENCE_MS = 20_000;

/** How long an answer is waited for, and how often it is asked again meanwhile. */
export interface Patience {
  readonly forMs: number;
  readonly againMs: number;
  readonly signal?: AbortSignal; // nobody wants to know any more
}

const USUAL: Patience = { forMs: PATIENCE_MS, againMs: AGAIN_MS };

interface Question {
  readonly frame: Id;
  readonly say: () => void;
  readonly giveUp: () => void;
  /** Take a message; true where it is the answer. */
  readonly take: (told: Message) => boolean;
}

export class Asker {
  readonly #say: (frame: Id, message: Message) => void;
  readonly #open = new Set<Question>();

  constructor(say: (frame: Id, message: Message) => void) {
    this.#say = say;
  }

  /** Ask; resolves with what `answer` made of the answer, or null where none came. */
  ask<T>(
    frame: Id,
    message: Message,
    answer: (told: Message) => T | undefined,
    { forMs, againMs, signal }: Patience = USUAL,
  ): Promise<T | null> {
    return new Promise((done) => {
      const say = () => this.#say(frame, message);
      const end = (told: T | null) => {
        clearInterval(again);
        clearTimeout(over);
        this.#open.delete(question);
        done(told);
      };
      const question: Question = {
        frame,
        say,
        giveUp: () => end(null),
        take: (told) => {
          const made = answer(told);
          if (made !== undefined) end(made);
          return made !== undefined;
        },
      };
      const again = setInterval(say, againMs);
      const over = setTimeout(() => end(null), forMs);
      if (signal?.aborted) return end(null);
      signal?.addEventListener('abort', () => end(null));
      this.#open.add(question);
      say();
    });
  }

  /** A frame said something. */
  heard(message: Message, frame: Id): void {
    for (const question of [...this.#open]) if (question.frame === frame) question.take(message);
  }

  /** A connection was made: ask what is open over it at once. */
  again(frame: Id): void {
    for (const question of this.#open) if (question.frame === frame) question.say();
  }

  /** Nothing is asked any more. */
  close(): void {
    for (const question of [...this.#open]) question.giveUp();
  }
}
