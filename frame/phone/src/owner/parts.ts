/**
 * Whole pictures out of a frame, part by part (docs/protocol.md §7).
 *
 * Rule 1: four parts are asked for at a time; one that does not come is asked for again.
 * Rule 2: a picture comes whole or not at all: parts of two wholes are never put together.
 * Rule 3: what was taken back, or is not wanted any more, is asked for no more.
 */

import { hex, unhex } from '../crypto/bytes.ts';
import type { Id } from '../post/rows.ts';
import { Kind } from '../protocol/envelope.ts';
import { PART_BYTES, type PicturePart } from '../protocol/frame_pictures.ts';
import type { Client } from './client.ts';

const AT_ONCE = 4;
const PATIENCE = { forMs: 20_000, againMs: 2_000 };

/** A picture that somebody waits for. */
export interface Wish {
  readonly frame: Id;
  readonly album: Id;
  readonly photo: Id;
  readonly signal: AbortSignal; // it is not wanted any more
  readonly came: (share: number) => void; // so much of it is here
}

/** The JPEG of a photo as a frame holds it; null where it does not come. */
export async function wholeOf(client: Client, wish: Wish): Promise<Uint8Array | null> {
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  wish.signal.addEventListener('abort', stop);
  if (wish.signal.aborted) stop();
  try {
    return await gathered(client, wish, stopped);
  } finally {
    wish.signal.removeEventListener('abort', stop);
  }
}

async function gathered(client: Client, wish: Wish, stopped: AbortController) {
  const first = await partAt(client, wish, 0, stopped.signal);
  if (!first) return null;
  const { size } = first;
  const whole = new Uint8Array(size);
  let [next, had] = [0, 0];
  const keep = (part: PicturePart) => {
    whole.set(part.data, part.offset);
    had += part.data.length;
    wish.came(had / size);
  };
  const gather = async () => {
    while (next + PART_BYTES < size && !stopped.signal.aborted) {
      next += PART_BYTES;
      const part = await partAt(client, wish, next, stopped.signal);
      if (part?.size === size) keep(part);
      else stopped.abort();
    }
  };
  keep(first);
  await Promise.all(Array.from({ length: AT_ONCE }, gather));
  return stopped.signal.aborted ? null : whole;
}

async function partAt(
  { asker, books }: Client,
  { frame, album, photo }: Wish,
  offset: number,
  signal: AbortSignal,
): Promise<PicturePart | null> {
  if (books.isRevoked(album, photo)) return null;
  const question = { kind: Kind.AskPart, album: unhex(album), photo: unhex(photo), offset };
  const part = await asker.ask(
    frame,
    question,
    (told) => {
      const isIt = told.kind === Kind.Part && told.offset === offset && hex(told.photo) === photo;
      return isIt && hex(told.album) === album ? told : undefined;
    },
    { ...PATIENCE, signal },
  );
  return books.isRevoked(album, photo) ? null : part;
}
