/**
 * One album: its photos, and what can be done with several of them at once.
 *
 * Rule: what cannot be undone is asked first, and answered with proof.
 */

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AlbumView, Id, PhotoView } from '../office/calls.ts';
import { say } from '../words/speak.ts';
import { sayConsent } from './albums.tsx';
import { Grid } from './grid.tsx';
import { MoveSheet, Moves, MoveTo } from './moving.tsx';
import { Answered } from './parts/answered.tsx';
import {
  Banner,
  Button,
  Card,
  Empty,
  Field,
  go,
  IconButton,
  Page,
  RoundButton,
  Row,
  Sheet,
  useAlbum,
  useAsk,
  useFrame,
  useOffice,
} from './parts/index.ts';
import { Erase, Gone, takeSeen, usePhotos } from './parts/photos.tsx';
import { ProofSheet } from './parts/proof.tsx';

const TITLE_LIMIT = 200;

function Rename({ album, onClose }: { album: AlbumView; onClose: () => void }): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  const [title, setTitle] = useState(album.title);
  const save = async (): Promise<void> => {
    const done = await ask(() => office.rename(album.id, title.trim()), say('saved'));
    if (done.ok) onClose();
  };
  return (
    <Sheet
      title={say('album.rename')}
      onClose={onClose}
      foot={
        <Button look="main" wide busy={busy} off={!title.trim()} onPress={() => void save()}>
          {say('save')}
        </Button>
      }
    >
      <Field
        label={say('first.name')}
        value={title}
        limit={TITLE_LIMIT}
        first
        onChange={setTitle}
      />
    </Sheet>
  );
}

/** What can be done with the chosen photos, in reach of a thumb. */
function Deeds(given: {
  album: AlbumView;
  chosen: readonly PhotoView[];
  onDone: (withdrawal: Id | null) => void; // with the proof of what was erased
  onMove: (move: Id) => void;
}): JSX.Element {
  const { album, chosen, onDone, onMove } = given;
  const office = useOffice();
  const isOwner = useFrame()?.role === 'owner';
  const [ask] = useAsk();
  const [asking, setAsking] = useState<'move' | 'erase' | null>(null);
  const ids = chosen.map((one) => one.id);
  const n = ids.length;
  const mark = async (call: () => Promise<void>): Promise<void> => {
    const done = await ask(call, say('album.marked', { n }));
    if (done.ok) onDone(null);
  };
  const liked = n > 0 && chosen.every((one) => one.favourite);
  const hidden = n > 0 && chosen.every((one) => one.hidden);
  return (
    <div class="deeds" role="toolbar" aria-label={say('album.chosen', { n })}>
      <RoundButton
        sign="heart"
        label={say(liked ? 'album.no-favourite' : 'album.favourite')}
        off={!n}
        onPress={() => void mark(() => office.favourite(album.id, ids, !liked))}
      />
      {isOwner && (
        <RoundButton
          sign={hidden ? 'eye' : 'hide'}
          label={say(hidden ? 'album.show' : 'album.hide')}
          off={!n}
          onPress={() => void mark(() => office.hide(album.id, ids, !hidden))}
        />
      )}
      <RoundButton
        sign="move"
        label={say('album.move')}
        off={!n}
        onPress={() => setAsking('move')}
      />
      <RoundButton
        sign="trash"
        label={say('album.delete')}
        off={!n}
        onPress={() => setAsking('erase')}
      />
      {asking === 'move' && (
        <MoveTo from={album} photos={chosen} onClose={() => setAsking(null)} onDone={onMove} />
      )}
      {asking === 'erase' && (
        <Erase album={album} photos={ids} onNo={() => setAsking(null)} onDone={onDone} />
      )}
    </div>
  );
}

/** What stands above the grid. */
function Head({ album }: { album: AlbumView }): JSX.Element {
  const frame = useFrame();
  return (
    <>
      {album.isOver && <Banner sign="seal">{say('album.over')}</Banner>}
      <Moves album={album.id} />
      <Card flush>
        <Row
          sign="shield"
          title={say('album.consent')}
          note={sayConsent(album, frame)}
          onPress={() => go({ at: 'consent', album: album.id })}
        />
        <Row
          sign="people"
          title={say('members.title')}
          note={say('members.note')}
          onPress={() => go({ at: 'members', album: album.id })}
        />
        {album.maySend && (
          <Row
            sign="plus"
            title={say('album.send')}
            onPress={() => go({ at: 'send', album: album.id })}
          />
        )}
      </Card>
    </>
  );
}

/** The line above the grid: how many there are, or how many are chosen. */
function Bar(given: {
  photos: readonly PhotoView[];
  chosen: ReadonlySet<Id> | null;
  onChoose: (chosen: ReadonlySet<Id> | null) => void;
}): JSX.Element {
  const { photos, chosen, onChoose } = given;
  const bar = useRef<HTMLDivElement>(null);
  const stop = (): void => {
    onChoose(null);
    bar.current?.querySelector('button')?.focus(); // the other one is about to go
  };
  return (
    <div class="choosing" ref={bar}>
      <p role="status">
        {chosen
          ? say('album.chosen', { n: chosen.size })
          : say('albums.held', { n: photos.length })}
      </p>
      <Button
        look="quiet"
        onPress={() => onChoose(new Set(chosen ? photos.map((one) => one.id) : []))}
      >
        {say(chosen ? 'album.all' : 'album.select')}
      </Button>
      {chosen && <IconButton sign="close" label={say('album.stop')} onPress={stop} />}
    </div>
  );
}

/** Escape ends choosing, unless a sheet is open that it closes. */
function useEscape(isOn: boolean, stop: () => void): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const hear = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) stop();
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  });
}

function Photos({ album }: { album: AlbumView }): JSX.Element {
  const answer = usePhotos(album.id);
  const [chosen, setChosen] = useState<ReadonlySet<Id> | null>(null);
  const [proof, setProof] = useState<Id | null>(null);
  const [moving, setMoving] = useState<Id | null>(null);
  const [start] = useState(() => takeSeen(album.id));
  useEscape(chosen !== null, () => setChosen(null));
  const choose = (ids: readonly Id[], yes: boolean): void =>
    setChosen((before) => {
      const next = new Set(before);
      for (const id of ids) yes ? next.add(id) : next.delete(id);
      return next;
    });
  const done = (withdrawal: Id | null): void => {
    setChosen(null);
    setProof(withdrawal);
    answer.again();
  };
  const move = (id: Id): void => {
    setMoving(id);
    done(null);
  };
  return (
    <Answered answer={answer}>
      {(photos) => (
        <>
          {photos.length > 0 ? (
            <>
              <Bar photos={photos} chosen={chosen} onChoose={setChosen} />
              <Grid
                title={album.title}
                photos={photos}
                chosen={chosen}
                start={start}
                onChoose={choose}
                onOpen={(photo) => go({ at: 'photo', album: album.id, photo: photo.id })}
              />
            </>
          ) : (
            !album.isOver && <Empty title={say('album.empty')}>{say('album.empty-words')}</Empty>
          )}
          {chosen && (
            <Deeds
              album={album}
              chosen={photos.filter((one) => chosen.has(one.id))}
              onDone={done}
              onMove={move}
            />
          )}
          {moving && <MoveSheet id={moving} onClose={() => setMoving(null)} />}
          {proof && <ProofSheet id={proof} onClose={() => setProof(null)} />}
        </>
      )}
    </Answered>
  );
}

/** The screen of one album. */
export function Album({ id }: { id: Id }): JSX.Element {
  const album = useAlbum(id);
  const [naming, setNaming] = useState(false);
  if (!album) return <Gone />;
  return (
    <Page
      title={album.title}
      parent={{ at: 'albums' }}
      wide
      tools={
        album.keeper &&
        !album.isOver && (
          <IconButton sign="pencil" label={say('album.rename')} onPress={() => setNaming(true)} />
        )
      }
    >
      <Head album={album} />
      <Photos album={album} />
      {naming && <Rename album={album} onClose={() => setNaming(false)} />}
    </Page>
  );
}
