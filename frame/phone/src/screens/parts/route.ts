/**
 * Where in the page somebody is, kept in the browser's history so that its back button works.
 *
 * Rule 1: the address never changes: a place holds ids, and ids stay out of addresses.
 * Rule 2: a card's fragment is read once, kept in memory only, and taken out of the history.
 * Rule 3: an open sheet is one step of the history: going back closes it.
 */

import { useEffect, useState } from 'preact/hooks';
import type { Id } from '../../office/calls.ts';

export type Place =
  | { readonly at: 'frame' | 'albums' | 'privacy' }
  | { readonly at: 'send'; readonly album?: Id } // with an album: it is chosen already
  | { readonly at: 'people' | 'phones' | 'settings' | 'pair' | 'taken-back' }
  | { readonly at: 'album' | 'consent' | 'history' | 'members'; readonly album: Id }
  | { readonly at: 'photo'; readonly album: Id; readonly photo: Id };

interface Step {
  readonly place: Place;
  readonly depth: number;
  readonly sheet: boolean;
}

const HOME: Place = { at: 'frame' };
const listeners = new Set<() => void>();
const closers: (() => void)[] = []; // of the open sheets, the newest last
let leaving = 0; // steps back that were asked for and have not happened yet
let after: (() => void)[] = [];
let card = '';

const isStep = (state: unknown): state is Step =>
  typeof state === 'object' && state !== null && 'place' in state && 'depth' in state;

function here(): Step {
  const state: unknown = history.state;
  return isStep(state) ? state : { place: HOME, depth: 0, sheet: false };
}

const changed = (): void => {
  for (const hear of listeners) hear();
};

const whenStill = (deed: () => void): void => {
  if (leaving) after.push(deed);
  else deed();
};

function popped(): void {
  if (leaving) leaving -= 1;
  else closers.pop()?.();
  if (leaving) return;
  const owed = after;
  after = [];
  for (const deed of owed) deed();
  changed();
}

/** Close every open sheet: what is left behind is not to be come back to. */
function shut(): void {
  const open = closers.splice(0);
  if (open.length === 0) return;
  leaving += 1;
  history.go(-open.length);
  for (const close of open) close();
}

/** Go to a place; the back button returns from it. */
export function go(place: Place): void {
  shut();
  whenStill(() => {
    history.pushState({ place, depth: here().depth + 1, sheet: false }, '');
    window.scrollTo(0, 0);
    changed();
  });
}

/** Go to a place instead of this one: between the four main places nothing piles up. */
export function swap(place: Place): void {
  shut();
  whenStill(() => {
    history.replaceState({ place, depth: here().depth, sheet: false }, '');
    window.scrollTo(0, 0);
    changed();
  });
}

const MAIN: readonly Place['at'][] = ['frame', 'send', 'albums', 'privacy'];

/** Go to a main place: going back from any of them leads to where the page began. */
export function goMain(place: Place): void {
  const { place: from, depth } = here();
  if (from.at === place.at) window.scrollTo(0, 0);
  else if (MAIN.includes(from.at) && depth === 0) go(place);
  else swap(place);
}

/** One step back, or to `parent` where the page was opened here. */
export function back(parent: Place = HOME): void {
  shut();
  whenStill(() => (here().depth > 0 ? history.back() : swap(parent)));
}

/** Note an open sheet; returns what to call when it is closed by something else than going back. */
export function opened(close: () => void): () => void {
  let open = true;
  const closing = (): void => {
    open = false;
    close();
  };
  whenStill(() => {
    if (!open) return;
    closers.push(closing);
    history.pushState({ ...here(), depth: here().depth + 1, sheet: true }, '');
  });
  return () => {
    if (!open) return;
    open = false;
    const place = closers.indexOf(closing);
    if (place < 0) return;
    closers.splice(place, 1);
    leaving += 1;
    history.back();
  };
}

/** The address of the card this page was opened with, once. */
export function takeCard(): string {
  const taken = card;
  card = '';
  return taken;
}

function readCard(): boolean {
  if (location.hash.length < 2) return false;
  card = location.href;
  history.replaceState({ place: { at: 'pair' }, depth: 0, sheet: false }, '', location.pathname);
  return true;
}

/** Other apps share into /send: it is a place, not an address. */
function readAddress(): void {
  if (!location.pathname.endsWith('/send')) return;
  history.replaceState({ place: { at: 'send' }, depth: 0, sheet: false }, '', './');
}

/** Begin: read a card, take up the place of before. Call once, before anything is drawn. */
export function begin(): void {
  if (!readCard()) readAddress();
  addEventListener('popstate', popped);
  addEventListener('hashchange', () => readCard() && changed());
}

export function useRoute(): Place {
  const [place, setPlace] = useState<Place>(() => here().place);
  useEffect(() => {
    const hear = (): void => setPlace(here().place);
    listeners.add(hear);
    return () => {
      listeners.delete(hear);
    };
  }, []);
  return place;
}
