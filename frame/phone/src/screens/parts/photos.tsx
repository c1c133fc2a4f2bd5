/**
 * The photos of an album as screens hold them, and the question before any of them is deleted.
 *
 * Rule: what was known is shown at once, and replaced when the office answers anew.
 */

import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Code, Refused } from '../../errors.ts';
import type { AlbumView, Id, PhotoView } from '../../office/calls.ts';
import { list, say } from '../../words/speak.ts';
import type { Answer } from './answered.tsx';
import { useAlbum, useAsk, useOffice, useView } from './given.tsx';
import { Page } from './page.tsx';
import { Confirm } from './sheet.tsx';
import { Empty } from './surface.tsx';

let last: { readonly album: Id; readonly photos: readonly PhotoView[] } | null = null;

let seen: { readonly album: Id; readonly photo: Id } | null = null;

/** Note the photo that is shown large: its album begins there when somebody comes back. */
export function noteSeen(album: Id, photo: Id): void {
  seen = { album, photo };
}

/** The photo of this album that was shown large last, once. */
export function takeSeen(album: Id): Id | null {
  const photo = seen?.album === album ? seen.photo : null;
  seen = null;
  return photo;
}

/** The photos of an album, asked anew when the frame's count, or what is sent or moves, changes. */
export function usePhotos(album: Id): Answer<readonly PhotoView[]> {
  const office = useOffice();
  const { sending, moves } = useView();
  const moved = moves.reduce((sum, one) => sum + one.moved, 0);
  const held = useAlbum(album)?.held;
  const [times, setTimes] = useState(0);
  const [fault, setFault] = useState<Code | null>(null);
  const [value, setValue] = useState(() => (last?.album === album ? last.photos : null));
  useEffect(() => {
    let wanted = true;
    office.photos(album).then(
      (photos) => {
        if (!wanted) return;
        last = { album, photos };
        setValue(photos);
        setFault(null);
      },
      (error: unknown) => wanted && setFault(error instanceof Refused ? error.code : 'failed'),
    );
    return () => {
      wanted = false;
    };
  }, [office, album, held, times, sending.total, sending.there, moved]);
  const again = useCallback(() => setTimes((count) => count + 1), []);
  return { value, fault, again };
}

/** The names of the frames that were ever given an album. */
export const frameNames = (album: AlbumView): string => list(album.leases.map((one) => one.label));

/** "Delete 3 photos?": what will happen, and then the withdrawal that has the proof. */
export function Erase(given: {
  album: AlbumView;
  photos: readonly Id[];
  onNo: () => void;
  onDone: (withdrawal: Id) => void;
}): JSX.Element {
  const { album, photos } = given;
  const office = useOffice();
  const [ask, busy] = useAsk();
  const n = photos.length;
  const frames = frameNames(album);
  const erase = async (): Promise<void> => {
    const done = await ask(() => office.erase(album.id, photos));
    if (done.ok && done.value) given.onDone(done.value);
  };
  return (
    <Confirm
      title={say('erase.title', { n })}
      yes={say('erase.yes')}
      danger
      busy={busy}
      onYes={() => void erase()}
      onNo={given.onNo}
    >
      <p>{frames ? say('erase.words', { n, frames }) : say('erase.nowhere')}</p>
      <p>{say('erase.final')}</p>
      <p class="note">{say('consent.proof')}</p>
    </Confirm>
  );
}

/** The screen for an album or a photo that is not there any more. */
export function Gone({ album }: { album?: Id }): JSX.Element {
  return (
    <Page title={say('albums.title')} parent={album ? { at: 'album', album } : { at: 'albums' }}>
      <Empty title={say(album ? 'photo.gone' : 'album.gone')} />
    </Page>
  );
}
