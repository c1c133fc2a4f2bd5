/** Every screen of the page in every state worth looking at; here pairing, the frame and sending. */

import type { Code } from '../src/errors.ts';
import type { FrameView, GlassView, PairingView } from '../src/office/calls.ts';
import { FULL, kitchen, MAIN, NOW, type Scene, SLIDE, sending } from './twin_scene.ts';
import { HOUSE_SCENES } from './twin_scenes_house.ts';
import { KITCHEN } from './twin_shapes.ts';

const FILES = ['IMG_2041.HEIC', 'lake.jpg', 'Scan of a long letter from 1987 (final).png'];
const CARD = 'https://frame.local/p#1AAAABBBBCCCC';
const NOTHING_SENT = sending({ items: [], total: 0, there: 0, refused: 0, bytesLeft: 0 });

const meeting = (state: PairingView['state'], part: Partial<PairingView> = {}): Scene => ({
  place: MAIN.frame,
  start: 'empty',
  view: {
    me: FULL.me,
    pairing: {
      state,
      digits: state === 'connecting' || state === 'waiting' ? '' : '123 456',
      host: 'kitchen.local',
      claimed: false,
      role: null,
      because: null,
      until: NOW + 170_000,
      ...part,
    },
  },
});
const failed = (because: Code): Scene => meeting('failed', { because });
const paired = (role: PairingView['role']): Scene => {
  const scene = meeting('paired', { role });
  return { ...scene, view: { ...scene.view, ...kitchen({}), chosen: KITCHEN } };
};

const glass = (part: Partial<GlassView>, frame: Partial<FrameView> = {}): Scene => ({
  place: MAIN.frame,
  view: kitchen(frame),
  steps: async (play) => {
    await play.seen('.bezel img');
    play.change({ glass: { ...SLIDE, ...part } });
  },
});
const PAIRING: Record<string, Scene> = {
  'pair-beginning': { place: MAIN.frame, start: 'empty' },
  'pair-paste': {
    place: MAIN.frame,
    start: 'empty',
    steps: async ({ press, fill }) => {
      await press('pair.paste');
      await fill('pair.paste.label', 'https://example.org');
      await press('pair.go-on');
    },
  },
  'pair-name': {
    place: MAIN.frame,
    start: 'empty',
    steps: async ({ press, fill }) => {
      await press('pair.paste');
      await fill('pair.paste.label', CARD);
      await press('pair.go-on');
      await fill('pair.person', 'Ana');
    },
  },
  'pair-connecting': meeting('connecting'),
  'pair-waiting': meeting('waiting'),
  'pair-comparing': meeting('comparing'),
  'pair-comparing-why': {
    ...meeting('comparing'),
    steps: ({ press }) => press('pair.compare.why'),
  },
  'pair-agreed': meeting('agreed', { claimed: true }),
  'pair-agreed-first': meeting('agreed'),
  'pair-paired': paired('owner'),
  'pair-paired-viewer': paired('viewer'),
  'pair-first-album': {
    ...paired('owner'),
    steps: async ({ press, seen }) => {
      await press('pair.go-on');
      await seen('.words');
    },
  },
  'pair-failed': failed('pairing-failed'),
  'pair-old': failed('card-is-old'),
  'pair-another': { place: { at: 'pair' } },
};

const FRAME: Record<string, Scene> = {
  frame: { place: MAIN.frame, steps: ({ seen }) => seen('.bezel img') },
  'frame-card': glass({ kind: 'card', photos: [] }),
  'frame-night': glass({ kind: 'night', photos: [] }),
  'frame-sealed': glass({}),
  'frame-marked': {
    place: MAIN.frame,
    steps: async ({ seen, press }) => {
      await seen('.bezel img');
      for (const key of ['frame.pause', 'frame.original', 'frame.favourite'] as const)
        await press(key);
      await seen('.held');
    },
  },
  'frame-away': {
    place: MAIN.frame,
    view: kitchen({ state: 'away', because: 'broker-away', heardAt: NOW - 7_200_000 }),
  },
  'frame-lost': {
    place: MAIN.frame,
    view: kitchen({ state: 'away', because: 'frame-away', heardAt: null }),
    steps: async ({ press, seen }) => {
      await press('lost.forget');
      await seen('dialog p:nth-of-type(4)');
    },
  },
  'frame-locked': {
    place: MAIN.frame,
    view: kitchen({ state: 'away', because: 'frame-locked', photos: null, freeBytes: null }),
  },
  'frame-connecting': {
    place: MAIN.frame,
    view: kitchen({ state: 'connecting', photos: null, freeBytes: null }),
  },
  'frame-removed': { place: MAIN.frame, view: kitchen({ state: 'removed' }) },
  'frame-viewer': { ...glass({}, { role: 'viewer' }) },
  'frame-why': {
    place: MAIN.frame,
    steps: async ({ seen, press }) => {
      await seen('.bezel img');
      await press('frame.why');
    },
  },
  'frame-hide': {
    place: MAIN.frame,
    steps: async ({ seen, press }) => {
      await seen('.bezel img');
      await press('frame.hide');
    },
  },
  'frame-choose': { place: MAIN.frame, steps: ({ press }) => press('frame.change') },
  settings: { place: { at: 'settings' } },
  'closed-elsewhere': { place: MAIN.frame, view: { closed: 'opened-elsewhere' } },
  'closed-storage': { place: MAIN.frame, view: { closed: 'storage-refused' } },
};

const SEND: Record<string, Scene> = {
  'send-empty': { place: MAIN.send, view: NOTHING_SENT },
  'send-inspection': {
    place: MAIN.send,
    view: NOTHING_SENT,
    steps: async ({ pick, seen }) => {
      await pick([...FILES, 'invoice.pdf']);
      await seen('.traces');
    },
  },
  'send-album': {
    place: MAIN.send,
    steps: async ({ pick, press, seen }) => {
      await pick(FILES);
      await seen('.traces');
      await press('send.album');
    },
  },
  'send-album-new': {
    place: MAIN.send,
    view: { ...NOTHING_SENT, albums: [] },
    steps: async ({ pick, press, fill, seen }) => {
      await pick(FILES);
      await seen('.traces');
      await press('send.album');
      await fill('first.name', 'Winter');
      await seen('.words');
    },
  },
  'send-sending': { place: MAIN.send },
  'send-reading': { place: MAIN.send, view: sending({ reading: 12, perSecond: 0 }) },
  'send-paused': { place: MAIN.send, view: sending({ paused: 'broker-away', perSecond: 0 }) },
  'send-complete': {
    place: MAIN.send,
    view: sending({
      items: FULL.sending.items.map((one) => ({ ...one, state: 'there', because: null })),
      total: 14,
      there: 14,
      refused: 0,
      bytesLeft: 0,
      perSecond: 0,
    }),
  },
  'send-photo': {
    place: MAIN.send,
    steps: ({ click }) => click('.scroll-item:nth-child(1) button'),
  },
  'send-refused': {
    place: MAIN.send,
    view: sending({ items: FULL.sending.items.slice(3) }),
    steps: ({ click }) => click('.scroll-item:nth-child(1) button'),
  },
  'send-clearing': { place: MAIN.send, steps: ({ press }) => press('send.clear') },
  'send-viewer': { place: MAIN.send, view: kitchen({ role: 'viewer' }) },
};

export const SCENES: Readonly<Record<string, Scene>> = {
  ...PAIRING,
  ...FRAME,
  ...SEND,
  ...HOUSE_SCENES,
};
