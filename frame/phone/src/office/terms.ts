/** Numbers of the protocol and the words the screens have for them. */

import { PURPOSE_NAMES } from '../owner/agreement.ts';
import { Rank } from '../protocol/envelope.ts';
import type { Purpose as Numbered } from '../protocol/lines.ts';
import type { Purpose, Role } from './calls.ts';

const RANKS: Readonly<Record<number, Role>> = {
  [Rank.Owner]: 'owner',
  [Rank.Contributor]: 'contributor',
  [Rank.Viewer]: 'viewer',
};

export const rankName = (rank: number): Role => RANKS[rank] ?? 'viewer';

export const rankOf = (role: Role): 1 | 2 | 3 =>
  role === 'owner' ? Rank.Owner : role === 'contributor' ? Rank.Contributor : Rank.Viewer;

export const namesOf = (purposes: readonly Numbered[]): Purpose[] =>
  [...purposes].sort().flatMap((one) => PURPOSE_NAMES[one - 1] ?? []);

export const numbersOf = (purposes: readonly Purpose[]): Numbered[] =>
  [...new Set(purposes.map((one) => (PURPOSE_NAMES.indexOf(one) + 1) as Numbered))].sort();

/** What a frame stores, computes and connects to, by the numbers of docs/protocol.md §7. */
export const STORES = [
  ...['photos', 'thumbnails', 'seen', 'face-codes', 'lines', 'notes', 'moving', 'devices'],
  'likes',
];
export const WORKS = ['looking', 'mending', 'comparing', 'liking', 'guarding', 'watching'];
export const REASONS = ['own-broker', 'other-broker', 'page', 'updates'];
export const DEEDS = [
  ...(['next', 'back', 'pause', 'original', 'hide', 'favourite', 'certificate'] as const),
];
