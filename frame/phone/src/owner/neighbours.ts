/**
 * Devices that a paired frame knows: frames an owner may grant albums that the paired one shares,
 * and phones that may take part in one.
 *
 * Rule: a neighbour is only a name for a key. It is believed of the frame that told it, and
 * changes nothing until an owner grants it something or lets it in.
 */

import { hex } from '../crypto/bytes.ts';
import type { Books } from '../post/books.ts';
import type { Draft } from '../post/draft.ts';
import type { Id, Neighbour } from '../post/rows.ts';
import type { Devices } from '../protocol/messages.ts';

/** Keep a frame's other devices, in the place of what it told before. */
export function remember(books: Books, frame: Id, told: Devices, draft: Draft): void {
  const fresh = told.devices
    .filter(({ key }) => hex(key) !== books.me.id)
    .map(
      ({ key, label }): Neighbour => ({ kind: 'neighbour', name: hex(key), label, via: frame }),
    );
  const isSame = (one: Neighbour, other: Neighbour) =>
    one.name === other.name && one.label === other.label;
  const old = books.all('neighbour').filter(([, row]) => row.via === frame);
  for (const [number, row] of old) {
    if (!fresh.some((one) => isSame(one, row))) draft.drop.add(number);
  }
  draft.add.push(...fresh.filter((one) => !old.some(([, row]) => isSame(row, one))));
}
