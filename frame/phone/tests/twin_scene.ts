/**
 * What a scene for tests in a browser is, and what scenes begin with.
 *
 * Rule 1: a scene says where it begins and what the office shows; its steps press words, not places.
 * Rule 2: steps are given by the keys of src/words, so that a scene plays in every language.
 */

import type { FrameView, GlassView, View } from '../src/office/calls.ts';
import type { Place } from '../src/screens/parts/route.ts';
import type { Key, Values } from '../src/words/speak.ts';
import { fullView, hex, KITCHEN, LAKE } from './twin_shapes.ts';

/** What the steps of a scene can do; each waits until it can. */
export interface Play {
  press(words: Key, values?: Values): Promise<void>;
  fill(words: Key, text: string, values?: Values): Promise<void>;
  click(selector: string): Promise<void>;
  seen(selector: string): Promise<void>;
  pick(names: readonly string[]): Promise<void>; // files for the picker
  change(part: Partial<View>): void;
}

export interface Scene {
  readonly place: Place;
  readonly start?: 'empty';
  readonly view?: Partial<View>;
  readonly steps?: (play: Play) => Promise<void>;
}

export const NOW = Date.now();
export const FULL = fullView(NOW);
export const MAIN = {
  frame: { at: 'frame' },
  send: { at: 'send' },
  albums: { at: 'albums' },
  privacy: { at: 'privacy' },
} as const;

export const kitchen = (part: Partial<FrameView>): Partial<View> => ({
  frames: FULL.frames.map((one) => (one.id === KITCHEN ? { ...one, ...part } : one)),
});
export const sending = (part: Partial<View['sending']>): Partial<View> => ({
  sending: { ...FULL.sending, ...part },
});
export const SLIDE: GlassView = {
  kind: 'slide',
  photos: [{ album: LAKE, photo: hex(0, 32, Number.parseInt(LAKE.slice(0, 6), 16)) }],
  picture: null,
  because: 'A year ago today',
  caption: '',
  paused: false,
  original: false,
  favourite: false,
  at: NOW,
};
