/**
 * Photos moving into another album: where to, what that means on each frame, and how far it is.
 *
 * Rule: which frame will not show them any more is said before, and again afterwards.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AlbumView, Id, MoveView, PhotoView } from '../office/calls.ts';
import { list, say, sayCode } from '../words/speak.ts';
import {
  Banner,
  Button,
  Card,
  Confirm,
  Icon,
  Progress,
  Row,
  Sheet,
  type Sign,
  Thumb,
  useAlbum,
  useAsk,
  useOffice,
  useView,
} from './parts/index.ts';
import { ProofSheet } from './parts/proof.tsx';

type Lease = AlbumView['leases'][number];
type Fate = 'keeps' | 'loses' | 'lacks';

const SIGNS: Readonly<Record<Fate, Sign>> = { keeps: 'check', loses: 'hide', lacks: 'close' };

const showing = (album: AlbumView | null): readonly Lease[] =>
  album?.leases.filter((one) => one.purposes.includes('display')) ?? [];

const without = (ones: readonly Lease[], others: readonly Lease[]): Lease[] =>
  ones.filter((one) => others.every((other) => other.frame !== one.frame));

interface Wish {
  readonly from: AlbumView;
  readonly photos: readonly PhotoView[];
}

/** What becomes of the photos on each frame. */
function fates({ from, photos }: Wish, to: AlbumView): (readonly [Fate, string])[] {
  const [here, there] = [showing(from), showing(to)];
  const lost = without(here, there);
  const isSent = photos.every((one) => one.state !== 'there'); // they go to every frame from here
  const kept = isSent ? there : without(here, lost);
  const isShared = kept.some((one) => to.leases.some((each) => sharesAs(each, one)));
  const lacking = isSent || isShared ? [] : without(there, here);
  return [
    ...kept.map(({ label }) => ['keeps', label] as const),
    ...lost.map(({ label }) => ['loses', label] as const),
    ...lacking.map(({ label }) => ['lacks', label] as const),
  ];
}

const sharesAs = (lease: Lease, { frame }: Lease): boolean =>
  lease.frame === frame && lease.purposes.includes('share');

/** Where to? */
export function MoveTo(
  given: Wish & { onClose: () => void; onDone: (move: Id) => void },
): JSX.Element {
  const { from } = given;
  const [to, setTo] = useState<AlbumView | null>(null);
  const others = useView().albums.filter((one) => one.id !== from.id && one.maySend);
  if (to) return <Sure {...given} to={to} onNo={() => setTo(null)} />;
  return (
    <Sheet title={say('album.move-where')} onClose={given.onClose}>
      {others.length ? (
        <Card flush>
          {others.map((one) => {
            const can = fates(given, one).some(([fate]) => fate === 'keeps');
            return (
              <Row
                key={one.id}
                title={<bdi>{one.title}</bdi>}
                note={!can && say('move.nowhere')}
                start={one.cover && <Thumb album={one.id} photo={one.cover} label="" />}
                sign="albums"
                {...(can && { onPress: () => setTo(one) })}
              />
            );
          })}
        </Card>
      ) : (
        <p class="note">{say('album.move-none')}</p>
      )}
    </Sheet>
  );
}

/** What it means on each frame, before it is done. */
function Sure(
  given: Wish & { to: AlbumView; onNo: () => void; onDone: (move: Id) => void },
): JSX.Element {
  const { from, photos, to, onNo } = given;
  const office = useOffice();
  const [ask, busy] = useAsk();
  const n = photos.length;
  const ids = photos.map((one) => one.id);
  const move = async (): Promise<void> => {
    const { value } = await ask(() => office.move(from.id, ids, to.id));
    if (value) given.onDone(value);
  };
  return (
    <Confirm
      title={say('move.title', { n, title: to.title })}
      yes={say('move.yes')}
      busy={busy}
      onYes={() => void move()}
      onNo={onNo}
    >
      <ul class="facts">
        {fates(given, to).map(([fate, frame]) => (
          <li key={`${fate} ${frame}`} class={fate}>
            <Icon sign={SIGNS[fate]} />
            <span>{say(`move.${fate}`, { n, frame, title: to.title })}</span>
          </li>
        ))}
      </ul>
      <p class="note">{say('album.move-words')}</p>
    </Confirm>
  );
}

const isComplete = ({ moved, photos }: MoveView): boolean => moved === photos;

/** How far a move is, in one line. */
function sayMove(one: MoveView, title: string): string {
  const { moved, photos: n } = one;
  return isComplete(one)
    ? say('move.complete', { n, title })
    : `${say('move.going', { title })}: ${say('move.count', { moved, n })}`;
}

/** A line for every move from this album or to it. */
export function Moves({ album }: { album: Id }): JSX.Element {
  const moves = useView().moves.filter((one) => one.from === album || one.to === album);
  return (
    <>
      {moves.map((one) => (
        <MoveLine key={one.id} move={one} />
      ))}
    </>
  );
}

function MoveLine({ move }: { move: MoveView }): JSX.Element {
  const office = useOffice();
  const [ask] = useAsk();
  const [open, setOpen] = useState(false);
  const to = useAlbum(move.to);
  const isStuck = move.stays.length > 0;
  const sign = isComplete(move) ? 'check' : isStuck ? 'warning' : 'move';
  return (
    <>
      <Banner
        sign={sign}
        mood={isStuck ? 'warm' : 'plain'}
        onPress={() => setOpen(true)}
        {...(isComplete(move) && { onClose: () => void ask(() => office.endMove(move.id)) })}
      >
        {sayMove(move, to?.title ?? '')}
      </Banner>
      {open && <MoveSheet id={move.id} onClose={() => setOpen(false)} />}
    </>
  );
}

/** One move, while it goes on and when it is over. */
export function MoveSheet({ id, onClose }: { id: Id; onClose: () => void }): JSX.Element | null {
  const office = useOffice();
  const [ask, busy] = useAsk();
  const [proof, setProof] = useState(false);
  const move = useView().moves.find((one) => one.id === id) ?? null;
  const [from, to] = [useAlbum(move?.from ?? ''), useAlbum(move?.to ?? '')];
  if (!move || !from || !to) return null;
  const done = isComplete(move);
  const isStuck = move.stays.length > 0;
  const close = (): void => {
    onClose();
    if (done) void ask(() => office.endMove(id));
  };
  const end = async (): Promise<void> => {
    if ((await ask(() => office.endMove(id), say('move.stopped'))).ok) onClose();
  };
  if (proof && move.withdrawal)
    return <ProofSheet id={move.withdrawal} onClose={() => setProof(false)} />;
  const { title } = to;
  return (
    <Sheet
      title={done ? say('move.complete', { n: move.photos, title }) : say('move.going', { title })}
      onClose={close}
      foot={
        <>
          {isStuck ? (
            <Button
              look="main"
              sign="retry"
              wide
              busy={busy}
              onPress={() => void ask(() => office.retryMove(id))}
            >
              {say('try-again')}
            </Button>
          ) : (
            <Button look="main" wide onPress={close}>
              {say(done ? 'done' : 'close')}
            </Button>
          )}
          {!done && (
            <Button look="quiet" wide onPress={() => void end()}>
              {say(isStuck ? 'move.leave' : 'move.stop')}
            </Button>
          )}
        </>
      }
    >
      <Going move={move} />
      {isStuck && <Staying move={move} title={from.title} />}
      {move.moved > 0 && <Lost from={from} to={to} />}
      {move.withdrawal && (
        <Button look="calm" sign="seal" wide onPress={() => setProof(true)}>
          {say('move.proof')}
        </Button>
      )}
    </Sheet>
  );
}

function Going({ move }: { move: MoveView }): JSX.Element | null {
  const { moved, photos: n, waitsFor } = move;
  if (isComplete(move)) return null;
  const label = say('move.count', { moved, n });
  return (
    <>
      <p role="status">{label}</p>
      <Progress share={moved / n} label={label} />
      {waitsFor.length > 0 && (
        <Banner sign="away" mood="warm">
          {say('move.waits', { frames: list(waitsFor) })}
        </Banner>
      )}
    </>
  );
}

/** What was not kept somewhere, and why: it stays everywhere. */
function Staying({ move, title }: { move: MoveView; title: string }): JSX.Element {
  const n = move.stays.reduce((sum, one) => sum + one.photos, 0);
  return (
    <Banner sign="warning" mood="bad">
      {say('move.stays', { n, title })}{' '}
      {move.stays.map(({ frame, because }) => {
        const words = sayCode(because);
        return (
          <span class="line" key={`${frame} ${because}`}>
            {frame ? say('move.why', { frame, words }) : words}
          </span>
        );
      })}
    </Banner>
  );
}

/** The frames that do not show them any more. */
function Lost({ from, to }: { from: AlbumView; to: AlbumView }): JSX.Element | null {
  const frames = list(without(showing(from), showing(to)).map((one) => one.label));
  if (!frames) return null;
  return (
    <ul class="facts">
      <li class="loses">
        <Icon sign="hide" />
        <span>{say('move.lost', { frames })}</span>
      </li>
    </ul>
  );
}
