/**
 * Counting: when a frame is asked again what it holds, so that what is shown is never long old.
 *
 * Rule: a second after something changed, however often it did; and now and then by itself, more
 *       often while somebody looks.
 */

import type { Id } from '../post/rows.ts';

const SOON_MS = 1_000;
const LOOKED_AT_MS = 30_000;
const UNSEEN_MS = 60_000;

export class Counting {
  /** Whether somebody looks at the page. */
  isSeen = true;
  readonly #dueMs = new Map<Id, number>();
  readonly #askedMs = new Map<Id, number>();

  /** Something changed at a frame: it is asked in a second. */
  soon(frame: Id, nowMs: number): void {
    if (!this.#dueMs.has(frame)) this.#dueMs.set(frame, nowMs + SOON_MS);
  }

  /** A frame is asked now. */
  asked(frame: Id, nowMs: number): void {
    this.#askedMs.set(frame, nowMs);
  }

  /** Which of these frames to ask now; each is named once. */
  due(frames: readonly Id[], nowMs: number): Id[] {
    const everyMs = this.isSeen ? LOOKED_AT_MS : UNSEEN_MS;
    return frames.filter((frame) => {
      const isSoon = (this.#dueMs.get(frame) ?? Number.POSITIVE_INFINITY) <= nowMs;
      if (!isSoon && nowMs - (this.#askedMs.get(frame) ?? 0) < everyMs) return false;
      this.#dueMs.delete(frame);
      this.asked(frame, nowMs);
      return true;
    });
  }
}
