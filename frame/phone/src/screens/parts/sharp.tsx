/**
 * A photo as sharp as it comes: small at once, whole when the frame has handed it out.
 *
 * Rule: what does not come, or cannot be drawn, is never missed: the small one stays.
 */

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PhotoView } from '../../office/calls.ts';
import { say } from '../../words/speak.ts';
import { useAnswer, useOffice, useView } from './given.tsx';
import { Picture } from './picture.tsx';
import { IconButton } from './press.tsx';
import { Progress } from './signs.tsx';

/** The whole picture as the frame holds it, as long as it is looked at; null until it is here. */
function useWhole({ album, id, state }: PhotoView): Blob | null {
  const office = useOffice();
  const [whole, setWhole] = useState<Blob | null>(null);
  useEffect(() => {
    if (state !== 'there') return undefined;
    let wanted = true;
    office.picture(album, id).then(
      (blob) => wanted && setWhole(blob),
      () => undefined, // the small one stays
    );
    return () => {
      wanted = false;
      void office.leavePicture();
    };
  }, [office, album, id, state]);
  return whole;
}

/** The picture: small at once, whole as soon as it is here; twice pressed, large. */
export function Sharp({ photo, label }: { photo: PhotoView; label: string }): JSX.Element {
  const { picture } = useView();
  const whole = useWhole(photo);
  const { album, id } = photo;
  const small = useAnswer((office) => office.thumbnail(album, id), [album, id]);
  const [isLarge, setLarge] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const zoom = (x = 0.5, y = 0.5): void => {
    setLarge(!isLarge);
    requestAnimationFrame(() => {
      const { current } = box;
      if (!current) return;
      current.scrollLeft = x * current.scrollWidth - current.clientWidth / 2;
      current.scrollTop = y * current.scrollHeight - current.clientHeight / 2;
    });
  };
  return (
    <div class={`sharp${isLarge ? ' large' : ''}`}>
      <section
        class="sharp-box"
        ref={box}
        tabIndex={isLarge ? 0 : undefined}
        aria-label={isLarge ? label : undefined}
        onDblClick={(event) => {
          const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
          zoom((event.clientX - left) / width, (event.clientY - top) / height);
        }}
      >
        <Picture blob={whole ?? small} spare={small} label={label} fit="contain" />
      </section>
      {picture?.photo === id && picture.share > 0 && (
        <Progress share={picture.share} label={say('photo.whole')} slim />
      )}
      <IconButton
        sign={isLarge ? 'smaller' : 'larger'}
        label={say(isLarge ? 'photo.smaller' : 'photo.larger')}
        onPress={() => zoom()}
      />
    </div>
  );
}
