/**
 * Sending photos: choose, see what stays behind, pick an album, and watch them arrive.
 *
 * Rule 1: what is on its way comes from the view alone, so that a reload changes nothing.
 * Rule 2: until all that was picked is safe on this phone, the page says so and asks before it closes.
 */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AlbumView, Id, Inspection } from '../office/calls.ts';
import { list, number, say } from '../words/speak.ts';
import {
  AlbumForm,
  Banner,
  Button,
  Empty,
  Icon,
  Page,
  Row,
  Sheet,
  Thumb,
  takeShared,
  useAsk,
  useFrame,
  useOffice,
  useView,
  Waiting,
} from './parts/index.ts';
import { Sending, Whole } from './sending.tsx';

const NAMES_SHOWN = 3;
let lastAlbum: Id | null = null; // where one sent to last, while the page is open

/** `to` is the album from which somebody came here. */
export function Send({ to }: { to: Id | null }): JSX.Element {
  const frame = useFrame();
  const { sending } = useView();
  const [files, setFiles] = useState<readonly File[]>([]);
  useStaying(sending.reading > 0);
  useEffect(() => {
    takeShared().then((shared) => shared.length > 0 && setFiles(shared));
  }, []);
  const under = sending.total > 0;
  if (frame?.role === 'viewer') {
    return (
      <Page title={say('send.title')}>
        <Empty title={say('role.viewer')} sign="eye">
          {say('send.viewer')}
        </Empty>
      </Page>
    );
  }
  return (
    <Page title={say('send.title')} lead={say('send.lead')} wide={under}>
      <div class={under ? 'columns' : 'stack'}>
        <div class="stack">
          <Picker
            label={say(under ? 'send.more' : 'send.choose')}
            large={!under}
            onPick={setFiles}
          />
          {under && <Whole sending={sending} />}
        </div>
        {under && <Sending />}
      </div>
      {files.length > 0 && <Ready files={files} to={to} onClose={() => setFiles([])} />}
    </Page>
  );
}

/** The browser asks before the page closes. */
function useStaying(busy: boolean): void {
  useEffect(() => {
    if (!busy) return undefined;
    const stay = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', stay);
    return () => removeEventListener('beforeunload', stay);
  }, [busy]);
}

function Picker(given: {
  label: string;
  large: boolean;
  onPick: (files: readonly File[]) => void;
}): JSX.Element {
  return (
    <label class={`button main picker${given.large ? ' large' : ''}`}>
      <input
        type="file"
        class="unseen"
        multiple
        accept="image/*,.heic,.heif"
        onChange={(event) => {
          given.onPick([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = ''; // the same files may be picked again
        }}
      />
      <Icon sign="photos" />
      <span>{given.label}</span>
    </label>
  );
}

const usable = (albums: readonly AlbumView[]): readonly AlbumView[] =>
  albums.filter((one) => one.maySend && !one.isOver);

interface Picked {
  readonly files: readonly File[];
  readonly to: Id | null;
  readonly onClose: () => void;
}

/** Before anything is sent: what stays here, and which album it goes to. */
function Ready({ files, to, onClose }: Picked): JSX.Element {
  const office = useOffice();
  const albums = usable(useView().albums);
  const [ask] = useAsk();
  const [inspection, setInspection] = useState<Inspection | null>(null);
  const [album, setAlbum] = useState(to ?? lastAlbum);
  const [stage, setStage] = useState<'ready' | 'album' | 'new'>('ready');
  const chosen = albums.find((one) => one.id === album) ?? albums[0] ?? null;
  useEffect(() => {
    ask(() => office.inspect(files)).then(({ value }) => value && setInspection(value));
  }, [ask, office, files]);
  const count = files.length - (inspection?.notPhotos.length ?? 0);
  const send = (): void => {
    if (!chosen) return;
    lastAlbum = chosen.id;
    void ask(() => office.send(files, chosen.id));
    onClose();
  };
  const pick = (id: Id): void => {
    setAlbum(id);
    setStage('ready');
  };
  if (stage === 'new') return <NewAlbum onMade={pick} onClose={() => setStage('ready')} />;
  if (stage === 'album') {
    return (
      <AlbumChoice
        albums={albums}
        chosen={chosen?.id ?? null}
        onPick={pick}
        onNew={() => setStage('new')}
        onClose={() => setStage('ready')}
      />
    );
  }
  return (
    <Sheet
      title={say('send.ready', { n: count })}
      onClose={onClose}
      foot={
        <Button look="main" sign="send" wide off={!chosen || !inspection || !count} onPress={send}>
          {say('send.go', { n: count })}
        </Button>
      }
    >
      <div class="card flush">
        <Row
          title={chosen ? <bdi>{chosen.title}</bdi> : say('send.album.none')}
          note={say('send.album')}
          start={<Cover album={chosen} />}
          onPress={() => setStage(albums.length ? 'album' : 'new')}
        />
      </div>
      {inspection ? (
        <Traces inspection={inspection} />
      ) : (
        <Waiting>{say('send.looking', { n: files.length })}</Waiting>
      )}
    </Sheet>
  );
}

function Cover({ album }: { album: AlbumView | null }): JSX.Element {
  return album?.cover ? (
    <Thumb album={album.id} photo={album.cover} label="" />
  ) : (
    <span class="picture">
      <Icon sign="albums" />
    </span>
  );
}

/** What is taken out of the copies that are sent. */
function Traces({ inspection }: { inspection: Inspection }): JSX.Element {
  const { removed, notPhotos } = inspection;
  const more = notPhotos.length > NAMES_SHOWN ? ['…'] : [];
  return (
    <>
      <section class="card traces">
        <h3>
          <Icon sign="shield" />
          {say('send.removed')}
        </h3>
        {removed.length > 0 && (
          <ul>
            {removed.map(({ trace, count }) => (
              <li key={trace}>
                <Icon sign="check" />
                <span>{say(`trace.${trace}`, { n: count })}</span>
              </li>
            ))}
          </ul>
        )}
        <p class="note">{say(removed.length > 0 ? 'send.removed.lead' : 'send.removed.none')}</p>
      </section>
      {notPhotos.length > 0 && (
        <Banner sign="warning">
          {say('send.not-photos', {
            n: notPhotos.length,
            names: list([...notPhotos.slice(0, NAMES_SHOWN), ...more]),
          })}
        </Banner>
      )}
    </>
  );
}

function AlbumChoice(given: {
  albums: readonly AlbumView[];
  chosen: Id | null;
  onPick: (album: Id) => void;
  onNew: () => void;
  onClose: () => void;
}): JSX.Element {
  return (
    <Sheet
      key="album"
      title={say('send.album.choose')}
      onClose={given.onClose}
      foot={
        <Button sign="plus" wide onPress={given.onNew}>
          {say('send.album.new')}
        </Button>
      }
    >
      <div class="card flush">
        {given.albums.map((one) => (
          <Row
            key={one.id}
            title={<bdi>{one.title}</bdi>}
            note={one.held === null ? undefined : number(one.held)}
            start={<Cover album={one} />}
            current={one.id === given.chosen}
            end={<Icon sign={one.id === given.chosen ? 'check' : 'right'} />}
            onPress={() => given.onPick(one.id)}
          />
        ))}
      </div>
    </Sheet>
  );
}

function NewAlbum(given: { onMade: (album: Id) => void; onClose: () => void }): JSX.Element {
  return (
    <Sheet key="new" title={say('send.album.new')} onClose={given.onClose}>
      <AlbumForm title="" onMade={given.onMade} />
    </Sheet>
  );
}
