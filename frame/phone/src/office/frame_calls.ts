/** Calls about frames: pairing, the glass, phones and their roles. */

import { hex, unhex } from '../crypto/bytes.ts';
import { Refused } from '../errors.ts';
import { mayNote } from '../owner/albums.ts';
import type { Patience } from '../owner/asker.ts';
import { printable } from '../owner/names.ts';
import { remember } from '../owner/neighbours.ts';
import { Kind, Rank } from '../protocol/envelope.ts';
import { Deed as Numbered } from '../protocol/frame_views.ts';
import { About } from '../protocol/notes.ts';
import { typed } from '../protocol/turns.ts';
import type { Deed, DeviceView, Id, Office } from './calls.ts';
import { forget } from './ending_calls.ts';
import type { Room } from './room.ts';
import { DEEDS, rankName, rankOf } from './terms.ts';

type FrameCalls = Pick<
  Office,
  | ('pair' | 'agree' | 'endPairing' | 'choose' | 'watch' | 'act' | 'set' | 'devices' | 'invite')
  | ('approve' | 'renameDevice' | 'removeDevice')
>;

const DIGITS = /^\d{3} ?\d{3}$/;
const LABEL_CHARACTERS = 64;
const SHORT: Patience = { forMs: 3_000, againMs: 3_000 };

export const frameCalls = (room: Room): FrameCalls => ({
  ...glassCalls(room),
  ...deviceCalls(room),
});

function glassCalls(room: Room) {
  const { client, books } = room;
  return {
    pair: (url, person, label) => room.pair(url, person, label),
    agree: (yes) => client.do(() => room.meeting?.agree(yes)),
    endPairing: async () => room.endPairing(),
    choose: async (frame) => {
      if (!books.device(frame)) throw new Refused('not-paired');
      await client.write((draft) => {
        const [number, me] = books.mine();
        draft.replace.set(number, { ...me, chosen: frame });
      });
      room.glass.forget();
    },
    watch: async (on) => room.glass.watch(on),
    act: (deed) => act(room, deed),
    set: (part) => room.settings.set(part),
  } satisfies Partial<FrameCalls>;
}

function deviceCalls(room: Room) {
  const { client, books } = room;
  return {
    devices: () => devicesOf(room),
    invite: (role) => client.tell(room.owned().name, { kind: Kind.Invite, role: rankOf(role) }),
    approve: async (digits) => {
      if (!DIGITS.test(digits.trim())) throw new Refused('bad-input');
      const told = Number(digits.replaceAll(' ', ''));
      await client.tell(room.owned().name, { kind: Kind.Approve, digits: told });
    },
    renameDevice: (id, label) => rename(room, id, label),
    removeDevice: async (id) => {
      const { name } = id === books.me.id ? room.frame() : room.owned();
      await client.tell(name, { kind: Kind.Remove, device: unhex(id) });
      if (id === books.me.id) await forget(room, name);
    },
  } satisfies Partial<FrameCalls>;
}

/** Whom the chosen frame knows; their names are kept, so that they can be called by them later. */
async function devicesOf(room: Room, patience?: Patience): Promise<DeviceView[]> {
  const { client, books } = room;
  const { name } = room.frame();
  const told = await client.ask(
    name,
    { kind: Kind.AskDevices },
    (one) => (one.kind === Kind.Devices ? one : undefined),
    patience,
  );
  await client.write((draft) => remember(books, name, told, draft));
  return told.devices.map(({ key, rank, label, atMs }) => ({
    id: hex(key),
    label: printable(label),
    role: rank === Rank.Frame ? 'frame' : rankName(rank),
    since: atMs,
    isMe: hex(key) === books.me.id,
  }));
}

/** Ask the frame for the names of these devices, where some are not known and it is there. */
export async function learnNames(room: Room, devices: Iterable<Id>): Promise<void> {
  const { books, client, chosen } = room;
  const known = new Set(books.of('neighbour').map(({ name }) => name));
  const isNamed = (id: Id) => id === books.me.id || known.has(id) || books.device(id) !== null;
  if (chosen === null || !client.frames.isUp(chosen) || [...devices].every(isNamed)) return;
  await devicesOf(room, SHORT).catch(() => undefined);
}

async function rename(room: Room, id: Id, label: string): Promise<void> {
  const { client, books } = room;
  const kept = typed(label);
  if (!kept || [...kept].length > LABEL_CHARACTERS) throw new Refused('bad-input');
  const { name } = id === books.me.id ? room.frame() : room.owned();
  await client.tell(name, { kind: Kind.Rename, device: unhex(id), label: kept });
  if (id !== books.me.id) return;
  await client.write((draft) => {
    const [number, me] = books.mine();
    draft.replace.set(number, { ...me, label: kept });
  });
}

/** Do something with what is on the glass; what is known here is said as a note. */
async function act(room: Room, deed: Deed): Promise<void> {
  const { name, role } = room.frame();
  const { client, books, glass } = room;
  if (deed === 'hide' || deed === 'favourite') {
    const about = deed === 'hide' ? About.Hidden : About.Favourite;
    const photos = glass.view?.photos ?? [];
    const isOurs = photos.every(({ album, photo }) => mayNote(books, album, photo, about));
    if (photos.length && isOurs) {
      const value = deed === 'hide' || !glass.view?.favourite;
      await client.write((draft, nowMs) => {
        for (const one of photos) client.mail.note({ ...one, about, value }, draft, nowMs);
      });
      glass.askSoon();
      return;
    }
    if (deed === 'hide' && role !== Rank.Owner) throw new Refused('not-allowed');
  }
  const verb = (DEEDS.indexOf(deed) + 1) as Numbered;
  const isOfThis = verb === Numbered.Hide || verb === Numbered.Favourite;
  await client.tell(name, { kind: Kind.Verb, verb, tag: isOfThis ? glass.tag : null });
  glass.askSoon();
}
