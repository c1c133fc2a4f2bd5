/** What crosses between page and office: plain messages, and errors as codes. */

import type { Code } from '../errors.ts';
import type { Sentences } from '../owner/agreement.ts';
import type { Language, Office, View } from './calls.ts';

export type Call = keyof Office;

/** From the page. */
export type ToOffice =
  | {
      readonly kind: 'begin';
      readonly href: string;
      readonly sentences: Readonly<Record<Language, Sentences>>;
    }
  | { readonly kind: 'call'; readonly id: number; readonly name: Call; readonly args: unknown[] }
  | { readonly kind: 'awake' } // the page is looked at again, or the network is back
  | { readonly kind: 'seen'; readonly yes: boolean } // whether somebody looks at the page
  | { readonly kind: 'persistent'; readonly yes: boolean };

/** To the page. */
export type FromOffice =
  | { readonly kind: 'view'; readonly view: View }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly code: Code };

/** Every call there is: no other name reaches the office. */
export const CALLS: Readonly<Record<Call, true>> = {
  pair: true,
  agree: true,
  endPairing: true,
  choose: true,
  watch: true,
  act: true,
  set: true,
  found: true,
  rename: true,
  photos: true,
  thumbnail: true,
  picture: true,
  leavePicture: true,
  caption: true,
  favourite: true,
  hide: true,
  order: true,
  move: true,
  retryMove: true,
  endMove: true,
  erase: true,
  inspect: true,
  send: true,
  retry: true,
  retryAll: true,
  forgetSent: true,
  cancel: true,
  words: true,
  grant: true,
  takeBack: true,
  history: true,
  members: true,
  admit: true,
  dismiss: true,
  people: true,
  faces: true,
  peopleWords: true,
  enrol: true,
  forgetPerson: true,
  devices: true,
  invite: true,
  approve: true,
  renameDevice: true,
  removeDevice: true,
  privacy: true,
  exportAll: true,
  exportPhotos: true,
  stopExport: true,
  leave: true,
  wipe: true,
  forgetFrame: true,
  losing: true,
  forgetLost: true,
};
