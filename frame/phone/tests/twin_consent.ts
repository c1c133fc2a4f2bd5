/**
 * What the twin of the office does when it is asked about pairing, consent, people, phones and privacy.
 *
 * Rule: a call changes the view as the real one would, and is refused with the same codes.
 */

import { Refused } from '../src/errors.ts';
import type {
  Agreement,
  Archive,
  EnrolConsent,
  FrameView,
  Id,
  Language,
  MemberView,
  Purpose,
  Role,
} from '../src/office/calls.ts';
import { PURPOSE_NAMES, wordsOf } from '../src/owner/agreement.ts';
import type { Purpose as Numbered } from '../src/protocol/lines.ts';
import { CONSENT } from '../src/words/consent.ts';
import type { House } from './twin_house.ts';
import {
  DAY,
  facesOf,
  fullView,
  hex,
  historyAt,
  isUnseen,
  KITCHEN,
  ME,
  privacyAt,
  REWRITTEN,
} from './twin_shapes.ts';

const DIGITS = '123 456';

export function pairingCalls(house: House) {
  const step = (state: 'connecting' | 'waiting' | 'comparing' | 'agreed' | 'paired' | 'failed') =>
    house.change({ pairing: house.view.pairing && { ...house.view.pairing, state } });
  return {
    pair: async (url: string, person: string, label: string) => {
      if (!url.includes('#1')) throw new Refused('not-a-card');
      const until = house.now() + 180_000;
      const pairing = { digits: '', host: 'kitchen.local', claimed: false, role: null };
      house.change({ pairing: { ...pairing, state: 'connecting', because: null, until } });
      house.change({ me: { person, label, id: hex(3, 64) } });
      house.later(() => step('waiting'));
      house.later(() => {
        if (house.view.pairing)
          house.change({
            pairing: { ...house.view.pairing, state: 'comparing', digits: DIGITS },
          });
      }, 2);
    },
    agree: async (yes: boolean) => {
      const { pairing } = house.view;
      if (!pairing) return;
      if (!yes)
        return house.change({ pairing: { ...pairing, state: 'failed', because: 'declined' } });
      step('agreed');
      house.later(() => {
        const full = fullView(house.now());
        const frames = full.frames.filter((one) => one.id === KITCHEN);
        const role: Role = 'owner';
        house.change({ frames, chosen: KITCHEN, settings: full.settings });
        house.change({ pairing: { ...pairing, state: 'paired', role } });
      }, 2);
    },
    endPairing: async () => house.change({ pairing: null }),
    choose: async (frame: Id) => {
      if (!house.view.frames.some((one) => one.id === frame)) throw new Refused('not-paired');
      house.change({ chosen: frame });
    },
  };
}

export function consentCalls(house: House) {
  return {
    words: async (
      _album: Id | null,
      title: string,
      frame: Id,
      purposes: readonly Purpose[],
      blurred: boolean,
      language: Language,
    ) => {
      const label = house.view.frames.find((one) => one.id === frame)?.label ?? '';
      const until = house.now() + 30 * DAY;
      const terms = {
        title,
        frame: label,
        purposes: purposes.map((one) => (PURPOSE_NAMES.indexOf(one) + 1) as Numbered),
        blurred,
        date: new Date(until).toLocaleDateString(language, { dateStyle: 'long' }),
      };
      return { text: wordsOf(CONSENT[language], terms), until };
    },
    grant: async (
      album: Id,
      frame: Id,
      purposes: readonly Purpose[],
      blurred: boolean,
      words: Agreement,
    ) => {
      const one = house.album(album);
      if (!one.mayGrant) throw new Refused(one.isOver ? 'album-closed' : 'not-allowed');
      const label = house.view.frames.find((each) => each.id === frame)?.label ?? '';
      const rest = one.leases.filter((each) => each.frame !== frame);
      const { until, text } = words;
      const fresh = { frame, label, purposes, until, isFinal: false, blurred, pending: true };
      house.changeAlbum(album, { leases: [...rest, fresh] });
      house.note(album, { kind: 'granted', frame: label, purposes, until, words: text });
      house.later(() => house.heard(album, frame));
    },
    takeBack: async (album: Id, frame: Id | null, purposes: readonly Purpose[]) =>
      takeBack(house, album, frame, purposes),
    history: async (album: Id) => [
      ...(house.history.get(album) ?? []),
      ...historyAt(house.now()).toReversed(),
    ],
  };
}

function takeBack(house: House, album: Id, frame: Id | null, purposes: readonly Purpose[]): Id {
  const one = house.album(album);
  const hit = (id: Id) => frame === null || id === frame;
  const isFinal = purposes.length === 0;
  const leases = one.leases.map((lease) => {
    if (!hit(lease.frame)) return lease;
    const left = isFinal ? [] : lease.purposes.filter((each) => !purposes.includes(each));
    const until = left.length ? lease.until : 0;
    return { ...lease, purposes: left, until, isFinal: isFinal || lease.isFinal, pending: true };
  });
  const over = frame === null ? { isOver: true, maySend: false, mayGrant: false, held: 0 } : {};
  house.changeAlbum(album, { leases, ...over });
  const gone = frame === null || (isFinal && frame === house.view.chosen);
  const photos = house.of(album).length;
  if (gone) house.drop(album, null);
  const what = frame === null ? 'album' : isFinal ? 'frame' : 'purposes';
  const label = one.leases.find((each) => each.frame === frame)?.label ?? '';
  house.note(album, { kind: 'took-back', frame: label, purposes });
  return house.withdraw(album, { what, purposes, photos }, hit);
}

export function peopleCalls(house: House) {
  return {
    people: async () => house.people,
    faces: async (_album: Id, photo: Id) => (isUnseen(photo) ? 'unseen' : facesOf(photo)),
    peopleWords: async (language: Language) => CONSENT[language].people,
    enrol: async (
      name: string,
      samples: readonly { album: Id; photo: Id; face: number }[],
      consent: EnrolConsent,
    ) => {
      const signed = consent.adult || consent.guardian.trim();
      if (!consent.signed.trim() || !signed) throw new Refused('incomplete');
      if (!name.trim() || !samples.length) throw new Refused('bad-input');
      house.made += 1;
      const agreed = consent.by === 'note' ? 'note' : 'own-device';
      const since = house.now();
      const id = hex(house.made, 32);
      house.people = [...house.people, { id, name, since, photos: 0, isPrivate: false, agreed }];
    },
    forgetPerson: async (id: Id) => {
      house.people = house.people.filter((one) => one.id !== id);
    },
  };
}

export function memberCalls(house: House) {
  const of = (album: Id) => house.members.get(album) ?? [];
  const kept = (album: Id) => {
    const one = house.album(album);
    if (one.isOver) throw new Refused('album-closed');
    if (!one.keeper) throw new Refused('not-allowed');
  };
  return {
    members: async (album: Id): Promise<MemberView[]> => {
      house.album(album);
      const me = { id: ME, label: house.view.me?.label ?? '', role: 'owner' } as const;
      return [{ ...me, until: 0, isKeeper: true, isMe: true }, ...of(album)];
    },
    admit: async (album: Id, device: Id, role: 'owner' | 'contributor') => {
      kept(album);
      const label = house.devices.find((one) => one.id === device)?.label ?? '';
      const until = house.now() + 400 * DAY;
      const fresh = { id: device, label, role, until, isKeeper: false, isMe: false };
      house.members.set(album, [...of(album).filter(({ id }) => id !== device), fresh]);
      house.note(album, { kind: 'admitted', who: label, until });
    },
    dismiss: async (album: Id, device: Id) => {
      kept(album);
      const label = of(album).find(({ id }) => id === device)?.label ?? '';
      house.members.set(
        album,
        of(album).filter(({ id }) => id !== device),
      );
      house.note(album, { kind: 'dismissed', who: label });
    },
  };
}

export function phoneCalls(house: House) {
  return {
    devices: async () => {
      house.there();
      return house.devices;
    },
    invite: async (_role: Role) => house.owner(),
    approve: async (digits: string) => {
      if (digits.replaceAll(' ', '') !== DIGITS.replace(' ', '')) throw new Refused('declined');
      house.made += 1;
      const fresh = { label: 'New phone', role: 'contributor', isMe: false } as const;
      const since = house.now();
      house.devices = [...house.devices, { id: hex(house.made, 64), since, ...fresh }];
    },
    renameDevice: async (id: Id, label: string) => {
      if (!label.trim() || label.length > 64) throw new Refused('bad-input');
      house.devices = house.devices.map((one) => (one.id === id ? { ...one, label } : one));
    },
    removeDevice: async (id: Id) => {
      house.devices = house.devices.filter((one) => one.id !== id);
    },
  };
}

export function endingCalls(house: House) {
  const state = (frame: FrameView, next: FrameView['state']) =>
    house.change({
      frames: house.view.frames.map((one) =>
        one.id === frame.id ? { ...one, state: next } : one,
      ),
    });
  /** A frame says that nothing is left, and is known no more. */
  const ended = (signature: string) => {
    const frame = house.frame();
    const photos = frame.photos ?? 0;
    const withdrawal = house.withdraw('', { what: 'everything', photos });
    house.answer(withdrawal);
    state(frame, 'left');
    return { withdrawal, photos, at: house.now(), signature };
  };
  const forget = (frame: Id) => {
    const frames = house.view.frames.filter((one) => one.id !== frame);
    const { chosen } = house.view;
    house.change({ frames, chosen: chosen === frame ? (frames[0]?.id ?? null) : chosen });
  };
  return {
    privacy: async () => {
      house.there();
      const { photos, version } = house.frame();
      const told = privacyAt(house.now(), photos ?? 0);
      if (version !== REWRITTEN || !told.journal) return told;
      return { ...told, journal: { ...told.journal, state: 'differs' as const } };
    },
    exportAll: async () => new Blob(['{"lines": []}\n'], { type: 'application/json' }),
    exportPhotos: async (): Promise<Archive | null> => {
      house.there();
      if (house.view.exporting) return new Promise(() => undefined); // a test holds it up
      const file = new Blob([new Uint8Array(2_400_000)], { type: 'application/zip' });
      return { file, number: 1, isLast: true, photos: 10_429, missing: 1 };
    },
    stopExport: async () => house.change({ exporting: null }),
    leave: async () => ended(''),
    wipe: async () => {
      house.owner();
      return ended(hex(house.made, 128));
    },
    forgetFrame: async (frame: Id) => forget(frame),
    losing: async () => ({
      ...{ albums: 3, until: house.now() + 24 * DAY, keepsPart: true, hasOthers: true },
    }),
    forgetLost: async (frame: Id) => forget(frame),
  };
}
