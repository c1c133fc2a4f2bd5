/**
 * Phones and other devices of one frame: what each may do, a new name, removal, an invitation.
 *
 * Rule: nobody is let in before two people compared six digits.
 */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DeviceView, Role } from '../office/calls.ts';
import { day, say } from '../words/speak.ts';
import { Answered, useAnswered } from './parts/answered.tsx';
import {
  Button,
  Card,
  Choice,
  Confirm,
  Field,
  Page,
  Row,
  Sheet,
  useAsk,
  useFrame,
  useOffice,
} from './parts/index.ts';

const LABEL_LIMIT = 64;
const ROLES: readonly Role[] = ['contributor', 'viewer', 'owner'];
const CARD_MS = 180_000;

const sayRole = (role: DeviceView['role']): string =>
  role === 'frame' ? say('phones.frame') : say(`role.${role}`);

/** Choose a role, then the card on the glass, then the digits. */
function Invite(given: { onClose: () => void; onDone: () => void }): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  const [role, setRole] = useState<Role>('contributor');
  const [shown, setShown] = useState(false);
  const [digits, setDigits] = useState('');
  useEffect(() => {
    if (!shown) return undefined;
    const timer = setTimeout(() => setShown(false), CARD_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  const numbers = digits.replace(/\D/g, '').slice(0, 6);
  const show = async (): Promise<void> => {
    const done = await ask(() => office.invite(role));
    if (done.ok) setShown(true);
  };
  const letIn = async (): Promise<void> => {
    const done = await ask(() => office.approve(numbers), say('phones.invited'));
    if (done.ok) given.onDone();
  };
  if (!shown)
    return (
      <Sheet
        title={say('phones.invite')}
        onClose={given.onClose}
        foot={
          <Button look="main" wide sign="scan" busy={busy} onPress={() => void show()}>
            {say('phones.invite-go')}
          </Button>
        }
      >
        <Card flush>
          <Choice
            label={say('phones.invite-who')}
            value={role}
            options={ROLES.map((one) => ({
              value: one,
              label: say(`role.${one}`),
              note: say(`phones.${one}-note`),
            }))}
            onChange={setRole}
          />
        </Card>
      </Sheet>
    );
  return (
    <Sheet
      title={say('phones.invite-card')}
      onClose={given.onClose}
      foot={
        <Button
          look="main"
          wide
          busy={busy}
          off={numbers.length !== 6}
          onPress={() => void letIn()}
        >
          {say('phones.invite-yes')}
        </Button>
      }
    >
      <ol class="numbered">
        <li>{say('phones.invite-scan')}</li>
        <li>{say('phones.invite-compare')}</li>
      </ol>
      <div class="entry">
        <Field
          label={say('phones.invite-digits')}
          note={say('phones.invite-differ')}
          value={numbers.replace(/^(\d{3})(?=\d)/, '$1 ')}
          keys="numeric"
          first
          onChange={setDigits}
        />
      </div>
    </Sheet>
  );
}

function Remove(given: {
  device: DeviceView;
  onClose: () => void;
  onDone: () => void;
}): JSX.Element {
  const { id, label, isMe } = given.device;
  const frame = useFrame()?.label ?? '';
  const office = useOffice();
  const [ask, busy] = useAsk();
  const remove = async (): Promise<void> => {
    const call = () => office.removeDevice(id);
    const done = await ask(call, say('phones.removed', { label }));
    if (done.ok) given.onDone();
  };
  return (
    <Confirm
      title={say('phones.remove-title', { label })}
      yes={say('phones.remove')}
      danger
      busy={busy}
      onYes={() => void remove()}
      onNo={given.onClose}
    >
      <p>{say('phones.remove-words', { frame })}</p>
      <p>{say(isMe ? 'phones.remove-me' : 'phones.remove-lost')}</p>
    </Confirm>
  );
}

function Change(given: {
  device: DeviceView;
  onClose: () => void;
  onDone: () => void;
}): JSX.Element {
  const { device, onClose, onDone } = given;
  const office = useOffice();
  const [ask, busy] = useAsk();
  const [label, setLabel] = useState(device.label);
  const [removing, setRemoving] = useState(false);
  const save = async (): Promise<void> => {
    const call = () => office.renameDevice(device.id, label.trim());
    const done = await ask(call, say('saved'));
    if (done.ok) onDone();
  };
  if (removing) return <Remove device={device} onClose={onClose} onDone={onDone} />;
  return (
    <Sheet
      title={<bdi>{device.label}</bdi>}
      onClose={onClose}
      foot={
        <>
          <Button look="main" wide busy={busy} off={!label.trim()} onPress={() => void save()}>
            {say('save')}
          </Button>
          <Button look="quiet" sign="trash" wide onPress={() => setRemoving(true)}>
            {say('phones.remove')}
          </Button>
        </>
      }
    >
      <Field label={say('phones.rename')} value={label} limit={LABEL_LIMIT} onChange={setLabel} />
      <p class="note">
        {sayRole(device.role)}
        {device.role !== 'frame' && `: ${say(`phones.${device.role}-note`)}`}
      </p>
    </Sheet>
  );
}

/** The screen of the devices that one frame knows. */
export function Phones(): JSX.Element {
  const frame = useFrame();
  const answer = useAnswered((office) => office.devices(), frame?.id);
  const [changing, setChanging] = useState<DeviceView | null>(null);
  const [inviting, setInviting] = useState(false);
  const isOwner = frame?.role === 'owner';
  const done = (): void => {
    setChanging(null);
    setInviting(false);
    answer.again();
  };
  return (
    <Page
      title={say('phones.title')}
      lead={say('phones.lead', { frame: frame?.label ?? '' })}
      parent={{ at: 'privacy' }}
    >
      <Answered answer={answer}>
        {(devices) => (
          <Card flush>
            {devices.map((one) => (
              <Row
                key={one.id}
                sign={one.role === 'frame' ? 'frame' : 'phone'}
                title={<bdi>{one.label}</bdi>}
                note={
                  <>
                    {say('phones.since', { role: sayRole(one.role), date: day(one.since) })}
                    {one.isMe && <span class="mine">{say('phones.me')}</span>}
                  </>
                }
                {...((isOwner || one.isMe) && { onPress: () => setChanging(one) })}
              />
            ))}
          </Card>
        )}
      </Answered>
      {isOwner && (
        <Button look="main" sign="plus" wide onPress={() => setInviting(true)}>
          {say('phones.invite')}
        </Button>
      )}
      {inviting && <Invite onClose={() => setInviting(false)} onDone={done} />}
      {changing && <Change device={changing} onClose={() => setChanging(null)} onDone={done} />}
    </Page>
  );
}
