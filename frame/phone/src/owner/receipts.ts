/**
 * What was taken back, and which frames have answered that with a signed receipt.
 *
 * Rule: every frame that was granted the album before is named, whether it answered or not. A
 * receipt is a line: its signature was checked when it came (docs/protocol.md §8.4).
 */

import { hex } from '../crypto/bytes.ts';
import type { Books } from '../post/books.ts';
import type { Id, Parting } from '../post/rows.ts';
import type { Line, Receipt, Revocation } from '../protocol/lines.ts';

/** What one frame said to a revocation; nothing yet where both are null. */
export interface Answer {
  readonly frame: Id;
  readonly receipt: Receipt | null;
  readonly signature: Id; // of the line that is the receipt
  readonly parted: Parting | null; // where the frame was left
  readonly isForgotten: boolean; // nobody waits for its answer any more
}

/** One revocation and every answer to it. */
export interface Withdrawal {
  readonly line: Line & { readonly says: Revocation };
  readonly answers: readonly Answer[];
}

/** When a frame was granted an album. */
interface Granted {
  readonly frame: Id;
  readonly atMs: number;
}

const isRevocation = (line: Line): line is Line & { readonly says: Revocation } =>
  line.says.kind.startsWith('revoke-');

/** Everything that was taken back, newest first. */
export function withdrawals(books: Books): Withdrawal[] {
  return [...books.ledgers.keys()]
    .flatMap((album) => {
      const lines = books.linesOf(album);
      const grants = lines.flatMap((line): Granted[] =>
        line.says.kind === 'grant' ? [{ frame: hex(line.says.frame), atMs: line.atMs }] : [],
      );
      return lines.filter(isRevocation).map((line) => ({
        line,
        answers: asked(line, grants).map((frame) => answer(books, line, frame)),
      }));
    })
    .sort((one, other) => other.line.atMs - one.line.atMs);
}

function answer(books: Books, line: Line, frame: Id): Answer {
  const digest = hex(line.digest);
  const album = hex(line.album);
  const receipt = books.ledgers.get(album)?.receipts.get(`${digest}:${frame}`) ?? null;
  const parted = books.of('parting').find((row) => row.frame === frame) ?? null;
  const isPaired = books.device(frame) !== null;
  const signature = receipt ? signatureOf(books, album, frame, receipt) : '';
  const isForgotten = !isPaired && books.of('forgotten').some((row) => row.frame === frame);
  return { frame, receipt, signature, parted: isPaired ? null : parted, isForgotten };
}

function signatureOf(books: Books, album: Id, frame: Id, receipt: Receipt): Id {
  const chain = [...(books.chains(album).get(frame)?.values() ?? [])].flat();
  const line = chain.find(({ says }) => says.kind === 'receipt' && isSame(says, receipt));
  return line ? hex(line.told.subarray(0, 64)) : '';
}

const isSame = (one: Receipt, other: Receipt): boolean =>
  hex(one.answers) === hex(other.answers) && one.erasedAt === other.erasedAt;

/** The frames a revocation asks something of: those the album was granted to before. */
function asked({ says, atMs }: Line, grants: readonly Granted[]): Id[] {
  if (says.kind === 'revoke-frame' || says.kind === 'revoke-purposes') return [hex(says.frame)];
  const before = grants.filter((one) => one.atMs <= atMs).map(({ frame }) => frame);
  return [...new Set(before)].sort();
}
