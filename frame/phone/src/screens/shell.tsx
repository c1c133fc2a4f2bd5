/**
 * The shell around the screens: the four main places, and which screen is shown.
 *
 * Rule 1: without a frame there is only pairing; with a closed office only the reason.
 * Rule 2: the four places are the same everywhere: below under the thumb, at the side on a tablet.
 */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { adviceFor, onLanguage, say, sayCode, spoken } from '../words/speak.ts';
import { Album } from './album.tsx';
import { Albums } from './albums.tsx';
import { Consent } from './consent.tsx';
import { Frame } from './frame.tsx';
import { History, TakenBack } from './history.tsx';
import { Members } from './members.tsx';
import { Pair } from './pair.tsx';
import {
  Button,
  type Door,
  Empty,
  Flame,
  Given,
  goMain,
  Icon,
  Page,
  type Place,
  type Sign,
  Toasts,
  useRoute,
  useView,
} from './parts/index.ts';
import { People } from './people.tsx';
import { Phones } from './phones.tsx';
import { Photo } from './photo.tsx';
import { Privacy } from './privacy.tsx';
import { Send } from './send.tsx';
import { Settings } from './settings.tsx';

type Main = 'frame' | 'send' | 'albums' | 'privacy';

const MAINS: readonly (readonly [Main, Sign])[] = [
  ['frame', 'frame'],
  ['send', 'send'],
  ['albums', 'albums'],
  ['privacy', 'shield'],
];
const UNDER: Partial<Record<Place['at'], Main>> = {
  album: 'albums',
  photo: 'albums',
  consent: 'albums',
  history: 'albums',
  members: 'albums',
  'taken-back': 'privacy',
  settings: 'frame',
  phones: 'privacy',
  people: 'privacy',
};

/** The whole page. */
export function App({ door }: { door: Door }): JSX.Element {
  const [language, setLanguage] = useState(spoken);
  useEffect(() => onLanguage(() => setLanguage(spoken())), []);
  return (
    <Given door={door} key={language}>
      <Shell />
    </Given>
  );
}

function Shell(): JSX.Element {
  const { closed, pairing, frames } = useView();
  const place = useRoute();
  if (closed) return <Closed />;
  const alone = pairing !== null || frames.length === 0 || place.at === 'pair';
  return (
    <div class={alone ? 'shell alone' : 'shell'}>
      {alone ? <Brand /> : <Places place={place} />}
      {alone ? <Pair /> : screenOf(place)}
      <Toasts />
    </div>
  );
}

function Brand(): JSX.Element {
  return (
    <header class="brand">
      <Flame />
      <span>{say('app.name')}</span>
    </header>
  );
}

function Places({ place }: { place: Place }): JSX.Element {
  const { sending } = useView();
  const here = UNDER[place.at] ?? place.at;
  const busy = sending.total > sending.there + sending.refused;
  return (
    <>
      <button
        type="button"
        class="skip"
        onClick={() => document.querySelector<HTMLElement>('main h1')?.focus()}
      >
        {say('nav.skip')}
      </button>
      <nav class="places" aria-label={say('nav.label')}>
        <Brand />
        {MAINS.map(([at, sign]) => (
          <button
            key={at}
            type="button"
            aria-current={here === at ? 'page' : undefined}
            onClick={() => goMain({ at })}
          >
            <span class="disc">
              <Icon sign={sign} />
              {at === 'send' && busy && <span class="dot" />}
            </span>
            <span>{say(`nav.${at}`)}</span>
          </button>
        ))}
      </nav>
    </>
  );
}

function screenOf(place: Place): JSX.Element {
  switch (place.at) {
    case 'send':
      return <Send to={place.album ?? null} />;
    case 'albums':
      return <Albums />;
    case 'album':
      return <Album id={place.album} key={place.album} />;
    case 'photo':
      return <Photo album={place.album} photo={place.photo} key={place.album} />;
    case 'consent':
      return <Consent id={place.album} key={place.album} />;
    case 'history':
      return <History id={place.album} key={place.album} />;
    case 'members':
      return <Members id={place.album} key={place.album} />;
    case 'people':
      return <People />;
    case 'phones':
      return <Phones />;
    case 'privacy':
      return <Privacy />;
    case 'taken-back':
      return <TakenBack />;
    case 'settings':
      return <Settings />;
    default:
      return <Frame />;
  }
}

function Closed(): JSX.Element {
  const { closed } = useView();
  const code = closed ?? 'failed';
  const elsewhere = code === 'opened-elsewhere';
  const title = elsewhere
    ? say('closed.elsewhere')
    : say(code === 'storage-refused' ? 'closed.storage' : 'closed.other');
  return (
    <div class="shell alone">
      <Brand />
      <Page title={title} bare>
        <Empty
          title={sayCode(code)}
          sign={elsewhere ? 'albums' : 'warning'}
          action={
            <Button look="main" onPress={() => location.reload()}>
              {say(elsewhere ? 'closed.here' : 'try-again')}
            </Button>
          }
        >
          {elsewhere ? say('closed.elsewhere.lead') : adviceFor(code)}
        </Empty>
      </Page>
    </div>
  );
}
