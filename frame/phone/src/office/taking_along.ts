/**
 * Everything to take along with the photos: ZIP files of about 1 GB, made one after the other.
 *
 * Rule 1: the next file is begun when somebody asks for it: memory holds one picture, the browser
 *         one file.
 * Rule 2: names in a file are ours: the number of the album, a date, a counter.
 * Rule 3: every file holds all records; they say which picture lies where, and which is missing.
 * Rule 4: a frame that went is waited for. One that is there and answers nothing ends it; asked
 *         again, the file that was being made is begun anew. What it holds and cannot hand out,
 *         while it answers everything else, is missing, and the rest goes along.
 * Rule 5: what is taken along is what the frame says it holds now. Where it does not say, there is
 *         no file: one without some of the photos would pass for a whole one.
 */

import { hex, utf8 } from '../crypto/bytes.ts';
import { exported, type TakenAlong } from '../owner/export.ts';
import { wholeOf } from '../owner/parts.ts';
import { FILES, Zip } from '../owner/zip.ts';
import type { Id } from '../post/rows.ts';
import { Kind } from '../protocol/envelope.ts';
import type { Holding } from '../protocol/messages.ts';
import { heldPhotos } from './album_calls.ts';
import type { Archive, ExportView } from './calls.ts';
import type { Room } from './room.ts';

export const RECORDS = 'hearthframe.json';
const LOOK_AGAIN_MS = 1_000;
const SILENCES = 3; // photos in a row that a frame does not hand out: is it there at all?

/** A photo that is to be taken along; `file`: its name in an archive. */
interface Entry {
  readonly album: Id;
  readonly photo: Id;
  readonly taken: string;
  readonly file: string;
}

export class TakingAlong {
  readonly #room: Room;
  readonly #frame: Id;
  readonly #mostBytes: number;
  readonly #stopped = new AbortController();
  #entries: readonly Entry[] | null = null;
  #taken: TakenAlong[] = [];
  #number = 0;
  #bytes = 0;
  #silences = 0;

  constructor(room: Room, mostBytes = 1_000_000_000) {
    this.#room = room;
    this.#frame = room.frame().name;
    this.#mostBytes = mostBytes;
  }

  get view(): ExportView {
    const photos = this.#entries?.length ?? 0;
    return { photos, done: this.#taken.length, bytes: this.#bytes };
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** The next file; null where it was stopped. Rejects with Refused. */
  async next(): Promise<Archive | null> {
    this.#entries ??= await this.#list();
    const [begun, bytes] = [this.#taken.length, this.#bytes];
    const zip = new Zip();
    try {
      await this.#fill(zip, this.#entries);
    } catch (problem) {
      this.#taken.length = begun;
      this.#bytes = bytes;
      this.#silences = 0;
      throw problem;
    }
    if (this.#stopped.signal.aborted) return null;
    const records = exported(this.#room.books, this.#taken);
    zip.add(RECORDS, utf8(`${JSON.stringify(records, null, 2)}\n`), '');
    this.#number += 1;
    const missing = this.#taken.filter(({ archive }) => !archive).length;
    return {
      ...{ file: zip.close(), number: this.#number, missing },
      isLast: this.#taken.length === this.#entries.length,
      photos: this.#taken.length - missing,
    };
  }

  async #fill(zip: Zip, entries: readonly Entry[]): Promise<void> {
    for (const one of entries.slice(this.#taken.length)) {
      if (zip.bytes >= this.#mostBytes || zip.files >= FILES - 1) return;
      const whole = await this.#fetched(one);
      if (this.#stopped.signal.aborted) return;
      if (whole) zip.add(one.file, whole, one.taken);
      const { album, photo, file } = one;
      this.#taken.push({ album, photo, file, archive: whole ? this.#number + 1 : null });
      this.#bytes += whole?.length ?? 0;
      this.#room.changed();
    }
  }

  async #fetched({ album, photo }: Entry): Promise<Uint8Array | null> {
    const { client } = this.#room;
    const { signal } = this.#stopped;
    const wish = { frame: this.#frame, album, photo, signal, came: () => undefined };
    for (;;) {
      const whole = await wholeOf(client, wish);
      if (whole) this.#silences = 0;
      if (whole || signal.aborted || client.books.isRevoked(album, photo)) return whole;
      if (client.frames.condition(this.#frame, Date.now()).state === 'there') break;
      await new Promise((go) => setTimeout(go, LOOK_AGAIN_MS));
    }
    this.#silences += 1;
    if (this.#silences === SILENCES) {
      await this.#holding();
      this.#silences = 0;
    }
    return null;
  }

  /** Every photo the frame holds of albums that concern this phone, album by album. */
  async #list(): Promise<readonly Entry[]> {
    const { books } = this.#room;
    const { albums } = await this.#holding();
    const names = albums.filter((one) => one.photos > 0).map((one) => hex(one.album));
    const open = names.filter((album) => books.ledgers.get(album)?.revoked === false);
    const lists = await Promise.all(
      open.map((album) => heldPhotos(this.#room, this.#frame, album)),
    );
    const digits = String(open.length).length;
    return lists.flatMap((photos, at) =>
      photos.map(({ id, album, taken }, index) => ({
        ...{ album, photo: id, taken: taken ?? '' },
        file: nameOf(String(at + 1).padStart(digits, '0'), taken ?? '', index + 1),
      })),
    );
  }

  /** What a frame that is there always answers; rejects with Refused. */
  #holding(): Promise<Holding> {
    return this.#room.client.ask(this.#frame, { kind: Kind.AskHolding }, (told) =>
      told.kind === Kind.Holding ? told : undefined,
    );
  }
}

/** "2/2024-05-17-0009.jpg", or "2/undated-0009.jpg". */
export function nameOf(folder: string, taken: string, count: number): string {
  const day = /^\d{4}-\d\d-\d\d(?=T)/.exec(taken)?.[0] ?? 'undated';
  return `${folder}/${day}-${String(count).padStart(4, '0')}.jpg`;
}
