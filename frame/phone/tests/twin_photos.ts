/**
 * What the twin of the office does when it is asked about the glass, albums, photos and sending.
 *
 * Rule: a call changes the view as the real one would, and is refused with the same codes.
 */

import { Refused } from '../src/errors.ts';
import type { Agreement, Id, Purpose, SettingsView, View } from '../src/office/calls.ts';
import type { House } from './twin_house.ts';
import { paint } from './twin_paint.ts';
import { hex } from './twin_shapes.ts';

export function glassCalls(house: House) {
  const next = async (move: number) => {
    const shown = house.photos.get(house.view.albums[0]?.id ?? '') ?? [];
    const photo = shown[(house.made + move) % Math.max(1, shown.length)];
    house.made += 1;
    if (!photo) return;
    const at = house.now();
    const glass = { kind: 'slide', because: 'A year ago today', paused: false } as const;
    const picture = await paint(photo.id, 960, 540);
    const { caption, favourite } = photo;
    const photos = [{ album: photo.album, photo: photo.id }];
    house.change({
      glass: { ...glass, photos, picture, caption, favourite, original: false, at },
    });
  };
  return {
    watch: async (on: boolean) => (on ? next(0) : house.change({ glass: null })),
    act: async (deed: string) => {
      house.there();
      if (deed === 'next' || deed === 'back' || deed === 'hide')
        return next(deed === 'back' ? 2 : 1);
      if (deed === 'certificate') return;
      const { glass } = house.view;
      if (!glass) return;
      const part = deed === 'pause' ? 'paused' : deed === 'original' ? 'original' : 'favourite';
      house.change({ glass: { ...glass, [part]: !glass[part] } });
    },
    set: async (settings: Partial<SettingsView>) => {
      house.owner();
      const old = house.view.settings;
      if (old) house.change({ settings: { ...old, ...settings } });
    },
  };
}

export function albumCalls(house: House) {
  return {
    found: async (title: string, grant: readonly Purpose[], words: Agreement) => {
      if (!title.trim() || title.length > 200) throw new Refused('bad-input');
      const frame = house.frame();
      house.made += 1;
      const id = hex(house.made, 64);
      const lease = { frame: frame.id, label: frame.label, purposes: grant, until: words.until };
      const fresh = {
        keeper: true,
        maySend: true,
        mayGrant: true,
        isOver: false,
        isPrivate: false,
      };
      const held = { held: 0, heldBytes: 0, cover: null };
      const leases = [{ ...lease, isFinal: false, blurred: false, pending: true }];
      house.change({ albums: [{ id, title, ...fresh, ...held, leases }, ...house.view.albums] });
      house.photos.set(id, []);
      house.later(() => house.heard(id, frame.id));
      return id;
    },
    rename: async (album: Id, title: string) => house.changeAlbum(album, { title }),
    photos: async (album: Id) => house.of(album),
    thumbnail: async (album: Id, photo: Id) => {
      const one = house.of(album).find((each) => each.id === photo);
      if (!one) return null;
      return one.width > one.height ? paint(photo, 320, 240) : paint(photo, 240, 320);
    },
    caption: async (album: Id, photo: Id, caption: string) => {
      if (caption.length > 2_000) throw new Refused('bad-input');
      house.each(album, [photo], { caption });
    },
    favourite: async (album: Id, photos: readonly Id[], favourite: boolean) =>
      house.each(album, photos, { favourite }),
    hide: async (album: Id, photos: readonly Id[], hidden: boolean) => {
      house.owner();
      house.each(album, photos, { hidden });
    },
    order: async (album: Id, photo: Id, before: Id | null) => {
      const rest = house.of(album).filter((one) => one.id !== photo);
      const moved = house.of(album).find((one) => one.id === photo);
      const at = before ? rest.findIndex((one) => one.id === before) : rest.length;
      if (moved) house.photos.set(album, rest.toSpliced(at < 0 ? rest.length : at, 0, moved));
    },
    picture: async (album: Id, photo: Id) => {
      const one = house.of(album).find((each) => each.id === photo);
      if (!one || house.view.picture) return null; // a test holds it up
      return one.width > one.height ? paint(photo, 1600, 1200) : paint(photo, 1200, 1600);
    },
    leavePicture: async () => undefined,
    move: async (from: Id, photos: readonly Id[], to: Id) => {
      if (from === to || !photos.length) throw new Refused('bad-input');
      house.made += 1;
      const id = hex(house.made, 32);
      const away = house.view.frames.filter((one) => one.state !== 'there' && both(one.id));
      const waitsFor = away.map((one) => one.label);
      const begun = { id, from, to, photos: photos.length, moved: 0 };
      const move = { ...begun, waitsFor, stays: [], withdrawal: null };
      house.change({ moves: [move, ...house.view.moves] });
      if (!away.length) house.later(() => house.moved(id, photos));
      return id;

      function both(frame: Id): boolean {
        return [from, to].every((one) => house.shows(one, frame));
      }
    },
    retryMove: async (move: Id) => house.changeMove(move, { stays: [] }),
    endMove: async (move: Id) =>
      house.change({ moves: house.view.moves.filter((one) => one.id !== move) }),
    erase: async (album: Id, photos: readonly Id[]) => {
      house.drop(album, new Set(photos));
      return house.withdraw(album, { what: 'photos', photos: photos.length });
    },
  };
}

export function sendingCalls(house: House) {
  const change = (part: Partial<View['sending']>) =>
    house.change({ sending: { ...house.view.sending, ...part } });
  const without = (gone: (state: string, id: Id) => boolean) =>
    change({ items: house.view.sending.items.filter((one) => !gone(one.state, one.id)) });
  const again = (photo?: Id) => {
    const items = house.view.sending.items.map((one) =>
      one.state === 'refused' && (photo ?? one.id) === one.id
        ? ({ ...one, state: 'waiting', because: null } as const)
        : one,
    );
    change({ items, refused: items.filter((one) => one.state === 'refused').length });
  };
  return {
    inspect: async (files: readonly File[]) => ({
      files: files.length,
      notPhotos: files.filter((one) => /\.(txt|pdf|zip)$/.test(one.name)).map((one) => one.name),
      removed: [
        { trace: 'location', count: files.length },
        { trace: 'camera-serial', count: files.length },
        { trace: 'thumbnail', count: 2 },
      ] as const,
    }),
    send: async (files: readonly File[], album: Id) => {
      if (!house.album(album).maySend) throw new Refused('album-closed');
      const items = files.map((file) => {
        house.made += 1;
        const { name, size } = file;
        const fresh = { state: 'waiting', share: 0, because: null, caption: '' } as const;
        return { id: hex(house.made, 32), album, name, bytes: size, removed: [], ...fresh };
      });
      const { sending } = house.view;
      change({ items: [...items, ...sending.items], total: sending.total + items.length });
    },
    retry: async (photo: Id) => again(photo),
    retryAll: async () => again(),
    forgetSent: async (withRefused: boolean) => {
      without((state) => state === 'there' || (withRefused && state === 'refused'));
      const { items, refused } = house.view.sending;
      change({ total: items.length, there: 0, refused: withRefused ? 0 : refused });
    },
    cancel: async (photo: Id) => without((_, id) => id === photo),
  };
}

/** Let what is being sent go on, a tenth of a photo at a time. */
export function keepSending(house: House): void {
  const { sending } = house.view;
  const at = sending.items.findIndex((one) => one.state === 'sending' || one.state === 'waiting');
  const one = sending.items[at];
  if (one && !sending.paused) {
    const share = Math.min(1, one.share + 0.1);
    const state = share < 1 ? 'sending' : 'there';
    const items = sending.items.with(at, { ...one, share, state });
    const there = sending.there + (share < 1 ? 0 : 1);
    const bytesLeft = Math.max(0, sending.bytesLeft - one.bytes / 10);
    house.change({ sending: { ...sending, items, there, bytesLeft } });
  }
  house.later(() => keepSending(house));
}
