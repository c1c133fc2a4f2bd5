/**
 * What the twin of the office has to show: two frames, four albums, people, phones, made-up photos.
 *
 * Rule 1: everything is made from numbers, so two twins show the same.
 * Rule 2: titles, captions, names and file names hold payloads that must come out as text.
 */

import type {
  AlbumView,
  DeviceView,
  FaceView,
  FrameView,
  HistoryEntry,
  Id,
  LeaseView,
  PersonView,
  PhotoView,
  PrivacyView,
  Purpose,
  SendItem,
  View,
  WithdrawalView,
} from '../src/office/calls.ts';
import { NOTHING } from '../src/office/calls.ts';

export const DAY = 86_400_000;
export const NASTY = '<img src=x onerror=alert(1)>';
const CAPTIONS = ['First swim of the year', '', '', 'Theo found a frog', '', NASTY, '', '', ''];
const NAMES = ['IMG_2041.HEIC', 'lake.jpg', '"><script>alert(1)</script>.jpg', 'PXL_20260714.jpg'];

export const hex = (number: number, letters: number, seed = 1): Id => {
  let state = (Math.imul(number + 1, 2654435761) ^ Math.imul(seed, 40503)) >>> 0;
  let text = '';
  while (text.length < letters) {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    text += state.toString(16).padStart(8, '0');
  }
  return text.slice(0, letters);
};

export const KITCHEN = hex(1, 64);
export const GRANDMA = hex(2, 64);
export const ME = hex(3, 64);
export const LAKE = hex(11, 64);
export const PARTY = hex(12, 64);
export const ODD = hex(13, 64);
export const FLAT = hex(14, 64);

export const framesAt = (now: number): FrameView[] => [
  {
    id: KITCHEN,
    label: 'Kitchen frame',
    role: 'owner',
    state: 'there',
    because: null,
    photos: 10_431,
    freeBytes: 41 * 2 ** 30,
    version: '0.4.0',
    heardAt: now - 20_000,
    broker: 'kitchen.local',
  },
  {
    id: GRANDMA,
    label: 'Grandma’s living room',
    role: 'contributor',
    state: 'away',
    because: 'frame-away',
    photos: 812,
    freeBytes: 9 * 2 ** 30,
    version: '0.4.0',
    heardAt: now - 3 * DAY,
    broker: 'broker.example',
  },
];

const lease = (frame: Id, purposes: readonly Purpose[], until: number, more = {}): LeaseView => ({
  frame,
  label: frame === KITCHEN ? 'Kitchen frame' : 'Grandma’s living room',
  purposes,
  until,
  isFinal: false,
  blurred: false,
  pending: false,
  ...more,
});

const album = (id: Id, title: string, held: number, leases: readonly LeaseView[]): AlbumView => ({
  id,
  title,
  keeper: true,
  maySend: true,
  mayGrant: true,
  isOver: false,
  isPrivate: false,
  held,
  heldBytes: held * 640_000,
  cover: held > 0 ? hex(0, 32, Number.parseInt(id.slice(0, 6), 16)) : null,
  leases,
});

export const albumsAt = (now: number): AlbumView[] => [
  album(PARTY, 'Grandma turns 80', 123, [
    lease(KITCHEN, ['display', 'enhance', 'score', 'share'], now + 29 * DAY, { blurred: true }),
    lease(GRANDMA, ['display'], now + 29 * DAY, { pending: true }),
  ]),
  album(LAKE, 'Summer at the lake', 10_000, [
    lease(KITCHEN, ['display', 'enhance', 'score', 'faces'], now + 24 * DAY),
  ]),
  album(ODD, `${NASTY} Tom & “Jerry”`, 7, []),
  {
    ...album(FLAT, 'The old flat', 0, [lease(KITCHEN, [], 0, { isFinal: true })]),
    isOver: true,
    maySend: false,
    mayGrant: false,
  },
];

/** `count` photos of an album, newest first, about three a day. */
export const photosOf = (id: Id, count: number): PhotoView[] => {
  const seed = Number.parseInt(id.slice(0, 6), 16);
  return Array.from({ length: count }, (_, index) => {
    const photo = hex(index, 32, seed);
    const tall = Number.parseInt(photo.slice(0, 2), 16) % 3 === 0;
    const taken = new Date(Date.UTC(2026, 7, 30, 18) - index * 8 * 3_600_000);
    return {
      id: photo,
      album: id,
      taken: index % 40 === 39 ? null : taken.toISOString().slice(0, 19),
      width: tall ? 3024 : 4032,
      height: tall ? 4032 : 3024,
      caption: CAPTIONS[index % CAPTIONS.length] ?? '',
      favourite: index % 11 === 2,
      hidden: index % 29 === 7,
      place: '',
      mine: index % 5 !== 4,
      state: index < 2 ? 'on-its-way' : 'there',
    };
  });
};

export const facesOf = (photo: Id): FaceView[] =>
  Array.from({ length: Number.parseInt(photo.slice(4, 6), 16) % 4 }, (_, index) => ({
    left: 0.12 + index * 0.27,
    top: 0.3 + (index % 2) * 0.08,
    width: 0.18,
    height: 0.24,
  }));

/** Whether the frame has not looked at a photo yet; it has at all that have faces. */
export const isUnseen = (photo: Id): boolean =>
  facesOf(photo).length === 0 && Number.parseInt(photo.slice(6, 8), 16) % 2 === 0;

export const sendingOf = (album: Id): SendItem[] =>
  Array.from({ length: 14 }, (_, index) => ({
    id: hex(index, 32, 77),
    album,
    name: NAMES[index % NAMES.length] ?? '',
    state: index === 3 ? 'refused' : index < 2 ? 'sending' : index < 9 ? 'waiting' : 'there',
    share: index < 2 ? 0.3 + index / 3 : index > 8 ? 1 : 0,
    bytes: 3_400_000 + index * 120_000,
    removed: index % 3 === 1 ? [] : ['location', 'camera-serial', 'thumbnail'],
    because: index === 3 ? 'not-a-photo' : null,
    caption: '',
  }));

export const sealed = (frame: Id, photos: number, erasedAt: number) => ({
  frame,
  label: frame === KITCHEN ? 'Kitchen frame' : 'Grandma’s living room',
  isForgotten: false,
  receipt: { photos, generation: 41, erasedAt, signature: hex(photos, 128, 5) },
});

const withdrawalsAt = (now: number): WithdrawalView[] => [
  {
    id: hex(1, 64, 9),
    album: PARTY,
    title: 'Grandma turns 80',
    what: 'photos',
    photos: 3,
    purposes: [],
    at: now - 2 * DAY,
    answers: [
      sealed(KITCHEN, 3, now - 2 * DAY + 1_800),
      { frame: GRANDMA, label: 'Grandma’s living room', receipt: null, isForgotten: false },
    ],
  },
  {
    id: hex(2, 64, 9),
    album: FLAT,
    title: 'The old flat',
    what: 'album',
    photos: 0,
    purposes: [],
    at: now - 40 * DAY,
    answers: [
      sealed(KITCHEN, 57, now - 40 * DAY + 4_200),
      { frame: hex(3, 64, 9), label: 'The old hall frame', receipt: null, isForgotten: true },
    ],
  },
];

export const WORDS =
  'With the photos of the album “Grandma turns 80” the frame “Kitchen frame” may:\n' +
  '  - show them on its screen to whoever stands before it\n' +
  '  - mend light, colour and red eyes in what it shows; the photos stay as they are\n' +
  'This phone renews it, for 30 days at a time, until you take it back.';

export const historyAt = (now: number): HistoryEntry[] => {
  const entry = (days: number, kind: HistoryEntry['kind'], more: Partial<HistoryEntry>) => ({
    at: now - days * DAY,
    kind,
    who: '',
    frame: '',
    purposes: [],
    until: null,
    words: '',
    photos: null,
    ...more,
  });
  const given: Purpose[] = ['display', 'enhance'];
  const kitchen = { frame: 'Kitchen frame' };
  return [
    entry(31, 'founded', {}),
    entry(31, 'granted', { ...kitchen, purposes: given, until: now - DAY, words: WORDS }),
    entry(20, 'admitted', { who: `Jonas ${NASTY}` }),
    entry(11, 'renewed', { ...kitchen, purposes: given, until: now + 19 * DAY }),
    entry(4, 'took-back', { ...kitchen, purposes: ['enhance'] }),
    entry(2, 'took-back', { photos: 3 }),
    entry(2, 'receipt', { ...kitchen, photos: 3 }),
    entry(1, 'dismissed', { who: 'Old tablet' }),
  ];
};

export const devicesAt = (now: number): DeviceView[] => [
  { id: ME, label: 'Ana’s phone', role: 'owner', since: now - 90 * DAY, isMe: true },
  { id: hex(5, 64), label: 'Jonas', role: 'contributor', since: now - 60 * DAY, isMe: false },
  { id: hex(6, 64), label: NASTY, role: 'viewer', since: now - 12 * DAY, isMe: false },
  {
    id: GRANDMA,
    label: 'Grandma’s living room',
    role: 'frame',
    since: now - 30 * DAY,
    isMe: false,
  },
];

export const peopleAt = (now: number): PersonView[] => [
  person(1, 'Ana', now - 80 * DAY, 1_204, 'own-device'),
  person(2, 'Theo', now - 70 * DAY, 840, 'note'),
  { ...person(3, `${NASTY} Bea`, now - 3 * DAY, 0, 'at-the-frame'), isPrivate: true },
];

const person = (
  number: number,
  name: string,
  since: number,
  photos: number,
  agreed: PersonView['agreed'],
): PersonView => ({ id: hex(number, 32, 8), name, since, photos, isPrivate: false, agreed });

/** The version of a frame whose journal is not the one that was kept. */
export const REWRITTEN = 'rewritten';

export const privacyAt = (now: number, photos: number): PrivacyView => ({
  stores: [
    { what: 'photos', count: photos, bytes: photos * 610_000 },
    { what: 'thumbnails', count: photos, bytes: photos * 31_000 },
    { what: 'seen', count: photos, bytes: photos * 2_300 },
    { what: 'face-codes', count: 41, bytes: 41 * 560 },
    { what: 'lines', count: 214, bytes: 88_000 },
    { what: 'notes', count: 1_902, bytes: 420_000 },
    { what: 'moving', count: 3, bytes: 9_800_000 },
    { what: 'devices', count: 4, bytes: 6_100 },
    { what: 'likes', count: 61, bytes: 5_300 },
  ],
  computes: [
    { what: 'looking', on: true, count: photos },
    { what: 'mending', on: true, count: 931 },
    { what: 'comparing', on: true, count: 2_044 },
    { what: 'liking', on: false, count: 0 },
    { what: 'guarding', on: true, count: 12 },
    { what: 'watching', on: true, count: 0 },
  ],
  connections: [
    { to: 'kitchen.local', why: 'own-broker', up: true },
    { to: 'broker.example', why: 'other-broker', up: false },
    { to: NASTY, why: 'page', up: true },
  ],
  keyTier: 'plain file',
  keepsPart: false,
  audit: {
    at: now - DAY / 2,
    checks: 38,
    findings: [
      {
        check: 'device key',
        severity: 'warning',
        means: 'The key that opens the photos lies on the same card as the photos.',
        do: 'Give the frame a TPM, or keep it where nobody takes it away.',
      },
    ],
  },
  journal: { state: 'holds', line: 1_204, at: now - 3 * DAY },
});

/** The view of a phone that has been used for three months. */
export const fullView = (now: number): View => {
  const items = sendingOf(PARTY);
  return {
    ...NOTHING,
    me: { person: 'Ana', label: 'Ana’s phone', id: ME },
    frames: framesAt(now),
    chosen: KITCHEN,
    albums: albumsAt(now),
    sending: {
      items,
      total: 96,
      there: 87,
      refused: 1,
      reading: 0,
      bytesLeft: 27_000_000,
      perSecond: 2_100_000,
      paused: null,
    },
    settings: {
      brightness: 80,
      night: { from: 22 * 60, until: 6 * 60 + 30 },
      guests: false,
      seconds: 30,
      arranged: false,
    },
    tookBack: withdrawalsAt(now),
    safekeeping: { keys: 'plain', persistent: false },
  };
};
