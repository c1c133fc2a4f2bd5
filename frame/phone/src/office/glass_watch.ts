/**
 * What is on the chosen frame's glass, while a screen shows it.
 *
 * Rule 1: it is asked for every two seconds and at once after a deed; a picture that is known
 *         already does not come again (its tag says so).
 * Rule 2: one question at a time is open, so that a slow broker never has two pictures to carry.
 */

import { hex } from '../crypto/bytes.ts';
import { printable, printableLines } from '../owner/names.ts';
import type { Id } from '../post/rows.ts';
import { Kind } from '../protocol/envelope.ts';
import type { Glass } from '../protocol/frame_views.ts';
import type { GlassView } from './calls.ts';
import { nowMs, type Room } from './room.ts';

const EVERY_MS = 2_000;
const AFTER_A_DEED_MS = 400;
const PATIENCE_MS = 10_000;
const KINDS = ['slide', 'card', 'night'] as const;

export class GlassWatch {
  view: GlassView | null = null;
  #tag: Uint8Array | null = null;
  #frame: Id | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #askedMs = 0; // since when a question is open; 0 where none is
  #isNews = false; // whether something was done since it was asked
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
  }

  get tag(): Uint8Array | null {
    return this.#tag;
  }

  watch(on: boolean): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = on ? setInterval(() => this.ask(), EVERY_MS) : null;
    if (on) this.ask();
  }

  /** Another frame was chosen. */
  forget(): void {
    this.view = null;
    this.#tag = null;
    if (this.#timer !== null) this.ask();
  }

  ask(): void {
    const { chosen, client } = this.#room;
    if (chosen === null) return;
    if (chosen !== this.#frame) {
      this.#frame = chosen;
      this.view = this.#tag = null;
      this.#askedMs = 0;
    }
    if (this.#askedMs && nowMs() - this.#askedMs < PATIENCE_MS) return;
    this.#askedMs = nowMs();
    client.say(chosen, { kind: Kind.AskGlass, tag: this.view?.picture ? this.#tag : null });
  }

  /** Something was done: look now, and again when it has had its effect. */
  askSoon(): void {
    this.#isNews = this.#askedMs > 0;
    this.ask();
    setTimeout(() => this.ask(), AFTER_A_DEED_MS);
  }

  heard(told: Glass, frame: Id): void {
    if (frame !== this.#room.chosen) return;
    this.#askedMs = 0;
    const isSame = this.#tag !== null && hex(this.#tag) === hex(told.tag);
    const { picture } = told;
    const { books } = this.#room;
    const photos = told.photos
      .map(({ album, photo }) => ({ album: hex(album), photo: hex(photo) }))
      .filter(({ album }) => books.ledgers.has(album));
    const jpeg = picture && new Blob([picture.slice()], { type: 'image/jpeg' });
    this.#tag = told.tag;
    this.view = {
      kind: KINDS[told.shows - 1] ?? 'card',
      photos,
      picture: jpeg ?? (isSame ? (this.view?.picture ?? null) : null),
      because: printable(told.because),
      caption: printableLines(told.caption),
      paused: told.paused,
      original: told.original,
      favourite: told.favourite,
      at: nowMs(),
    };
    this.#room.changed();
    if (this.#isNews) this.askSoon();
  }
}
