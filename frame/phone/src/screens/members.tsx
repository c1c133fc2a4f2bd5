/**
 * Who takes part in one album: who writes in it, lets somebody in, and puts them out.
 *
 * Rule: only the phone that made the album changes this; who was put out stays out.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AlbumView, DeviceView, Id, MemberView } from '../office/calls.ts';
import { day, say } from '../words/speak.ts';
import { Answered, useAnswered } from './parts/answered.tsx';
import {
  Button,
  Card,
  Choice,
  Confirm,
  Page,
  Row,
  Sheet,
  useAlbum,
  useAsk,
  useFrame,
  useOffice,
} from './parts/index.ts';
import { Gone } from './parts/photos.tsx';

const ROLES: readonly MemberView['role'][] = ['contributor', 'owner'];

const sayMember = ({ isKeeper, role, until }: MemberView): string =>
  isKeeper ? say('members.keeper') : say(`members.${role}`, { date: day(until) });

/** Choose a phone that the frame knows, and what it may do. */
function LetIn(given: {
  album: AlbumView;
  phones: readonly DeviceView[];
  onClose: () => void;
  onDone: () => void;
}): JSX.Element {
  const { album, phones, onClose } = given;
  const office = useOffice();
  const [ask, busy] = useAsk();
  const [who, setWho] = useState<Id>(phones[0]?.id ?? '');
  const [role, setRole] = useState<MemberView['role']>('contributor');
  const label = phones.find((one) => one.id === who)?.label ?? '';
  const letIn = async (): Promise<void> => {
    const call = () => office.admit(album.id, who, role);
    if ((await ask(call, say('members.added', { label }))).ok) given.onDone();
  };
  return (
    <Sheet
      title={say('members.add')}
      onClose={onClose}
      foot={
        <Button look="main" wide busy={busy} off={!who} onPress={() => void letIn()}>
          {say('members.add-yes')}
        </Button>
      }
    >
      {!phones.length && <p class="note">{say('members.none')}</p>}
      {phones.length > 0 && (
        <>
          <Card flush>
            <Choice
              label={say('members.who')}
              value={who}
              options={phones.map((one) => ({ value: one.id, label: one.label }))}
              onChange={setWho}
            />
          </Card>
          <Card flush>
            <Choice
              label={say('members.what')}
              value={role}
              options={ROLES.map((one) => ({
                value: one,
                label: say(`members.as-${one}`),
                note: say(`members.${one}-note`),
              }))}
              onChange={setRole}
            />
          </Card>
        </>
      )}
    </Sheet>
  );
}

function PutOut(given: {
  album: AlbumView;
  member: MemberView;
  onClose: () => void;
  onDone: () => void;
}): JSX.Element {
  const { id, label } = given.member;
  const office = useOffice();
  const [ask, busy] = useAsk();
  const putOut = async (): Promise<void> => {
    const call = () => office.dismiss(given.album.id, id);
    if ((await ask(call, say('members.removed', { label }))).ok) given.onDone();
  };
  return (
    <Confirm
      title={say('members.remove-title', { label })}
      yes={say('members.remove')}
      danger
      busy={busy}
      onYes={() => void putOut()}
      onNo={given.onClose}
    >
      <p>{say('members.remove-words')}</p>
    </Confirm>
  );
}

function List(given: {
  members: readonly MemberView[];
  onPress: ((member: MemberView) => void) | null;
}): JSX.Element {
  const { members, onPress } = given;
  return (
    <Card flush>
      {members.map((one) => (
        <Row
          key={one.id}
          sign="phone"
          title={<bdi>{one.label}</bdi>}
          note={
            <>
              {sayMember(one)}
              {one.isMe && <span class="mine">{say('phones.me')}</span>}
            </>
          }
          {...(onPress && !one.isKeeper && { onPress: () => onPress(one) })}
        />
      ))}
    </Card>
  );
}

/** The phones that could be let in: those the frame knows that take no part yet. */
function phonesFor(devices: readonly DeviceView[], members: readonly MemberView[]): DeviceView[] {
  const owners = new Set(members.filter((one) => one.role === 'owner').map(({ id }) => id));
  return devices.filter((one) => one.role !== 'frame' && !one.isMe && !owners.has(one.id));
}

/** The screen of who takes part in an album. */
export function Members({ id }: { id: Id }): JSX.Element {
  const album = useAlbum(id);
  const frame = useFrame();
  const answer = useAnswered((office) => office.members(id), id, [album]);
  const devices = useAnswered((office) => office.devices(), frame?.id);
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<MemberView | null>(null);
  if (!album) return <Gone />;
  const isKept = album.keeper && !album.isOver;
  const members = answer.value ?? [];
  const done = (): void => {
    setAdding(false);
    setLeaving(null);
    answer.again();
  };
  return (
    <Page
      title={say('members.title')}
      lead={say('members.lead', { title: album.title })}
      parent={{ at: 'album', album: id }}
    >
      <Answered answer={answer}>
        {(found) => <List members={found} onPress={isKept ? setLeaving : null} />}
      </Answered>
      {!isKept && !album.isOver && <p class="note">{say('members.closed')}</p>}
      {isKept && members.length === 1 && <p class="note">{say('members.alone')}</p>}
      {isKept && (
        <Button look="main" sign="plus" wide onPress={() => setAdding(true)}>
          {say('members.add')}
        </Button>
      )}
      {adding && (
        <LetIn
          album={album}
          phones={phonesFor(devices.value ?? [], members)}
          onClose={() => setAdding(false)}
          onDone={done}
        />
      )}
      {leaving && (
        <PutOut album={album} member={leaving} onClose={() => setLeaving(null)} onDone={done} />
      )}
    </Page>
  );
}
