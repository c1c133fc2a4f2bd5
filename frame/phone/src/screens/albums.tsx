/**
 * All albums: what each is called, how much of it the frame holds, and what was agreed; a new one.
 *
 * Rule: an album is made with the words that were on the screen, whole, or with no consent at all.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AlbumView, FrameView } from '../office/calls.ts';
import { day, say } from '../words/speak.ts';
import { AlbumForm } from './parts/album_form.tsx';
import {
  Banner,
  Button,
  Card,
  Chip,
  Empty,
  go,
  Icon,
  Page,
  Row,
  Sheet,
  Thumb,
  toast,
  useFrame,
  useView,
} from './parts/index.ts';
import { takeSeen } from './parts/photos.tsx';

/** One line on what was agreed for an album with one frame. */
export function sayConsent(album: AlbumView, frame: FrameView | null): string {
  const lease = album.leases.find((one) => one.frame === frame?.id);
  if (album.isOver || lease?.isFinal) return say('albums.over');
  if (!lease?.until) return say('albums.not-shown');
  const date = day(lease.until);
  return say(lease.purposes.includes('display') ? 'albums.shown' : 'albums.kept', { date });
}

function AlbumCard({ album }: { album: AlbumView }): JSX.Element {
  const frame = useFrame();
  const { id, title, cover, held } = album;
  const pending = album.leases.some((one) => one.pending && one.frame === frame?.id);
  return (
    <li>
      <button
        type="button"
        class={`album-card${album.isOver ? ' over' : ''}`}
        onClick={() => {
          takeSeen(id);
          go({ at: 'album', album: id });
        }}
      >
        {cover ? (
          <Thumb album={id} photo={cover} label="" />
        ) : (
          <span class="picture">
            <Icon sign="albums" />
          </span>
        )}
        <span class="album-words">
          <bdi class="album-title">{title}</bdi>
          {held !== null && (
            <span class="note">{held ? say('albums.held', { n: held }) : say('albums.none')}</span>
          )}
          <span class="note">{sayConsent(album, frame)}</span>
          {pending && (
            <Chip sign="clock" mood="warm">
              {say('albums.pending')}
            </Chip>
          )}
        </span>
      </button>
    </li>
  );
}

function NewAlbum({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <Sheet title={say('albums.new')} onClose={onClose}>
      <AlbumForm
        title=""
        onMade={(album, title) => {
          onClose();
          toast(say('albums.made', { title }));
          go({ at: 'album', album });
        }}
      />
    </Sheet>
  );
}

/** The screen of all albums. */
export function Albums(): JSX.Element {
  const { albums, split, tookBack } = useView();
  const frame = useFrame();
  const [making, setMaking] = useState(false);
  const mayMake = frame?.role === 'owner' && frame.state !== 'removed' && frame.state !== 'left';
  const begin = mayMake && (
    <Button look="main" sign="plus" onPress={() => setMaking(true)}>
      {say('albums.new')}
    </Button>
  );
  return (
    <Page title={say('albums.title')} wide>
      {albums
        .filter((one) => split.includes(one.id))
        .map((one) => (
          <Banner key={one.id} sign="warning" mood="bad">
            {say('albums.split', { title: one.title })}
          </Banner>
        ))}
      {albums.length ? (
        <>
          {begin && <div class="side">{begin}</div>}
          <ul class="albums">
            {albums.map((one) => (
              <AlbumCard key={one.id} album={one} />
            ))}
          </ul>
        </>
      ) : (
        <Empty sign="albums" title={say('albums.empty')} action={begin || undefined}>
          {say('albums.empty-words')}
        </Empty>
      )}
      {tookBack.length > 0 && (
        <Card flush>
          <Row
            sign="seal"
            title={say('albums.proofs')}
            note={say('albums.proofs-note')}
            onPress={() => go({ at: 'taken-back' })}
          />
        </Card>
      )}
      {making && <NewAlbum onClose={() => setMaking(false)} />}
    </Page>
  );
}
