/**
 * Enrolling somebody, in three steps: who agrees, the words and the name under them, the faces.
 *
 * Rule 1: the words are shown whole, and no face is looked at before somebody said yes to them.
 * Rule 2: for a child a guardian signs; the page never guesses an age.
 */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { EnrolConsent, Id, PhotoView } from '../office/calls.ts';
import { say, spoken } from '../words/speak.ts';
import { Grid } from './grid.tsx';
import { Answered, useAnswered } from './parts/answered.tsx';
import { Faces } from './parts/faces.tsx';
import {
  Banner,
  Button,
  Card,
  Choice,
  Empty,
  Field,
  IconButton,
  opened,
  Row,
  Thumb,
  Tick,
  toast,
  useAsk,
  useFrame,
  useOffice,
  useView,
} from './parts/index.ts';
import { usePhotos } from './parts/photos.tsx';
import { Words } from './parts/purposes.tsx';

const NAME_LIMIT = 64;
const SIGN_LIMIT = 200;
const MOST_SAMPLES = 8;
const LOOK_AGAIN_MS = 5_000;

type Who = 'me' | 'other' | 'child';

export interface Sample {
  readonly album: Id;
  readonly photo: Id;
  readonly face: number;
}

/** Step 1: whose yes it is, and the name on the frame. */
function WhoAgrees(given: { onNext: (who: Who, name: string) => void }): JSX.Element {
  const { me } = useView();
  const onlyMe = useFrame()?.role !== 'owner';
  const [who, setWho] = useState<Who>('me');
  const [name, setName] = useState(me?.person ?? '');
  const whos: Who[] = onlyMe ? ['me'] : ['me', 'other', 'child'];
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        given.onNext(who, name.trim());
      }}
    >
      <Card flush>
        <Choice
          label={say('people.who')}
          hidden
          value={who}
          options={whos.map((one) => ({
            value: one,
            label: say(`people.who-${one}`),
            note: say(`people.who-${one}-note`),
          }))}
          onChange={(next) => {
            setWho(next);
            setName(next === 'me' ? (me?.person ?? '') : '');
          }}
        />
      </Card>
      <Card>
        <Field
          label={say('people.name')}
          note={say('people.name-note')}
          value={name}
          limit={NAME_LIMIT}
          onChange={setName}
        />
      </Card>
      <Button look="main" wide off={!name.trim()}>
        {say('people.next')}
      </Button>
    </form>
  );
}

/** Step 2: the words in full, and the name of whoever agrees typed under them. */
function Sign(given: { who: Who; onYes: (consent: EnrolConsent) => void }): JSX.Element {
  const { who, onYes } = given;
  const [signed, setSigned] = useState('');
  const [sure, setSure] = useState(false);
  const words = useAnswered((office) => office.peopleWords(spoken()), spoken());
  const isChild = who === 'child';
  const by = who === 'me' ? 'own-device' : 'note';
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const name = signed.trim();
        onYes({ by, signed: name, adult: !isChild, guardian: isChild ? name : '' });
      }}
    >
      {who !== 'me' && <Banner sign="person">{say('people.hand-over')}</Banner>}
      <Answered answer={words}>{(text) => <Words text={text} />}</Answered>
      <Card flush>
        <Tick
          label={say(isChild ? 'people.asked' : 'people.adult')}
          on={sure}
          onChange={setSure}
        />
      </Card>
      <Card>
        <Field
          label={say(isChild ? 'people.sign-child' : 'people.sign')}
          value={signed}
          limit={SIGN_LIMIT}
          onChange={setSigned}
        />
      </Card>
      <Button look="main" wide off={!signed.trim() || !sure || !words.value}>
        {say('people.yes')}
      </Button>
    </form>
  );
}

/** One photo, and the face to tap in it. */
function TapFace(given: {
  photo: PhotoView;
  name: string;
  onFace: (face: number) => void;
  onBack: () => void;
}): JSX.Element {
  const { photo, name } = given;
  const answer = useAnswered((office) => office.faces(photo.album, photo.id), photo.id);
  const { value, again } = answer;
  useEffect(() => {
    const timer = value === 'unseen' ? setInterval(again, LOOK_AGAIN_MS) : undefined;
    return () => clearInterval(timer);
  }, [value, again]);
  return (
    <div class="stack">
      <Answered answer={answer}>
        {(found) => {
          const faces = found === 'unseen' ? [] : found;
          const none = found === 'unseen' ? 'people.unseen' : 'people.no-face';
          return (
            <>
              <p role="status">{say(faces.length ? 'people.tap-face' : none, { name })}</p>
              <Faces photo={photo} faces={faces} chosen={null} onChoose={given.onFace} />
            </>
          );
        }}
      </Answered>
      <Button onPress={given.onBack}>{say('people.other-photo')}</Button>
    </div>
  );
}

function PickPhoto(given: { album: Id; onOpen: (photo: PhotoView) => void }): JSX.Element {
  const answer = usePhotos(given.album);
  const album = useView().albums.find((one) => one.id === given.album);
  return (
    <Answered answer={answer}>
      {(photos) => (
        <Grid
          title={album?.title ?? ''}
          photos={photos.filter((one) => one.state === 'there')}
          chosen={null}
          onOpen={given.onOpen}
        />
      )}
    </Answered>
  );
}

function Picked(given: {
  samples: readonly Sample[];
  onRemove: (index: number) => void;
}): JSX.Element {
  return (
    <div class="picked">
      <p role="status">{say('people.picked', { n: given.samples.length })}</p>
      <ul>
        {given.samples.map((one, index) => (
          <li key={`${one.photo}${one.face}`}>
            <Thumb album={one.album} photo={one.photo} label="" />
            <IconButton
              sign="close"
              label={say('people.remove-face', { n: index + 1 })}
              onPress={() => given.onRemove(index)}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Step 3: photos of one album, and the face in each. */
function PickFaces(given: {
  name: string;
  busy: boolean;
  onDone: (samples: readonly Sample[]) => void;
}): JSX.Element {
  const { name, busy } = given;
  const frame = useFrame();
  const albums = useView().albums.filter((one) => !one.isOver && (one.held ?? 0) > 0);
  const [picked, setAlbum] = useState<Id | null>(null);
  const album = picked ?? (albums.length === 1 ? albums[0]?.id : null); // they may come late
  const [photo, setPhoto] = useState<PhotoView | null>(null);
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  if (!albums.length) return <Empty title={say('people.no-albums')} />;
  const chosen = albums.find((one) => one.id === album);
  const lease = chosen?.leases.find((one) => one.frame === frame?.id);
  const lacks = (['faces', 'score'] as const).find((one) => !lease?.purposes.includes(one));
  const take = (face: number): void => {
    if (!photo) return;
    const rest = samples.filter((one) => one.photo !== photo.id);
    setSamples([...rest, { album: photo.album, photo: photo.id, face }].slice(-MOST_SAMPLES));
    setPhoto(null);
  };
  return (
    <div class="stack">
      <p>{say('people.pick-words')}</p>
      {samples.length > 0 && (
        <>
          <Picked
            samples={samples}
            onRemove={(index) => setSamples(samples.filter((_, at) => at !== index))}
          />
          <Button look="main" wide busy={busy} onPress={() => given.onDone(samples)}>
            {say('people.finish', { name })}
          </Button>
        </>
      )}
      {photo ? (
        <TapFace photo={photo} name={name} onFace={take} onBack={() => setPhoto(null)} />
      ) : (
        <>
          <Card title={say('people.album')} flush>
            {albums.map((one) => (
              <Row
                key={one.id}
                title={<bdi>{one.title}</bdi>}
                start={one.cover && <Thumb album={one.id} photo={one.cover} label="" />}
                sign="albums"
                current={one.id === album}
                onPress={() => setAlbum(one.id)}
              />
            ))}
          </Card>
          {chosen && lacks && (
            <Banner sign="info" mood="warm">
              {say(`people.${lacks}-off`, { wish: say('consent.score') })}
            </Banner>
          )}
          {chosen && !lacks && <PickPhoto key={chosen.id} album={chosen.id} onOpen={setPhoto} />}
        </>
      )}
    </div>
  );
}

const HEADINGS = ['people.who', 'people.read', 'people.pick'] as const;

/** The three steps; `onDone` once somebody is enrolled. */
export function Enrol({ onDone }: { onDone: () => void }): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  const [who, setWho] = useState<{ who: Who; name: string } | null>(null);
  const [consent, setConsent] = useState<EnrolConsent | null>(null);
  useEffect(() => opened(onDone), []); // going back leaves the steps, not the screen
  const step = who ? (consent ? 2 : 1) : 0;
  const name = who?.name ?? '';
  const finish = async (samples: readonly Sample[]): Promise<void> => {
    if (!consent) return;
    const done = await ask(() => office.enrol(name, samples, consent));
    if (!done.ok) return;
    toast(say('people.enrolled', { name }));
    onDone();
  };
  return (
    <>
      <div role="status">
        <p class="note">{say('step', { n: step + 1, of: HEADINGS.length })}</p>
        <h2>{say(HEADINGS[step] ?? HEADINGS[0])}</h2>
      </div>
      {!who && <WhoAgrees onNext={(next, named) => setWho({ who: next, name: named })} />}
      {who && !consent && <Sign who={who.who} onYes={setConsent} />}
      {consent && <PickFaces name={name} busy={busy} onDone={(samples) => void finish(samples)} />}
    </>
  );
}
