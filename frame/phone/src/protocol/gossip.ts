/**
 * Gossip: who lacks which lines of consent (docs/protocol.md §8.5).
 *
 * Rule 1: heads are compared, lines are sent, and asking again is always harmless.
 * Rule 2: what lines rest on comes first: those of keepers before those of others, each chain
 *         in its order.
 * Rule 3: both lines of a split chain go to everybody who still names that author.
 */

import { equal, hex } from '../crypto/bytes.ts';
import type { Ledger } from './consent.ts';
import { Kind } from './envelope.ts';
import type { Ask, Head } from './facts.ts';
import type { Line } from './lines.ts';
import type { AlbumHeads, AskLines, Heads, Lines, Notes } from './messages.ts';

export const LINES = 64;
export const NOTES = 64;
export const HEADS = 1_000;
export const BYTES = 96 * 1024;

/** author (hex) → number → the lines with that number; two of them where the chain is split */
export type Chains = ReadonlyMap<string, ReadonlyMap<number, readonly Line[]>>;

/** How far somebody's chains of an album are whole: author (hex) → head. */
export type HeadsOf = ReadonlyMap<string, Head>;

/** How far every chain of an album is whole here; `notes` is the board's digest. */
export const headsOf = (ledger: Ledger, notes: Uint8Array): AlbumHeads => ({
  album: ledger.album,
  heads: ledger.heads,
  notes,
});

/**
 * Whether an album has to do with a device: it keeps it, writes in it, or was granted it.
 *
 * That it lost all of this does not matter: it has to hear of that too.
 */
export const concerns = (ledger: Ledger, device: Uint8Array): boolean =>
  (ledger.found?.keepers ?? []).some((one) => equal(one, device)) ||
  [...ledger.admitted.values()].some((one) => equal(one.says.key, device)) ||
  [...ledger.granted.values()].some((one) => equal(one.says.frame, device));

/** What to ask somebody who has these heads. */
export const questions = (ledger: Ledger, theirs: HeadsOf): readonly AskLines[] => {
  const wanted = ledger.missing(theirs).slice(0, LINES);
  return wanted.length > 0 ? [{ kind: Kind.Ask, album: ledger.album, wanted }] : [];
};

/** The lines somebody with these heads does not have, what others rest on first. */
export const lacking = (ledger: Ledger, chains: Chains, theirs: HeadsOf): readonly Line[] => {
  const split = new Set(ledger.unwarned(theirs).map(hex));
  return keepersFirst(ledger, chains).flatMap((author) => {
    const known = theirs.get(author)?.number ?? -1;
    return ascending(chains, author).flatMap(([number, lines]) =>
      number > known || (split.has(author) && lines.length > 1) ? lines : [],
    );
  });
};

/** The lines somebody asked for, and the first lines and admissions they rest on. */
export const answer = (
  ledger: Ledger,
  chains: Chains,
  wanted: readonly Ask[],
): readonly Line[] => {
  const asked = new Map(wanted.map((one) => [hex(one.author), one.number]));
  return keepersFirst(ledger, chains).flatMap((author) => {
    const first = asked.get(author) ?? Number.POSITIVE_INFINITY;
    return ascending(chains, author).flatMap(([number, lines]) => (number >= first ? lines : []));
  });
};

/** Messages that hold these heads, each small enough; one even if there are none. */
export const packedHeads = (albums: readonly AlbumHeads[]): readonly Heads[] =>
  grouped(albums, (held) => held.reduce((sum, one) => sum + one.heads.size, 0) <= HEADS).map(
    (held) => ({ kind: Kind.Heads, albums: held }),
  );

/** Messages that hold these lines in their order, each small enough. */
export const packed = (lines: readonly Line[]): readonly Lines[] => {
  const told = lines.map((line) => line.told);
  const fits = (held: readonly Uint8Array[]) =>
    held.length <= LINES && held.reduce((sum, one) => sum + one.length, 0) <= BYTES;
  return grouped(told, fits)
    .filter((held) => held.length > 0)
    .map((held) => ({ kind: Kind.Lines, lines: held }));
};

/** Messages that hold these notes, each small enough. */
export const packedNotes = (notes: readonly Uint8Array[]): readonly Notes[] =>
  grouped(notes, (held) => held.length <= NOTES)
    .filter((held) => held.length > 0)
    .map((held) => ({ kind: Kind.Notes, notes: held }));

/** Cut into groups that fit, in order; what does not fit alone is alone. One group at least. */
const grouped = <T>(all: readonly T[], fits: (held: readonly T[]) => boolean): T[][] => {
  const groups: T[][] = [[]];
  for (const one of all) {
    const held = groups.at(-1) as T[];
    if (held.length > 0 && !fits([...held, one])) groups.push([one]);
    else held.push(one);
  }
  return groups;
};

const keepersFirst = (ledger: Ledger, chains: Chains): string[] => {
  const keepers = new Set((ledger.found?.keepers ?? []).map(hex));
  const authors = [...chains.keys()].sort();
  return [
    ...authors.filter((one) => keepers.has(one)),
    ...authors.filter((one) => !keepers.has(one)),
  ];
};

const ascending = (chains: Chains, author: string): (readonly [number, readonly Line[]])[] =>
  [...(chains.get(author) ?? [])].sort(([one], [other]) => one - other);
