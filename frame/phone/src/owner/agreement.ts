/**
 * The words a person agrees to: one sentence for each purpose, which frame, until when, how back.
 *
 * Rule: what is shown is what is hashed into the grant, byte for byte, and kept (docs/protocol.md
 * §8.1). The sentences come from `words/`; changing one changes nothing that was agreed to before.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import type { Purpose } from '../protocol/lines.ts';

export type PurposeName = 'display' | 'enhance' | 'score' | 'faces' | 'share';

/** Purposes of the protocol in its order: number 1 is the first. */
export const PURPOSE_NAMES: readonly PurposeName[] = [
  'display',
  'enhance',
  'score',
  'faces',
  'share',
];

/** The sentences of one language; {title}, {frame}, {date} and {list} are filled in here. */
export interface Sentences {
  readonly opening: string; // With the photos of the album “{title}” the frame “{frame}” may:
  readonly may: Readonly<Record<PurposeName, string>>; // one whole line each, without a dash
  readonly short: Readonly<Record<PurposeName, string>>; // the same in a few words, for `mayNot`
  readonly blurred: string; // Faces of strangers are blurred in what it sends on.
  readonly mayNot: string; // It may not: {list}.
  readonly between: string; // stands between the parts of {list}: "; "
  readonly ends: string; // This ends on {date}.
  readonly renews: string; // This phone renews it, for 30 days at a time, until you take it back.
  readonly back: string; // How it is taken back, and what the frame does then.
  readonly people: string; // What somebody agrees to who is to be recognised, all of it
}

/** What is agreed to; times in seconds since 1970. */
export interface Agreed {
  readonly text: string;
  readonly title: string;
  readonly frame: Uint8Array;
  readonly purposes: readonly Purpose[];
  readonly blurred: boolean;
  readonly beginsS: number;
  readonly untilS: number;
}

/** What stands in the words of one agreement. */
export interface Terms {
  readonly title: string;
  readonly frame: string;
  readonly purposes: readonly Purpose[];
  readonly blurred: boolean;
  readonly date: string;
}

/** The words, exactly as they are shown. */
export function wordsOf(sentences: Sentences, terms: Terms): string {
  const isMeant = (name: PurposeName) =>
    terms.purposes.some((one) => PURPOSE_NAMES[one - 1] === name);
  const others = PURPOSE_NAMES.filter((name) => !isMeant(name));
  const list = others.map((name) => sentences.short[name]).join(sentences.between);
  const filled = (sentence: string) => fill(sentence, { ...terms, list });
  return [
    filled(sentences.opening),
    ...PURPOSE_NAMES.filter(isMeant).map((name) => `  - ${sentences.may[name]}`),
    ...(terms.blurred ? [sentences.blurred] : []),
    ...(others.length ? [filled(sentences.mayNot)] : []),
    filled(sentences.ends),
    sentences.renews,
    filled(sentences.back),
  ].join('\n');
}

/** The digest of the words that were shown, 32 bytes. */
export function noticeOf(text: string): Uint8Array {
  return sha256(new TextEncoder().encode(text));
}

/** Fill in once: a title that looks like a placeholder stays what it is. */
function fill(sentence: string, values: Terms & { readonly list: string }): string {
  const { title, frame, date, list } = values;
  const known: Readonly<Record<string, string>> = { title, frame, date, list };
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => known[name] ?? whole);
}
