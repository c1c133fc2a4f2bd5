/**
 * Pictures that came as bytes: shown through an object URL that is given back when they go.
 *
 * Rule: what is not here yet is a calm surface of the same size, so that nothing jumps.
 */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Id } from '../../office/calls.ts';
import { useAnswer } from './given.tsx';
import { Icon } from './icons.tsx';

/** The URL of `blob` for as long as it is shown; '' without one. */
export function useObjectUrl(blob: Blob | null): string {
  const [url, setUrl] = useState('');
  useEffect(() => {
    if (!blob) return undefined;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl('');
    };
  }, [blob]);
  return url;
}

/** `label` '' where the words around it say what it is. `spare`: instead of one that is broken. */
export function Picture(given: {
  blob: Blob | null;
  label: string;
  fit?: 'cover' | 'contain';
  spare?: Blob | null;
}): JSX.Element {
  const { blob, spare = null } = given;
  const [broken, setBroken] = useState<Blob | null>(null);
  const url = useObjectUrl(blob && blob === broken ? spare : blob);
  return (
    <span class={`picture ${given.fit ?? 'cover'}`}>
      {url ? (
        <img
          src={url}
          alt={given.label}
          decoding="async"
          draggable={false}
          onError={() => setBroken(blob)}
        />
      ) : (
        <Icon sign="photos" />
      )}
    </span>
  );
}

/** The thumbnail of a photo, asked from the office; anew when `state` changes. */
export function Thumb(given: {
  album: Id;
  photo: Id;
  label: string;
  fit?: 'cover' | 'contain';
  state?: string;
}): JSX.Element {
  const { album, photo, state } = given;
  const blob = useAnswer((office) => office.thumbnail(album, photo), [album, photo, state]);
  return <Picture blob={blob} label={given.label} fit={given.fit ?? 'cover'} />;
}
