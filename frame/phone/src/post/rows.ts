/**
 * What a phone keeps about frames, albums and photos: one kind of row each.
 *
 * Rule 1: a device on the other side never chooses a row's number.
 * Rule 2: ids are lower-case hex of the protocol's names; they are compared, never shown.
 * Rule 3: fields in SECRET are wrapped before they are stored, where the browser can.
 */

export type Id = string;

/** The secrets of this phone, 32 bytes each; `suite` is that of its sealing key. */
export interface Me {
  readonly kind: 'me';
  readonly signing: Uint8Array;
  readonly sealing: Uint8Array;
  readonly static: Uint8Array;
  readonly suite: number;
  readonly person: string;
  readonly label: string;
  readonly chosen: Id; // the frame the screens speak of, or ''
}

/** A frame this phone is paired with; `role` is what this phone is to it. */
export interface Paired {
  readonly kind: 'device';
  readonly name: Id;
  readonly suite: number;
  readonly sealKey: Uint8Array;
  readonly static: Uint8Array;
  readonly secret: Uint8Array;
  readonly presence: Uint8Array;
  readonly rank: number;
  readonly owner: Uint8Array;
  readonly label: string;
  readonly addedMs: number;
  readonly broker: string;
  readonly role: number;
  readonly sent: number; // the number of the last letter sent to it, -1 before
  readonly taken: number; // none up to this is taken again
}

/** An album both sides know; `source` is the device that brought it, or this one. */
export interface Shared {
  readonly kind: 'album';
  readonly album: Id;
  readonly source: Id;
}

/** A signed line of consent as it came. */
export interface LineRow {
  readonly kind: 'line';
  readonly told: Uint8Array;
}

/** A signed note as it came. */
export interface NoteRow {
  readonly kind: 'note';
  readonly told: Uint8Array;
}

/** The key of one epoch of an album, as one sender draws them. */
export interface EpochRow {
  readonly kind: 'epoch';
  readonly album: Id;
  readonly sender: Id;
  readonly epoch: number;
  readonly key: Uint8Array;
}

/**
 * A photo that is on its way to a frame. The sealed bytes are not kept: `salt` and the cleaned
 * file make the very same ones again.
 */
export interface Outgoing {
  readonly kind: 'outgoing';
  readonly peer: Id;
  readonly transfer: Id;
  readonly offer: Uint8Array; // as protocol.envelope writes its body
  readonly salt: Uint8Array;
  readonly file: string; // in the shelf's store of files
}

/** A photo somebody picked here: what it was, and what was left behind before it left. */
export interface Picked {
  readonly kind: 'picked';
  readonly album: Id;
  readonly photo: Id;
  readonly digest: Id; // of the file as it was picked, SHA-256
  readonly file: string; // '' once the cleaned file is gone
  readonly name: string; // only ever shown
  readonly bytes: number; // of the cleaned file
  readonly removed: readonly string[];
  readonly taken: string; // "YYYY-MM-DDTHH:MM:SS" or ''
  readonly atMs: number;
  readonly isListed: boolean; // whether the sending list still shows it
}

/** How a picked photo went with one frame: 0 waiting, or a `Result`; 9 taken back meanwhile. */
export interface Sent {
  readonly kind: 'sent';
  readonly album: Id;
  readonly photo: Id;
  readonly frame: Id;
  readonly state: number;
  readonly atMs?: number; // since when, once it does not wait
}

/** Photos that somebody moves into another album, together; it stays until it is put away. */
export interface Move {
  readonly kind: 'move';
  readonly move: Id;
  readonly from: Id;
  readonly to: Id;
  readonly photos: number; // in all
  readonly moved: number;
  readonly withdrawals: readonly Id[]; // digests of what took them out of the old album
}

/** One of them that has not moved yet. */
export interface Moving {
  readonly kind: 'moving';
  readonly move: Id;
  readonly photo: Id;
  readonly name: Id; // in the other album: drawn once, the same for every frame
  readonly isSent: boolean; // it goes to the other album from here, as its file is here
  readonly answers: Readonly<Record<Id, number>>; // frame → 0 asked, or a `CopyResult`
}

/** The words that were on the screen when somebody agreed; their digest is in the grant. */
export interface Words {
  readonly kind: 'words';
  readonly text: string;
}

/** A device that a paired frame (`via`) knows, so that an owner can name it. */
export interface Neighbour {
  readonly kind: 'neighbour';
  readonly name: Id;
  readonly label: string;
  readonly via: Id;
}

/** A frame its owner left, and what it said it erased then. */
export interface Parting {
  readonly kind: 'parting';
  readonly frame: Id;
  readonly label: string;
  readonly photos: number;
  readonly generation: number;
  readonly atMs: number;
  readonly signature: Uint8Array; // empty where it was left and not wiped
  readonly isListed: boolean; // whether the screens still show the frame
}

/** A frame that was forgotten because it never answered any more; what it was called. */
export interface Forgotten {
  readonly kind: 'forgotten';
  readonly frame: Id;
  readonly label: string;
  readonly atMs: number;
}

/** How the audit journal of a frame ended when it was last asked. */
export interface JournalEnd {
  readonly kind: 'journal';
  readonly frame: Id;
  readonly line: number;
  readonly hash: Id;
  readonly atMs: number;
}

/** A part of a frame's device key that this phone keeps for it (docs/protocol.md §13). */
export interface KeyPart {
  readonly kind: 'part';
  readonly frame: Id;
  readonly asker: Id; // its name: the public key that a locked frame signs its question with
  readonly meeting: Uint8Array; // names the topics where it asks
  readonly secret: Uint8Array;
}

export type Row =
  | Me
  | Paired
  | Shared
  | LineRow
  | NoteRow
  | EpochRow
  | Outgoing
  | Picked
  | Sent
  | Move
  | Moving
  | Words
  | Neighbour
  | Parting
  | Forgotten
  | JournalEnd
  | KeyPart;

export type Kind = Row['kind'];
export type RowOf<K extends Kind> = Extract<Row, { readonly kind: K }>;

/** The fields of each kind that nobody else may read. */
export const SECRET: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  me: ['signing', 'sealing', 'static'],
  device: ['secret', 'presence'],
  epoch: ['key'],
  part: ['meeting', 'secret'],
};

export const WAITING = 0;
export const TAKEN_BACK = 9;
