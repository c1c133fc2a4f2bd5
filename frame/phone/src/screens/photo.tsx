/**
 * One photo: large, with its caption, its place in the album, and the way to delete it.
 *
 * Rule: the next and the previous photo are one key or one press away.
 */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AlbumView, Id, PhotoView } from '../office/calls.ts';
import { say } from '../words/speak.ts';
import { sayTaken } from './grid.tsx';
import { Answered } from './parts/answered.tsx';
import {
  Button,
  back,
  Card,
  Field,
  Icon,
  IconButton,
  Page,
  RoundButton,
  swap,
  useAlbum,
  useAsk,
  useFrame,
  useOffice,
} from './parts/index.ts';
import { Erase, Gone, noteSeen, usePhotos } from './parts/photos.tsx';
import { ProofSheet } from './parts/proof.tsx';
import { Sharp } from './parts/sharp.tsx';

const CAPTION_LIMIT = 2_000;
const USUAL_RATIO = 4 / 3; // of a photo of which the frame has not told yet

function Caption({ photo, again }: { photo: PhotoView; again: () => void }): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  const [words, setWords] = useState(photo.caption);
  const save = async (): Promise<void> => {
    const done = await ask(() => office.caption(photo.album, photo.id, words), say('saved'));
    if (done.ok) again();
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field
        label={say('photo.caption')}
        note={say('photo.caption-note')}
        value={words}
        limit={CAPTION_LIMIT}
        lines={2}
        onChange={setWords}
      />
      {words !== photo.caption && <Button busy={busy}>{say('save')}</Button>}
    </form>
  );
}

/** Where the photo is, who sent it, how large it is. */
function Facts({ photo }: { photo: PhotoView }): JSX.Element {
  const { width, height } = photo;
  const state = { there: 'photo.there', 'on-its-way': 'photo.coming', refused: 'photo.refused' };
  const facts = [
    ['clock', sayTaken(photo)],
    ['frame', say(state[photo.state] as 'photo.there')],
    ...(photo.hidden ? [['hide', say('photo.hidden')] as const] : []),
    ['phone', say(photo.mine ? 'photo.mine' : 'photo.theirs')],
    ...(width ? [['photos', say('photo.size', { width, height })] as const] : []),
  ] as const;
  return (
    <ul class="facts">
      {facts.map(([sign, words]) => (
        <li key={sign}>
          <Icon sign={sign} />
          <span>{words}</span>
        </li>
      ))}
    </ul>
  );
}

function Place(given: {
  photos: readonly PhotoView[];
  index: number;
  again: () => void;
}): JSX.Element {
  const { photos, index, again } = given;
  const office = useOffice();
  const [ask, busy] = useAsk();
  const of = photos.length;
  const move = async (to: number): Promise<void> => {
    const photo = photos[index];
    if (!photo) return;
    const before = photos[to > index ? to + 1 : to]?.id ?? null;
    const call = () => office.order(photo.album, photo.id, before);
    const done = await ask(call, say('photo.moved', { n: to + 1, of }));
    if (done.ok) again();
  };
  return (
    <Card title={say('photo.order')} note={say('album.place', { n: index + 1, of })}>
      <div class="pair">
        <Button off={index === 0} busy={busy} onPress={() => void move(index - 1)}>
          {say('photo.earlier')}
        </Button>
        <Button off={index + 1 >= of} busy={busy} onPress={() => void move(index + 1)}>
          {say('photo.later')}
        </Button>
      </div>
    </Card>
  );
}

/** The picture between the two buttons that turn the page. */
function Large(given: { photos: readonly PhotoView[]; index: number }): JSX.Element | null {
  const { photos, index } = given;
  const photo = photos[index];
  const turn = (by: number): void => {
    const next = photos[index + by];
    if (next) swap({ at: 'photo', album: next.album, photo: next.id });
  };
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (
        event.target instanceof Element &&
        event.target.closest('input, textarea, dialog, .sharp.large')
      )
        return;
      if (event.key === 'ArrowRight') turn(1);
      if (event.key === 'ArrowLeft') turn(-1);
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  });
  if (!photo) return null;
  const date = sayTaken(photo);
  const what = say('photo.picture', { date });
  const label = photo.caption ? `${what}: ${photo.caption}` : what;
  return (
    <figure
      class="photo-large"
      style={{ '--ratio': `${photo.width / photo.height || USUAL_RATIO}` }}
    >
      <Sharp key={photo.id} photo={photo} label={label} />
      <div class="turn">
        <IconButton
          sign="left"
          label={say('photo.previous')}
          off={!index}
          onPress={() => turn(-1)}
        />
        <p role="status">{say('album.place', { n: index + 1, of: photos.length })}</p>
        <IconButton
          sign="right"
          label={say('photo.next')}
          off={index + 1 >= photos.length}
          onPress={() => turn(1)}
        />
      </div>
    </figure>
  );
}

function Marks(given: { photo: PhotoView; again: () => void; onErase: () => void }): JSX.Element {
  const { photo, again, onErase } = given;
  const { album, id, favourite, hidden } = photo;
  const office = useOffice();
  const isOwner = useFrame()?.role === 'owner';
  const [ask] = useAsk();
  const mark = async (call: () => Promise<void>): Promise<void> => {
    if ((await ask(call, say('album.marked', { n: 1 }))).ok) again();
  };
  return (
    <div class="round-row">
      <RoundButton
        sign="heart"
        label={say('album.favourite')}
        on={favourite}
        onPress={() => void mark(() => office.favourite(album, [id], !favourite))}
      />
      {isOwner && (
        <RoundButton
          sign="hide"
          label={say('album.hide')}
          on={hidden}
          onPress={() => void mark(() => office.hide(album, [id], !hidden))}
        />
      )}
      <RoundButton sign="trash" label={say('album.delete')} onPress={onErase} />
    </div>
  );
}

function Shown(given: {
  album: AlbumView;
  photos: readonly PhotoView[];
  index: number;
  again: () => void;
  onProof: (withdrawal: Id) => void;
}): JSX.Element | null {
  const { album, photos, index, again } = given;
  const [erasing, setErasing] = useState(false);
  const photo = photos[index];
  if (!photo) return null;
  return (
    <div class="two">
      <Large photos={photos} index={index} />
      <div class="stack">
        <Marks photo={photo} again={again} onErase={() => setErasing(true)} />
        <Card>
          <Caption key={photo.id} photo={photo} again={again} />
        </Card>
        <Card>
          <Facts photo={photo} />
        </Card>
        <Place photos={photos} index={index} again={again} />
      </div>
      {erasing && (
        <Erase
          album={album}
          photos={[photo.id]}
          onNo={() => setErasing(false)}
          onDone={(withdrawal) => {
            setErasing(false);
            given.onProof(withdrawal);
          }}
        />
      )}
    </div>
  );
}

/** The screen of one photo. */
export function Photo({ album: id, photo }: { album: Id; photo: Id }): JSX.Element {
  const album = useAlbum(id);
  const answer = usePhotos(id);
  const [proof, setProof] = useState<Id | null>(null);
  useEffect(() => noteSeen(id, photo), [id, photo]);
  if (!album) return <Gone />;
  const parent = { at: 'album', album: id } as const;
  const index = answer.value?.findIndex((one) => one.id === photo) ?? -1;
  return (
    <Page title={album.title} parent={parent} wide>
      {proof && <ProofSheet id={proof} onClose={() => back(parent)} />}
      <Answered answer={answer}>
        {(photos) =>
          index < 0 ? (
            <p class="note">{say('photo.gone')}</p>
          ) : (
            <Shown
              album={album}
              photos={photos}
              index={index}
              again={answer.again}
              onProof={setProof}
            />
          )
        }
      </Answered>
    </Page>
  );
}
