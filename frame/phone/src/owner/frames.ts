/**
 * How the paired frames are: whether they are there, and what they last said of themselves.
 *
 * Rule: presence is a hint and nothing follows from it but patience (docs/protocol.md §5.1).
 */

import type { Code } from '../errors.ts';
import type { Books } from '../post/books.ts';
import type { Id } from '../post/rows.ts';
import { Kind } from '../protocol/envelope.ts';
import type { Holding, Message, State } from '../protocol/messages.ts';

const FIRST_MS = 12_000;
const FRESH_MS = 150_000;
/** A locked frame asks for its key every 10 seconds. */
const LOCKED_MS = 25_000;
/** Connected or not: who does not answer for so long is not there for us. */
const SILENT_MS = 15_000;
/** A broker that refuses us for so long does not know us: new ones are told to it in a moment. */
const REFUSED_MS = 8_000;
const REFUSED_AFTER_MS = 3_000; // where it did know us

/** What is known of one frame since this phone runs. */
interface Known {
  isUp: boolean;
  isPresent: boolean | null;
  sinceMs: number; // when it was last connected, or first tried
  heardMs: number | null;
  askedMs: number | null; // the first question since it was heard
  refusedMs: number | null; // since when its broker does not let us in
  lockedMs: number | null; // when it last asked for its key
  holding: Holding | null;
  state: State | null;
  shown: string;
}

/** How a frame is now. */
export interface Condition {
  readonly state: 'connecting' | 'there' | 'away' | 'removed';
  readonly because: Code | null;
}

export class Frames {
  readonly #books: Books;
  readonly #troubleOf: (frame: Id) => Code | null;
  readonly #known = new Map<Id, Known>();

  constructor(books: Books, troubleOf: (frame: Id) => Code | null) {
    this.#books = books;
    this.#troubleOf = troubleOf;
  }

  of(frame: Id): Readonly<Known> {
    return this.#of(frame);
  }

  isUp(frame: Id): boolean {
    return this.#of(frame).isUp;
  }

  turned(frame: Id, isUp: boolean, nowMs: number): void {
    const known = this.#of(frame);
    if (isUp !== known.isUp) {
      known.sinceMs = nowMs;
      known.askedMs = null;
    }
    known.isUp = isUp;
    if (isUp) known.isPresent = null;
    const isRefused = !isUp && this.#troubleOf(frame) === 'broker-refused';
    known.refusedMs = isRefused ? (known.refusedMs ?? nowMs) : null;
  }

  presence(frame: Id, isPresent: boolean): void {
    const known = this.#of(frame);
    known.isPresent = isPresent;
    if (isPresent) known.lockedMs = null;
  }

  heard(frame: Id, nowMs: number): void {
    const known = this.#of(frame);
    known.heardMs = nowMs;
    known.askedMs = null;
    known.isPresent = true;
    known.lockedMs = null;
  }

  /** It asked for its part of the key, and was answered. */
  locked(frame: Id, nowMs: number): void {
    this.#of(frame).lockedMs = nowMs;
  }

  /** It was asked something. */
  asked(frame: Id, nowMs: number): void {
    this.#of(frame).askedMs ??= nowMs;
  }

  said(message: Message, frame: Id): void {
    if (message.kind === Kind.Holding) this.#of(frame).holding = message;
    if (message.kind === Kind.State) this.#of(frame).state = message;
  }

  /** Why a frame cannot be reached, if it cannot. */
  trouble(frame: Id): Code | null {
    return this.#of(frame).isUp ? null : (this.#troubleOf(frame) ?? 'broker-away');
  }

  condition(frame: Id, nowMs: number): Condition {
    const known = this.#of(frame);
    const trouble = this.#troubleOf(frame);
    if (!known.isUp) {
      if (known.refusedMs !== null) {
        const patienceMs = known.heardMs === null ? REFUSED_MS : REFUSED_AFTER_MS;
        const isRemoved = nowMs - known.refusedMs > patienceMs;
        if (isRemoved) return { state: 'removed', because: 'removed' };
        return { state: 'connecting', because: null };
      }
      return trouble
        ? { state: 'away', because: trouble }
        : { state: 'connecting', because: null };
    }
    if (known.lockedMs !== null && nowMs - known.lockedMs < LOCKED_MS) {
      return { state: 'away', because: 'frame-locked' };
    }
    const isHeard = known.heardMs !== null && nowMs - known.heardMs < FRESH_MS;
    const isSilent = known.askedMs !== null && nowMs - known.askedMs > SILENT_MS;
    if (known.isPresent === false || (isSilent && !this.#isNew(known, nowMs))) {
      return { state: 'away', because: 'frame-away' };
    }
    if (isHeard || known.isPresent) return { state: 'there', because: null };
    return this.#isNew(known, nowMs)
      ? { state: 'connecting', because: null }
      : { state: 'away', because: 'frame-away' };
  }

  #isNew(known: Known, nowMs: number): boolean {
    return nowMs - known.sinceMs < FIRST_MS;
  }

  /** Whether time alone changed how any frame is. */
  tick(nowMs: number): boolean {
    return [...this.#books.devices().keys()]
      .map((frame) => {
        const known = this.#of(frame);
        const { state, because } = this.condition(frame, nowMs);
        const shown = `${state} ${because}`;
        const isNews = known.shown !== shown;
        known.shown = shown;
        return isNews;
      })
      .includes(true);
  }

  #of(frame: Id): Known {
    const known = this.#known.get(frame) ?? {
      isUp: false,
      isPresent: null,
      sinceMs: 0,
      heardMs: null,
      askedMs: null,
      refusedMs: null,
      lockedMs: null,
      holding: null,
      state: null,
      shown: '',
    };
    this.#known.set(frame, known);
    return known;
  }
}
