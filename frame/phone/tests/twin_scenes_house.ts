/** The scenes of albums, photos, consent, people, privacy and phones. */

import type { MoveView, Purpose } from '../src/office/calls.ts';
import type { Place } from '../src/screens/parts/route.ts';
import { FULL, kitchen, MAIN, type Scene, SLIDE } from './twin_scene.ts';
import {
  FLAT,
  facesOf,
  hex,
  isUnseen,
  LAKE,
  ODD,
  PARTY,
  photosOf,
  REWRITTEN,
} from './twin_shapes.ts';

const album = (id: string): Place => ({ at: 'album', album: id });
const choosing: NonNullable<Scene['steps']> = async ({ press, click }) => {
  await press('album.select');
  for (const index of [0, 2, 4]) await click(`.grid [data-index="${index}"]`);
};

const PIER = { at: 'photo', album: PARTY, photo: photosOf(PARTY, 9)[5]?.id ?? '' } as const;
const GRANDMA_LABEL = FULL.frames[1]?.label ?? '';
const moving = (part: Partial<MoveView>): MoveView => ({
  ...{ id: hex(70 + (part.moved ?? 0), 32), from: PARTY, to: LAKE, photos: 12, moved: 3 },
  ...{ waitsFor: [], stays: [], withdrawal: null },
  ...part,
});

const ALBUMS: Record<string, Scene> = {
  albums: { place: MAIN.albums, view: { split: [ODD] } },
  'albums-empty': { place: MAIN.albums, view: { albums: [], tookBack: [] } },
  'albums-new': {
    place: MAIN.albums,
    steps: async ({ press, fill, seen }) => {
      await press('albums.new');
      await fill('first.name', 'Winter');
      await seen('.words');
    },
  },
  album: { place: album(LAKE) },
  'album-empty': {
    place: album(PARTY),
    view: { albums: FULL.albums.map((one) => ({ ...one, held: 0, cover: null })) },
  },
  'album-over': { place: album(FLAT) },
  'album-gone': { place: album(hex(99, 64)) },
  'album-choosing': { place: album(PARTY), steps: choosing },
  'album-move': {
    place: album(PARTY),
    steps: async (play) => {
      await choosing(play);
      await play.press('album.move');
    },
  },
  'album-move-sure': {
    place: album(PARTY),
    steps: async (play) => {
      await choosing(play);
      await play.press('album.move');
      await play.click('dialog .row');
    },
  },
  'album-moving': {
    place: album(PARTY),
    view: { moves: [moving({ waitsFor: [GRANDMA_LABEL] }), moving({ to: ODD, moved: 8 })] },
    steps: ({ click }) => click('.banner-button'),
  },
  'album-move-stays': {
    place: album(PARTY),
    view: {
      moves: [moving({ stays: [{ frame: GRANDMA_LABEL, because: 'no-room', photos: 9 }] })],
    },
    steps: ({ click }) => click('.banner-button'),
  },
  'album-moved': {
    place: album(PARTY),
    steps: async (play) => {
      await choosing(play);
      await play.press('album.move');
      await play.click('dialog .row');
      await play.press('move.yes');
      await play.seen('dialog .calm');
    },
  },
  'album-erase': {
    place: album(PARTY),
    steps: async (play) => {
      await choosing(play);
      await play.press('album.delete');
    },
  },
  'album-erased': {
    place: album(PARTY),
    steps: async (play) => {
      await choosing(play);
      await play.press('album.delete');
      await play.press('erase.yes');
      await play.seen('.proof .answer.good');
    },
  },
  members: { place: { at: 'members', album: LAKE } },
  'members-add': {
    place: { at: 'members', album: LAKE },
    steps: ({ press }) => press('members.add'),
  },
  'album-rename': { place: album(PARTY), steps: ({ press }) => press('album.rename') },
  photo: { place: { at: 'photo', album: LAKE, photo: SLIDE.photos[0]?.photo ?? '' } },
  'photo-coming': { place: PIER, view: { picture: { photo: PIER.photo, share: 0.4 } } },
  'photo-large': { place: PIER, steps: ({ press }) => press('photo.larger') },
  'photo-erase': {
    place: { at: 'photo', album: LAKE, photo: SLIDE.photos[0]?.photo ?? '' },
    steps: ({ press }) => press('album.delete'),
  },
};

const consent = (id: string, steps?: Scene['steps']): Scene => ({
  place: { at: 'consent', album: id },
  ...(steps && { steps }),
});
const allow =
  (purpose: Purpose): NonNullable<Scene['steps']> =>
  async ({ press, seen }) => {
    await press(`consent.${purpose}`);
    await seen('dialog .words');
  };

const CONSENT: Record<string, Scene> = {
  consent: consent(PARTY),
  'consent-none': consent(ODD),
  'consent-over': consent(FLAT),
  'consent-faces': consent(PARTY, allow('faces')),
  'consent-share': consent(LAKE, allow('share')),
  'consent-back': consent(LAKE, ({ press }) => press('consent.faces')),
  'consent-back-frame': consent(LAKE, ({ press }) => press('consent.all')),
  'consent-back-album': consent(PARTY, ({ press }) => press('consent.album')),
  'consent-receipts': consent(PARTY, async ({ press, seen, click }) => {
    await press('consent.album');
    await press('consent.back-yes');
    await seen('.proof .answer.good');
    await click('.proof summary');
  }),
  history: {
    place: { at: 'history', album: PARTY },
    steps: ({ press }) => press('history.words'),
  },
  'taken-back': { place: { at: 'taken-back' } },
  'taken-back-nothing': { place: { at: 'taken-back' }, view: { tookBack: [] } },
};

const enrol: NonNullable<Scene['steps']> = async ({ press, fill }) => {
  await press('people.enrol');
  await press('people.who-child');
  await fill('people.name', 'Theo');
  await press('people.next');
};
const enrolled: NonNullable<Scene['steps']> = async (play) => {
  await enrol(play);
  await play.seen('.words');
  await play.press('people.asked');
  await play.fill('people.sign-child', 'Ana');
  await play.press('people.yes');
  await play.click('.card .row:nth-of-type(2)');
  await play.seen('.grid img');
};

const THERE = photosOf(LAKE, 60).filter((one) => one.state === 'there');
const FACED = THERE.flatMap((one, index) => (facesOf(one.id).length > 0 ? [index] : []));
const UNSEEN = THERE.findIndex((one) => isUnseen(one.id));

const PEOPLE: Record<string, Scene> = {
  people: { place: { at: 'people' } },
  'people-viewer': { place: { at: 'people' }, view: kitchen({ role: 'viewer' }) },
  'people-forget': {
    place: { at: 'people' },
    steps: ({ press }) => press('people.forget-label'),
  },
  'enrol-who': { place: { at: 'people' }, steps: ({ press }) => press('people.enrol') },
  'enrol-words': {
    place: { at: 'people' },
    steps: async (play) => {
      await enrol(play);
      await play.seen('.words');
    },
  },
  'enrol-photos': { place: { at: 'people' }, steps: enrolled },
  'enrol-face': {
    place: { at: 'people' },
    steps: async (play) => {
      await enrolled(play);
      for (const index of FACED.slice(0, 2)) {
        await play.click(`.grid [data-index="${index}"]`);
        await play.click('.face');
      }
      await play.click(`.grid [data-index="${FACED[2]}"]`);
      await play.seen('.face');
    },
  },
  'enrol-unseen': {
    place: { at: 'people' },
    steps: async (play) => {
      await enrolled(play);
      await play.click(`.grid [data-index="${UNSEEN}"]`);
      await play.seen('.faces img');
    },
  },
};

const PRIVACY: Record<string, Scene> = {
  privacy: { place: MAIN.privacy },
  'privacy-away': { place: MAIN.privacy, view: kitchen({ state: 'away', because: 'frame-away' }) },
  'privacy-journal': { place: MAIN.privacy, view: kitchen({ version: REWRITTEN }) },
  'privacy-take': { place: MAIN.privacy, steps: ({ press }) => press('privacy.export') },
  'privacy-taking': {
    place: MAIN.privacy,
    view: { exporting: { photos: 10_130, done: 3_120, bytes: 2_016_000_000 } },
    steps: async ({ press }) => {
      await press('privacy.export');
      await press('take.photos');
    },
  },
  'privacy-taken': {
    place: MAIN.privacy,
    steps: async ({ press, seen }) => {
      await press('privacy.export');
      await press('take.photos');
      await seen('dialog .banner');
    },
  },
  'privacy-leave': { place: MAIN.privacy, steps: ({ press }) => press('privacy.leave') },
  'privacy-wipe': { place: MAIN.privacy, steps: ({ press }) => press('privacy.wipe') },
  phones: { place: { at: 'phones' } },
  'phones-invite': { place: { at: 'phones' }, steps: ({ press }) => press('phones.invite') },
  'phones-digits': {
    place: { at: 'phones' },
    steps: async ({ press, fill }) => {
      await press('phones.invite');
      await press('phones.invite-go');
      await fill('phones.invite-digits', '123456');
    },
  },
  'phones-change': { place: { at: 'phones' }, steps: ({ click }) => click('.card .row') },
  'phones-remove': {
    place: { at: 'phones' },
    steps: async ({ click, press }) => {
      await click('.card .row:nth-of-type(2)');
      await press('phones.remove');
    },
  },
  'toast-bad': {
    place: { at: 'phones' },
    steps: async ({ press, fill, seen }) => {
      await press('phones.invite');
      await press('phones.invite-go');
      await fill('phones.invite-digits', '111111');
      await press('phones.invite-yes');
      await seen('.toast.bad');
    },
  },
};

export const HOUSE_SCENES: Readonly<Record<string, Scene>> = {
  ...ALBUMS,
  ...CONSENT,
  ...PEOPLE,
  ...PRIVACY,
};
