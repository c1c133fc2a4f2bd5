/**
 * The thumbnail of a cell of a grid.
 *
 * Rule: an object URL lives as long as the cell that shows it.
 */

import { useEffect, useState } from 'preact/hooks';
import type { Id, Office } from '../../office/calls.ts';
import { useOffice } from './given.tsx';
import { useObjectUrl } from './picture.tsx';
import { Thumbs } from './thumb_queue.ts';

const queues = new WeakMap<Office, Thumbs>();

function thumbsOf(office: Office): Thumbs {
  const known = queues.get(office);
  if (known) return known;
  const made = new Thumbs(office);
  queues.set(office, made);
  return made;
}

/** The object URL of a thumbnail, '' until it is there. */
export function useThumb(album: Id, photo: Id): string {
  const thumbs = thumbsOf(useOffice());
  const [blob, setBlob] = useState(() => thumbs.known(photo));
  useEffect(() => {
    const known = thumbs.known(photo);
    setBlob(known);
    if (known) return undefined;
    let shown = true;
    const giveUp = thumbs.wish(album, photo, (came) => shown && setBlob(came));
    return () => {
      shown = false;
      giveUp();
    };
  }, [thumbs, album, photo]);
  return useObjectUrl(blob);
}
