/**
 * What screens see and may ask: the contract between the page and the office worker.
 *
 * Rule 1: a screen shows a `View` and calls `Office`; it never touches keys, storage or a socket.
 * Rule 2: ids are lower-case hex of the protocol's names; times are milliseconds since 1970.
 * Rule 3: a call that is refused rejects with `Refused` (its `code` becomes words on the screen).
 * Rule 4: what is acknowledged (a call that resolved) survives the tab being killed.
 */

import type { Code } from '../errors.ts';
import type { Trace } from '../pictures/metadata.ts';
import type {
  Archive,
  ExportView,
  Inspection,
  MoveView,
  PhotoView,
  PictureView,
  SendingView,
} from './photo_views.ts';

export type * from './photo_views.ts';
export type { Trace };

export type Id = string;
export type Role = 'owner' | 'contributor' | 'viewer';
export type Purpose = 'display' | 'enhance' | 'score' | 'faces' | 'share';
export const PURPOSES: readonly Purpose[] = ['display', 'enhance', 'score', 'faces', 'share'];
export type Language = 'en' | 'de' | 'fr' | 'es' | 'zh';

/** How far the page can be trusted (docs/protocol.md §3, docs/phone.md). */
export type Tier = 'lan-http' | 'frame-https' | 'static-https';

/** Whether what this phone keeps is safe here. */
export interface Safekeeping {
  readonly keys: 'wrapped' | 'plain'; // wrapped: under a non-extractable WebCrypto key
  readonly persistent: boolean; // false: the browser may evict it
}

/** Everything that is pushed to the screens; a new object whenever something changed. */
export interface View {
  readonly me: { readonly person: string; readonly label: string; readonly id: Id } | null;
  readonly frames: readonly FrameView[];
  readonly chosen: Id | null; // the frame the screens speak of
  readonly pairing: PairingView | null;
  readonly albums: readonly AlbumView[]; // newest first; those taken back for good come last
  readonly sending: SendingView;
  readonly moves: readonly MoveView[]; // newest first, until they are put away
  readonly picture: PictureView | null; // the whole picture that comes now
  readonly exporting: ExportView | null;
  readonly glass: GlassView | null; // of the chosen frame, while `watch(true)`
  readonly settings: SettingsView | null; // of the chosen frame
  readonly tookBack: readonly WithdrawalView[]; // newest first
  readonly tier: Tier;
  readonly safekeeping: Safekeeping;
  readonly split: readonly Id[]; // albums in which somebody's chain forked: the owner is told
  readonly closed: Code | null; // the office gave up: opened-elsewhere, open-again, storage-refused
}

export interface FrameView {
  readonly id: Id;
  readonly label: string;
  readonly role: Role;
  readonly state: 'connecting' | 'there' | 'away' | 'removed' | 'left';
  readonly because: Code | null; // why away
  readonly photos: number | null; // all it holds, of everybody
  readonly freeBytes: number | null;
  readonly version: string;
  readonly heardAt: number | null;
  readonly broker: string; // host only
}

export interface PairingView {
  readonly state: 'connecting' | 'waiting' | 'comparing' | 'agreed' | 'paired' | 'failed';
  readonly digits: string; // "123 456"
  readonly host: string; // what the frame calls itself
  readonly claimed: boolean; // false: this phone becomes its owner
  readonly role: Role | null; // once paired
  readonly because: Code | null;
  readonly until: number;
}

export interface AlbumView {
  readonly id: Id;
  readonly title: string;
  readonly keeper: boolean; // founded by this phone, or this phone keeps it
  readonly maySend: boolean;
  readonly mayGrant: boolean;
  readonly isOver: boolean; // taken back for good, here
  readonly isPrivate: boolean;
  readonly held: number | null; // photos the chosen frame holds of it
  readonly heldBytes: number | null;
  readonly cover: Id | null; // a photo
  readonly leases: readonly LeaseView[];
}

/** What one frame may do with one album. */
export interface LeaseView {
  readonly frame: Id;
  readonly label: string;
  readonly purposes: readonly Purpose[];
  readonly until: number; // 0: nothing
  readonly isFinal: boolean; // taken back for good
  readonly blurred: boolean; // strangers are blurred in what is shared
  readonly pending: boolean; // the frame has not heard the newest line yet
}

export interface GlassView {
  readonly kind: 'slide' | 'card' | 'night';
  readonly photos: readonly { readonly album: Id; readonly photo: Id }[]; // those of known albums
  readonly picture: Blob | null; // JPEG of the whole glass
  readonly because: string; // "why this photo", in the frame's words
  readonly caption: string;
  readonly paused: boolean;
  readonly original: boolean;
  readonly favourite: boolean;
  readonly at: number;
}

export interface SettingsView {
  readonly brightness: number; // 10 to 100
  readonly night: { readonly from: number; readonly until: number } | null; // minutes of the day
  readonly guests: boolean;
  readonly seconds: number; // a photo stays; 5 to 3600
  readonly arranged: boolean; // albums come one after the other, each in its order
}

export type Deed = 'next' | 'back' | 'pause' | 'original' | 'hide' | 'favourite' | 'certificate';

export interface WithdrawalView {
  readonly id: Id; // digest of the revocation
  readonly album: Id;
  readonly title: string;
  readonly what: 'photos' | 'purposes' | 'frame' | 'album' | 'everything';
  readonly photos: number; // how many, for 'photos'
  readonly purposes: readonly Purpose[];
  readonly at: number;
  readonly answers: readonly AnswerView[];
}

export interface AnswerView {
  readonly frame: Id;
  readonly label: string;
  readonly isForgotten: boolean; // nobody waits for it any more
  readonly receipt: {
    readonly photos: number;
    readonly generation: number;
    readonly erasedAt: number;
    readonly signature: string; // hex, checked when it came
  } | null;
}

/** What a frame said when it had erased everything of somebody, or of everybody. */
export interface Statement {
  readonly withdrawal: Id; // its entry in View.tookBack
  readonly photos: number;
  readonly at: number;
  readonly signature: string; // hex, checked; '' where it only says so (a frame that was left)
}

/** A device that writes in an album. */
export interface MemberView {
  readonly id: Id;
  readonly label: string;
  readonly role: 'owner' | 'contributor';
  readonly until: number; // 0: as long as the album is there
  readonly isKeeper: boolean;
  readonly isMe: boolean;
}

export interface HistoryEntry {
  readonly at: number;
  readonly kind:
    | 'founded'
    | 'granted'
    | 'renewed'
    | 'took-back'
    | 'receipt'
    | 'admitted'
    | 'dismissed';
  readonly who: string; // label, or '' for this phone: who said it, or was admitted or dismissed
  readonly frame: string; // label, where one is meant
  readonly purposes: readonly Purpose[];
  readonly until: number | null;
  readonly words: string; // what was on the screen, for grants this phone signed
  readonly photos: number | null;
}

export interface DeviceView {
  readonly id: Id;
  readonly label: string;
  readonly role: Role | 'frame';
  readonly since: number;
  readonly isMe: boolean;
}

export interface PersonView {
  readonly id: Id;
  readonly name: string;
  readonly since: number;
  readonly photos: number; // in which they were recognised
  readonly isPrivate: boolean;
  readonly agreed: 'own-device' | 'note' | 'at-the-frame';
}

/** A face in a photo, in fractions of the upright picture. */
export interface FaceView {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The words a person agrees to, exactly as they are shown and hashed. */
export interface Agreement {
  readonly text: string;
  readonly until: number;
}

export interface PrivacyView {
  readonly stores: readonly {
    readonly what: string;
    readonly count: number;
    readonly bytes: number;
  }[];
  readonly computes: readonly {
    readonly what: string;
    readonly on: boolean;
    readonly count: number;
  }[];
  readonly connections: readonly {
    readonly to: string;
    readonly why: string;
    readonly up: boolean;
  }[];
  readonly keyTier: string; // as `frame status` names it
  readonly keepsPart: boolean; // this phone keeps a part of its key
  readonly audit: {
    readonly at: number;
    readonly checks: number;
    readonly findings: readonly AuditFinding[];
  } | null;
  readonly journal: {
    readonly state: 'begun' | 'holds' | 'differs'; // from what this phone kept of it
    readonly line: number; // the one that is kept
    readonly at: number; // since when
  } | null; // it has none yet
}

/** What forgetting a frame that is gone for good means. */
export interface LossView {
  readonly albums: number; // taken back from it
  readonly until: number; // what it holds of them it may show until then; 0: it may not now
  readonly keepsPart: boolean; // this phone keeps a part of its key
  readonly hasOthers: boolean; // another frame hears of it
}

export interface AuditFinding {
  readonly check: string;
  readonly severity: string;
  readonly means: string;
  readonly do: string;
}

/** Consent to be recognised (docs/people.md): whose yes it is. */
export interface EnrolConsent {
  readonly by: 'own-device' | 'note';
  readonly signed: string; // the name typed under the words
  readonly adult: boolean;
  readonly guardian: string; // for a child
}

export interface Office {
  // beginning
  pair(url: string, person: string, label: string): Promise<void>; // progress in View.pairing
  agree(yes: boolean): Promise<void>;
  endPairing(): Promise<void>; // puts the pairing view away
  choose(frame: Id): Promise<void>;

  // the frame
  watch(on: boolean): Promise<void>; // keep View.glass fresh while a screen shows it
  act(deed: Deed): Promise<void>;
  set(settings: Partial<SettingsView>): Promise<void>;

  // albums and photos
  found(title: string, grant: readonly Purpose[], words: Agreement): Promise<Id>; // to the chosen frame
  rename(album: Id, title: string): Promise<void>;
  photos(album: Id): Promise<readonly PhotoView[]>; // in album order
  thumbnail(album: Id, photo: Id): Promise<Blob | null>;
  picture(album: Id, photo: Id): Promise<Blob | null>; // as the frame holds it; one at a time, progress in View.picture
  leavePicture(): Promise<void>; // nobody looks at it any more
  caption(album: Id, photo: Id, words: string): Promise<void>;
  favourite(album: Id, photos: readonly Id[], yes: boolean): Promise<void>;
  hide(album: Id, photos: readonly Id[], yes: boolean): Promise<void>;
  order(album: Id, photo: Id, before: Id | null): Promise<void>; // null: to the end
  move(from: Id, photos: readonly Id[], to: Id): Promise<Id>; // written down; what becomes of it is in View.moves
  retryMove(move: Id): Promise<void>;
  endMove(move: Id): Promise<void>; // what has not moved stays where it is; puts it away
  erase(album: Id, photos: readonly Id[]): Promise<Id>; // the withdrawal's id

  // sending
  inspect(files: readonly File[]): Promise<Inspection>;
  send(files: readonly File[], album: Id): Promise<void>; // resolves when all are safe on this phone
  retry(photo: Id): Promise<void>;
  retryAll(): Promise<void>; // everything that was refused
  forgetSent(withRefused: boolean): Promise<void>; // clear from the list what is there, and what was refused with its files
  cancel(photo: Id): Promise<void>;

  // consent
  words(
    album: Id | null,
    title: string,
    frame: Id,
    purposes: readonly Purpose[],
    blurred: boolean,
    language: Language,
  ): Promise<Agreement>;
  grant(
    album: Id,
    frame: Id,
    purposes: readonly Purpose[],
    blurred: boolean,
    words: Agreement,
  ): Promise<void>;
  takeBack(album: Id, frame: Id | null, purposes: readonly Purpose[]): Promise<Id>; // null: the whole album; [] all of that frame's, for good
  history(album: Id): Promise<readonly HistoryEntry[]>;

  // who takes part in an album: only its keeper changes that
  members(album: Id): Promise<readonly MemberView[]>;
  admit(album: Id, device: Id, role: 'owner' | 'contributor'): Promise<void>;
  dismiss(album: Id, device: Id): Promise<void>; // for ever

  // people
  people(): Promise<readonly PersonView[]>;
  faces(album: Id, photo: Id): Promise<readonly FaceView[] | 'unseen'>; // unseen: not looked at yet
  peopleWords(language: Language): Promise<string>;
  enrol(
    name: string,
    samples: readonly { album: Id; photo: Id; face: number }[],
    consent: EnrolConsent,
  ): Promise<void>;
  forgetPerson(id: Id): Promise<void>; // resolves when the frame names them no more

  // phones
  devices(): Promise<readonly DeviceView[]>;
  invite(role: Role): Promise<void>; // the card appears on the glass
  approve(digits: string): Promise<void>;
  renameDevice(id: Id, label: string): Promise<void>;
  removeDevice(id: Id): Promise<void>;

  // privacy
  privacy(): Promise<PrivacyView>;
  exportAll(): Promise<Blob>; // one JSON file: every signed line, note, receipt, and what they say
  exportPhotos(): Promise<Archive | null>; // the next ZIP file, with every photo; null once it was stopped
  stopExport(): Promise<void>;
  leave(): Promise<Statement>; // erase everything of this owner on the chosen frame
  wipe(): Promise<Statement>; // back to first boot: everything of everybody
  forgetFrame(frame: Id): Promise<void>; // only on this phone, for one that removed us or was left
  losing(frame: Id): Promise<LossView>;
  forgetLost(frame: Id): Promise<void>; // takes consent back, then forgets one that does not answer
}

export const NOTHING: View = {
  me: null,
  frames: [],
  chosen: null,
  pairing: null,
  albums: [],
  sending: {
    items: [],
    total: 0,
    there: 0,
    refused: 0,
    reading: 0,
    bytesLeft: 0,
    perSecond: 0,
    paused: null,
  },
  moves: [],
  picture: null,
  exporting: null,
  glass: null,
  settings: null,
  tookBack: [],
  tier: 'lan-http',
  safekeeping: { keys: 'plain', persistent: false },
  split: [],
  closed: null,
};
