/** What can go wrong, as codes that `words/` turns into a sentence with advice; never a payload. */

export const CODES = [
  'bad-message', // bytes of a peer break the protocol; dropped and counted
  'not-a-card', // the address is not that of a pairing card
  'card-of-another-version',
  'card-is-old', // three minutes are over
  'declined', // somebody said no
  'not-invited',
  'pairing-failed', // the frame's answer does not open: another phone was faster, or an old card
  'broker-away', // no connection to the broker
  'broker-refused', // it does not know this phone: the card is old, or the phone was removed
  'frame-away', // the broker is there, the frame does not answer
  'frame-locked', // it asked this phone for its part of the key, and is about to open
  'not-paired', // this phone is paired with no frame
  'removed', // the frame does not know this phone any more
  'not-allowed', // the role of this phone does not allow it
  'album-closed', // taken back for good
  'no-consent', // the frame may not show this album
  'no-room', // on the frame
  'quota', // the frame takes no more today, or no photo this large
  'not-a-photo',
  'damaged', // on the way
  'key-unknown', // the frame did not get the key of the album
  'taken-back', // while it was on its way
  'too-large', // more than the protocol carries
  'phone-full', // the browser gives no more room
  'file-gone', // the browser lost the file before it was read
  'photo-gone', // no frame holds the photo any more
  'storage-refused', // private browsing without storage
  'opened-elsewhere', // another tab took over
  'open-again', // the browser closed the storage, or the host replaced the page meanwhile
  'bad-input', // text too long and the like
  'no-face', // the frame sees no face there that can be told from others
  'not-one-person', // the faces that were shown to it are not all of one person
  'name-taken', // somebody is enrolled by that name, or it is none
  'incomplete', // a consent without a name under it
  'faces-off', // the frame may not compare faces in that album
  'failed', // anything else
] as const;

export type Code = (typeof CODES)[number];

/** A refusal with its code; `message` is for developers and holds nothing of a peer. */
export class Refused extends Error {
  readonly code: Code;

  constructor(code: Code, message: string = code) {
    super(message);
    this.name = 'Refused';
    this.code = code;
  }
}

/** Bytes of a peer that are to be dropped. */
export class BadMessage extends Refused {
  constructor(message: string) {
    super('bad-message', message);
    this.name = 'BadMessage';
  }
}
