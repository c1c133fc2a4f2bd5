/** A photo with a button over every face that the frame found in it. */

import type { JSX } from 'preact';
import type { FaceView, PhotoView } from '../../office/calls.ts';
import { say } from '../../words/speak.ts';
import { Thumb } from './picture.tsx';

const percent = (share: number): string => `${share * 100}%`;

/** `chosen` is the face that was tapped, or null. */
export function Faces(given: {
  photo: PhotoView;
  faces: readonly FaceView[];
  chosen: number | null;
  onChoose: (face: number) => void;
}): JSX.Element {
  const { photo, faces, chosen } = given;
  return (
    <div class="faces" style={{ aspectRatio: `${photo.width} / ${photo.height}` }}>
      <Thumb album={photo.album} photo={photo.id} label="" />
      {faces.map((face, index) => (
        <button
          key={`${face.left} ${face.top}`}
          type="button"
          class="face"
          aria-label={say('people.face', { n: index + 1, of: faces.length })}
          aria-pressed={chosen === index}
          style={{
            left: percent(face.left),
            top: percent(face.top),
            width: percent(face.width),
            height: percent(face.height),
          }}
          onClick={() => given.onChoose(index)}
        />
      ))}
    </div>
  );
}
