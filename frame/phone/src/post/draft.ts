/**
 * What one event changes: written in one transaction, then told to others.
 *
 * Rule: nothing is sent and nobody is told before the draft is on the disk, so a killed tab leaves
 * either all of an event or nothing of it.
 */

import type { Message } from '../protocol/messages.ts';
import type { Id, Row } from './rows.ts';

/** Blobs that lie beside the rows: cleaned files and thumbnails. */
export type Drawer = 'files' | 'thumbnails';

/** Changes that belong together. */
export class Draft {
  readonly add: Row[] = [];
  readonly replace = new Map<number, Row>();
  readonly drop = new Set<number>();
  readonly put: { readonly drawer: Drawer; readonly key: string; readonly data: Uint8Array }[] =
    [];
  readonly remove: { readonly drawer: Drawer; readonly key: string }[] = [];
  readonly outbox: { readonly device: Id; readonly message: Message }[] = [];
  /** Whether devices came or went, so that other topics are heard from now on. */
  relisten = false;

  /** Say something to a device afterwards. */
  tell(device: Id, ...messages: readonly Message[]): void {
    for (const message of messages) this.outbox.push({ device, message });
  }

  /** Say the same to several devices afterwards. */
  tellAll(devices: Iterable<Id>, ...messages: readonly Message[]): void {
    for (const device of devices) this.tell(device, ...messages);
  }

  /** Whether there is anything to write. */
  get changes(): boolean {
    const { add, replace, drop, put, remove } = this;
    return add.length + replace.size + drop.size + put.length + remove.length > 0;
  }
}
