/** What the one who acts decides: a phone's side of a correspondence implements this. */

import type { Effect } from '../protocol/facts.ts';
import type { Line } from '../protocol/lines.ts';
import type { Heads, Message, Offer, Result, Want } from '../protocol/messages.ts';
import type { Note } from '../protocol/notes.ts';
import type { Draft } from './draft.ts';
import type { Id, Outgoing, Paired } from './rows.ts';

/**
 * How one kind of device takes what it hears. Everything that gets a draft may add to it; what is
 * added is written together with what was heard, before anything is answered.
 */
export interface Ways {
  /** Whether an album that `device` brings is taken in. */
  adopts(found: Line, device: Paired): boolean;
  /** Take what follows from a line: a withdrawal, a receipt, a split chain. */
  follows(album: Id, effect: Effect, draft: Draft): void;
  /** Whether the author of a note may say this. */
  mayNote(note: Note, device: Paired): boolean;
  /** See which lines a device has. */
  greeted(heads: Heads, device: Paired): void;
  /** See what a receiver still lacks of a photo that is on its way. */
  wanted(want: Want, offer: Offer): void;
  /** Take what became of a photo that was sent; null where it was taken back. */
  finished(row: Outgoing, offer: Offer, result: Result | null, draft: Draft): void;
  /** Take a message that only this kind of device understands. */
  said(message: Message, device: Paired, draft: Draft): void;
  /** Devices came or went: hear other topics from now on. */
  relisten(): void;
}
