/**
 * The frame: what is on the glass now, turning its pages, and its light, nights, guests and pace.
 *
 * Rule: a phone sees only what its role may do; what is away says so, and why.
 */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FrameView, GlassView } from '../office/calls.ts';
import { adviceFor, ago, bytes, say, sayCode } from '../words/speak.ts';
import { FrameSettings } from './frame_settings.tsx';
import {
  Banner,
  Button,
  Confirm,
  Flame,
  go,
  Icon,
  IconButton,
  Page,
  Picture,
  RoundButton,
  Row,
  Sheet,
  toast,
  useAsk,
  useFrame,
  useOffice,
  useView,
} from './parts/index.ts';
import { Lost } from './parts/lost.tsx';
import { Forked, Hint } from './parts/notices.tsx';

export function Frame(): JSX.Element {
  const { frames, glass } = useView();
  const frame = useFrame();
  const [choosing, setChoosing] = useState(false);
  useWatching();
  if (!frame) return <Page title={say('frame.fallback')}>{null}</Page>;
  return (
    <Page
      title={frame.label}
      lead={<Standing frame={frame} />}
      wide
      tools={
        <>
          {frames.length > 1 && (
            <IconButton
              sign="albums"
              label={say('frame.change')}
              onPress={() => setChoosing(true)}
            />
          )}
          <IconButton
            sign="gear"
            label={say('settings.open')}
            onPress={() => go({ at: 'settings' })}
          />
        </>
      }
    >
      <Away frame={frame} />
      <Forked />
      <div class="columns" hidden={frame.state === 'removed' || frame.state === 'left'}>
        <div class="stack">
          <Glass glass={frame.state === 'there' ? glass : null} frame={frame} />
          <Controls glass={glass} frame={frame} />
          <Hint />
        </div>
        <div class="stack">
          <FrameSettings frame={frame} />
          <Lost key={frame.id} frame={frame} />
        </div>
      </div>
      {choosing && <Chooser onClose={() => setChoosing(false)} />}
    </Page>
  );
}

/** The glass is asked for only while somebody looks at this screen. */
function useWatching(): void {
  const office = useOffice();
  const { chosen } = useView();
  useEffect(() => {
    const look = (): void => {
      office.watch(document.visibilityState === 'visible').catch(() => undefined);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      office.watch(false).catch(() => undefined);
    };
  }, [office, chosen]);
}

/** How it is with the frame, in one line. */
function Standing({ frame }: { frame: FrameView }): JSX.Element {
  const gone = frame.state === 'removed' || frame.state === 'left';
  const facts = gone
    ? []
    : [
        ...(frame.photos === null ? [] : [say('frame.photos', { n: frame.photos })]),
        ...(frame.freeBytes === null ? [] : [say('frame.free', { free: bytes(frame.freeBytes) })]),
      ];
  return (
    <>
      <span role="status" class={`standing ${frame.state}`}>
        {say(`state.${frame.state}`)}
      </span>
      {facts.map((fact) => ` · ${fact.replaceAll(' ', '\u00a0')}`)}
    </>
  );
}

function Away({ frame }: { frame: FrameView }): JSX.Element | null {
  if (frame.state !== 'away') return null;
  const { because, heardAt } = frame;
  const code = because ?? 'frame-away';
  return (
    <Banner sign="away" mood="warm">
      {sayCode(code)} {adviceFor(code)}{' '}
      {heardAt !== null &&
        Date.now() - heardAt > 60_000 &&
        say('frame.heard', { ago: ago(heardAt) })}
    </Banner>
  );
}

/** The frame itself: a bezel around what its glass shows. */
function Glass({ glass, frame }: { glass: GlassView | null; frame: FrameView }): JSX.Element {
  const isPhoto = glass?.kind === 'slide';
  const caption = isPhoto ? glass.caption : '';
  return (
    <figure class="glass">
      <div class="bezel">
        {isPhoto && glass.picture ? (
          <Picture
            blob={glass.picture}
            fit="contain"
            label={caption ? say('frame.picture.of', { caption }) : say('frame.picture')}
          />
        ) : (
          <Dark glass={glass} frame={frame} />
        )}
        {glass?.paused && glass.kind !== 'night' && (
          <span class="held">
            <Icon sign="pause" />
            {say('frame.paused')}
          </span>
        )}
      </div>
      {caption && <figcaption dir="auto">{caption}</figcaption>}
    </figure>
  );
}

/** What is not pictured. A card never is: whoever reads the code on it may come in. */
const UNPICTURED = {
  slide: ['lock', 'frame.sealed'],
  card: ['note', 'frame.card'],
  night: ['moon', 'frame.night'],
} as const;

/** A glass without a picture, and why it has none. */
function Dark({ glass, frame }: { glass: GlassView | null; frame: FrameView }): JSX.Element {
  if (!glass)
    return (
      <div class="dark">
        <Flame />
        {frame.state === 'there' && <span class="unseen">{say('frame.asking')}</span>}
      </div>
    );
  const [sign, words] = UNPICTURED[glass.kind];
  return (
    <div class={`dark ${glass.kind}`}>
      <Icon sign={sign} />
      <span>{say(words)}</span>
    </div>
  );
}

interface ControlsGiven {
  readonly glass: GlassView | null;
  readonly frame: FrameView;
}

function Controls({ glass, frame }: ControlsGiven): JSX.Element {
  const office = useOffice();
  const [ask] = useAsk();
  const [open, setOpen] = useState<'why' | 'hide' | null>(null);
  const off = frame.state !== 'there';
  const photoless = off || glass?.kind !== 'slide';
  const act = (deed: 'next' | 'back' | 'pause' | 'original' | 'favourite') => () =>
    void ask(() => office.act(deed));
  const paused = glass?.paused ?? false;
  return (
    <section class="controls" aria-label={say('frame.controls')}>
      <div>
        <RoundButton
          sign="previous"
          label={say('frame.back')}
          onPress={act('back')}
          off={off}
          large
        />
        <RoundButton
          sign={paused ? 'play' : 'pause'}
          label={say(paused ? 'frame.play' : 'frame.pause')}
          onPress={act('pause')}
          off={off}
          large
        />
        <RoundButton sign="next" label={say('frame.next')} onPress={act('next')} off={off} large />
      </div>
      <div>
        <RoundButton
          sign="heart"
          label={say('frame.favourite')}
          onPress={act('favourite')}
          on={glass?.favourite ?? false}
          off={photoless}
        />
        <RoundButton
          sign="original"
          label={say('frame.original')}
          onPress={act('original')}
          on={glass?.original ?? false}
          off={photoless}
        />
        <RoundButton
          sign="why"
          label={say('frame.why')}
          onPress={() => setOpen('why')}
          off={photoless}
        />
        {frame.role === 'owner' && (
          <RoundButton
            sign="hide"
            label={say('frame.hide')}
            onPress={() => setOpen('hide')}
            off={photoless}
          />
        )}
      </div>
      {open === 'why' && glass && <Why glass={glass} onClose={() => setOpen(null)} />}
      {open === 'hide' && glass && <Hide glass={glass} onClose={() => setOpen(null)} />}
    </section>
  );
}

interface Opened {
  readonly glass: GlassView;
  readonly onClose: () => void;
}

function Why({ glass, onClose }: Opened): JSX.Element {
  const { albums } = useView();
  const known = albums.filter((one) => glass.photos.some((photo) => photo.album === one.id));
  return (
    <Sheet title={say('frame.why.title')} onClose={onClose}>
      <p class="because" dir="auto">
        {glass.because || say('frame.why.nothing')}
      </p>
      <div class="card flush">
        {known.map((one) => (
          <Row
            key={one.id}
            sign="albums"
            title={<bdi>{one.title}</bdi>}
            onPress={() => {
              onClose();
              go({ at: 'album', album: one.id });
            }}
          />
        ))}
      </div>
    </Sheet>
  );
}

const shows = (glass: GlassView | null, held: GlassView): boolean =>
  held.photos.length > 0
    ? held.photos.every((one, index) => one.photo === glass?.photos[index]?.photo)
    : held.picture === glass?.picture;

/** The photo that was there when the question was asked, even if the frame went on meanwhile. */
function Hide({ glass: first, onClose }: Opened): JSX.Element {
  const office = useOffice();
  const { glass: now } = useView();
  const [ask, busy] = useAsk();
  const [glass] = useState(first);
  const call = async (): Promise<void> => {
    if (shows(now, glass)) return office.act('hide');
    for (const { album, photo } of glass.photos) await office.hide(album, [photo], true);
  };
  const hide = async (): Promise<void> => {
    if (!shows(now, glass) && glass.photos.length === 0) {
      toast(say('frame.moved-on'), 'bad');
      onClose();
    } else if ((await ask(call, say('frame.hidden'))).ok) onClose();
  };
  return (
    <Confirm
      title={say('frame.hide.title', { n: Math.max(1, glass.photos.length) })}
      yes={say('frame.hide')}
      busy={busy}
      onYes={hide}
      onNo={onClose}
    >
      <p>{say('frame.hide.means')}</p>
    </Confirm>
  );
}

function Chooser({ onClose }: { onClose: () => void }): JSX.Element {
  const office = useOffice();
  const { frames, chosen } = useView();
  const [ask] = useAsk();
  const choose = async (frame: FrameView): Promise<void> => {
    if ((await ask(() => office.choose(frame.id))).ok) onClose();
  };
  return (
    <Sheet
      title={say('frame.choose')}
      onClose={onClose}
      foot={
        <Button
          sign="plus"
          wide
          onPress={() => {
            onClose();
            go({ at: 'pair' });
          }}
        >
          {say('settings.frames.add')}
        </Button>
      }
    >
      <div class="card flush">
        {frames.map((one) => (
          <Row
            key={one.id}
            sign="frame"
            title={<bdi>{one.label}</bdi>}
            note={`${say(`state.${one.state}`)} · ${say(`role.${one.role}`)}`}
            current={one.id === chosen}
            onPress={() => choose(one)}
            end={one.id === chosen ? <Icon sign="check" /> : <Icon sign="right" />}
          />
        ))}
      </div>
    </Sheet>
  );
}
