/**
 * What each frame may do with one album: a switch for each purpose, until when, and the way back.
 *
 * Rule 1: a switch moves only after the words were shown whole and somebody said yes to them.
 * Rule 2: taking back says first what will be erased, and shows afterwards that it was.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import {
  type AlbumView,
  type Id,
  type LeaseView,
  PURPOSES,
  type Purpose,
} from '../office/calls.ts';
import { day, say } from '../words/speak.ts';
import {
  Banner,
  Button,
  Card,
  Chip,
  Confirm,
  go,
  Page,
  Row,
  Switch,
  useAlbum,
  useAsk,
  useOffice,
  useView,
} from './parts/index.ts';
import { frameNames, Gone } from './parts/photos.tsx';
import { ProofSheet } from './parts/proof.tsx';
import { Purposes, useWords, Words } from './parts/purposes.tsx';

/** A frame as this album sees it. */
interface Side {
  readonly frame: Id;
  readonly label: string;
  readonly lease: LeaseView | null;
}

/** The words for what is to be allowed, and the yes. */
function Agree(given: {
  album: AlbumView;
  side: Side;
  purposes: readonly Purpose[];
  adds: Purpose | null;
  onClose: () => void;
}): JSX.Element {
  const { album, side, purposes, adds, onClose } = given;
  const { frame, label } = side;
  const office = useOffice();
  const [ask, busy] = useAsk();
  const [blurred, setBlurred] = useState(adds === 'share' || (side.lease?.blurred ?? true));
  const blurs = blurred && purposes.includes('share');
  const words = useWords({ album: album.id, title: album.title, frame, purposes, blurred: blurs });
  const agree = async (): Promise<void> => {
    if (!words) return;
    const call = () => office.grant(album.id, frame, purposes, blurs, words);
    const done = await ask(call, say('consent.agreed', { frame: label }));
    if (done.ok) onClose();
  };
  return (
    <Confirm
      title={say('consent.agree-title')}
      yes={say('consent.agree')}
      busy={busy}
      off={!words}
      onYes={() => void agree()}
      onNo={onClose}
    >
      {adds === 'share' && (
        <Card flush>
          <Switch
            label={say('consent.blur')}
            note={say('consent.blur-note')}
            on={blurred}
            onChange={setBlurred}
          />
        </Card>
      )}
      <Words text={words?.text ?? null} />
    </Confirm>
  );
}

/** What is to be taken back: one purpose, all of one frame, or the whole album. */
type Taking =
  | { readonly what: 'purpose'; readonly side: Side; readonly purpose: Purpose }
  | { readonly what: 'all'; readonly side: Side }
  | { readonly what: 'album' };

/** What will be erased on one frame; how many photos is known only of the chosen one. */
function sayErased(album: AlbumView, side: Side, chosen: Id | null): string {
  const frame = side.label;
  const n = side.frame === chosen ? (album.held ?? 0) : 0;
  return n ? say('consent.all-words', { n, frame }) : say('consent.any-words', { frame });
}

/** What will happen, as sentences. */
function statement(album: AlbumView, taking: Taking, chosen: Id | null): string[] {
  const n = album.held ?? 0;
  const frames = frameNames(album);
  if (taking.what === 'album') {
    const words = n
      ? say('consent.album-words', { n, frames })
      : say('consent.any-words', { frame: frames });
    return [words, say('consent.album-final')];
  }
  const frame = taking.side.label;
  if (taking.what === 'all')
    return [sayErased(album, taking.side, chosen), say('consent.all-final', { frame })];
  if (taking.purpose === 'display')
    return [sayErased(album, taking.side, chosen), say('consent.again')];
  return [say(`consent.back-${taking.purpose}`, { frame })];
}

function titleOf(taking: Taking): string {
  if (taking.what === 'album') return say('consent.album-title');
  if (taking.what === 'all') return say('consent.all-title', { frame: taking.side.label });
  return say('consent.back-title', { purpose: say(`consent.${taking.purpose}`) });
}

function TakeBack(given: {
  album: AlbumView;
  taking: Taking;
  onClose: () => void;
  onDone: (withdrawal: Id) => void;
}): JSX.Element {
  const { album, taking } = given;
  const office = useOffice();
  const { chosen } = useView();
  const [ask, busy] = useAsk();
  const takeBack = async (): Promise<void> => {
    const frame = taking.what === 'album' ? null : taking.side.frame;
    const purposes = taking.what === 'purpose' ? [taking.purpose] : [];
    const done = await ask(() => office.takeBack(album.id, frame, purposes));
    if (done.ok && done.value) given.onDone(done.value);
  };
  return (
    <Confirm
      title={titleOf(taking)}
      yes={say('consent.back-yes')}
      danger
      busy={busy}
      onYes={() => void takeBack()}
      onNo={given.onClose}
    >
      {statement(album, taking, chosen).map((words) => (
        <p key={words}>{words}</p>
      ))}
      <p class="note">{say('consent.proof')}</p>
    </Confirm>
  );
}

/** In one line, what holds now. */
function sayTerm({ label: frame, lease }: Side): string {
  if (lease?.isFinal) return say('consent.final', { frame });
  if (!lease?.until) return say('consent.nothing', { frame });
  const shown = lease.purposes.includes('display');
  return say(shown ? 'albums.shown' : 'albums.kept', { date: day(lease.until) });
}

/** What this phone and the frame do about the end of it, and the way to end it now. */
function Foot(given: { side: Side; lease: LeaseView; onTake: (() => void) | null }): JSX.Element {
  const { lease, onTake } = given;
  const frame = given.side.label;
  return (
    <div class="card-part stack close">
      {lease.purposes.includes('share') && (
        <p class="note">{say(lease.blurred ? 'consent.blurred' : 'consent.unblurred')}</p>
      )}
      <p class="note">{say('consent.until', { date: day(lease.until), frame })}</p>
      {onTake && (
        <Button look="quiet" onPress={onTake}>
          {say('consent.all', { frame })}
        </Button>
      )}
    </div>
  );
}

function OneFrame(given: {
  album: AlbumView;
  side: Side;
  onAdd: (purpose: Purpose) => void;
  onTake: (taking: Taking) => void;
}): JSX.Element {
  const { album, side, onAdd, onTake } = given;
  const { lease, label } = side;
  const isOver = album.isOver || lease?.isFinal;
  return (
    <Card title={<bdi>{label}</bdi>} sign="frame" flush>
      <div class="card-part stack close">
        <p>{sayTerm(side)}</p>
        {lease?.pending && (
          <div>
            <Chip sign="clock" mood="warm">
              {say('consent.pending')}
            </Chip>
            <p class="note">{say('consent.pending-note')}</p>
          </div>
        )}
      </div>
      {!isOver && (
        <Purposes
          all={PURPOSES}
          on={lease?.purposes ?? []}
          off={!album.mayGrant}
          onChange={(purpose, on) =>
            on ? onAdd(purpose) : onTake({ what: 'purpose', side, purpose })
          }
        />
      )}
      {!isOver && lease && lease.until > 0 && (
        <Foot
          side={side}
          lease={lease}
          onTake={album.mayGrant ? () => onTake({ what: 'all', side }) : null}
        />
      )}
    </Card>
  );
}

/** All frames that this album was given to, and those that it could be given to. */
function useSides(album: AlbumView | null): Side[] {
  const { frames } = useView();
  const known = (album?.leases ?? []).map((lease) => ({
    frame: lease.frame,
    label: lease.label,
    lease,
  }));
  const others = frames
    .filter((one) => one.state !== 'removed' && one.state !== 'left' && one.role === 'owner')
    .filter((one) => !known.some((each) => each.frame === one.id))
    .map((one) => ({ frame: one.id, label: one.label, lease: null }));
  return [...known, ...others];
}

/** The screen of one album's consents. */
export function Consent({ id }: { id: Id }): JSX.Element {
  const album = useAlbum(id);
  const sides = useSides(album);
  const [adding, setAdding] = useState<{ side: Side; purpose: Purpose } | null>(null);
  const [taking, setTaking] = useState<Taking | null>(null);
  const [proof, setProof] = useState<Id | null>(null);
  if (!album) return <Gone />;
  const given = adding?.side.lease?.purposes ?? [];
  return (
    <Page title={say('consent.title')} lead={album.title} parent={{ at: 'album', album: id }} wide>
      {album.isOver && <Banner sign="seal">{say('consent.over')}</Banner>}
      {!album.mayGrant && !album.isOver && <Banner>{say('consent.not-mine')}</Banner>}
      <div class="masonry">
        {sides.map((side) => (
          <OneFrame
            key={side.frame}
            album={album}
            side={side}
            onAdd={(purpose) => setAdding({ side, purpose })}
            onTake={setTaking}
          />
        ))}
        <Card flush>
          <Row
            sign="clock"
            title={say('consent.history')}
            onPress={() => go({ at: 'history', album: id })}
          />
          {album.mayGrant && !album.isOver && (
            <Row
              sign="trash"
              title={say('consent.album')}
              onPress={() => setTaking({ what: 'album' })}
            />
          )}
        </Card>
      </div>
      {adding && (
        <Agree
          album={album}
          side={adding.side}
          adds={adding.purpose}
          purposes={PURPOSES.filter((one) => one === adding.purpose || given.includes(one))}
          onClose={() => setAdding(null)}
        />
      )}
      {taking && (
        <TakeBack
          album={album}
          taking={taking}
          onClose={() => setTaking(null)}
          onDone={(withdrawal) => {
            setTaking(null);
            setProof(withdrawal);
          }}
        />
      )}
      {proof && <ProofSheet id={proof} onClose={() => setProof(null)} />}
    </Page>
  );
}
