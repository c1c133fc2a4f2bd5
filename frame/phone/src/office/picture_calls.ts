/** Calls about whole pictures: one that is looked at, and all of them to take along. */

import { wholeOf } from '../owner/parts.ts';
import type { Archive, Id, Office, PictureView } from './calls.ts';
import type { Room } from './room.ts';
import { TakingAlong } from './taking_along.ts';

type PictureCalls = Pick<Office, 'picture' | 'leavePicture' | 'exportPhotos' | 'stopExport'>;

/** The picture that somebody looks at, while it comes. */
export interface Looking extends PictureView {
  share: number;
  readonly stopped: AbortController;
}

export function pictureCalls(room: Room): PictureCalls {
  return {
    picture: (album, photo) => picture(room, album, photo),
    leavePicture: async () => leave(room),
    exportPhotos: () => nextArchive(room),
    stopExport: async () => {
      room.taking?.stop();
      room.taking = null;
      room.changed();
    },
  };
}

async function picture(room: Room, album: Id, photo: Id): Promise<Blob | null> {
  leave(room);
  const looking: Looking = { photo, share: 0, stopped: new AbortController() };
  room.looking = looking;
  const whole = await wholeOf(room.client, {
    ...{ frame: room.frame().name, album, photo, signal: looking.stopped.signal },
    came: (share) => {
      looking.share = share;
      room.changed();
    },
  });
  if (room.looking === looking) leave(room);
  return whole && new Blob([whole as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' });
}

function leave(room: Room): void {
  room.looking?.stopped.abort();
  room.looking = null;
  room.changed();
}

async function nextArchive(room: Room): Promise<Archive | null> {
  const taking = room.taking ?? new TakingAlong(room);
  room.taking = taking;
  const made = await taking.next();
  if (made?.isLast && room.taking === taking) room.taking = null;
  room.changed();
  return made;
}
