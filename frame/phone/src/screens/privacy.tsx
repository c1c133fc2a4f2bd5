/**
 * What the frame stores, computes and sends, in sentences with numbers; and how to end it.
 *
 * Rule: nothing is left out: what this page has no words for is shown as the frame says it.
 */

import type { ComponentChildren, JSX } from 'preact';
import type { FrameView, PrivacyView } from '../office/calls.ts';
import { ago, bytes, day, type Key, say } from '../words/speak.ts';
import { Answered, useAnswered } from './parts/answered.tsx';
import { Ending } from './parts/ending.tsx';
import {
  Banner,
  Card,
  Chip,
  go,
  Icon,
  Page,
  Row,
  type Sign,
  useFrame,
  useView,
} from './parts/index.ts';
import { Trust } from './parts/trust.tsx';

const STORED: Readonly<Record<string, readonly [sentence: Key, sign: Sign]>> = {
  photos: ['privacy.photos', 'photos'],
  thumbnails: ['privacy.thumbnails', 'list'],
  seen: ['privacy.seen', 'eye'],
  'face-codes': ['privacy.face-codes', 'people'],
  lines: ['privacy.lines', 'seal'],
  notes: ['privacy.notes', 'pencil'],
  moving: ['privacy.moving', 'send'],
  devices: ['privacy.devices', 'phone'],
  likes: ['privacy.likes', 'heart'],
};
const UNKNOWN = ['privacy.other', 'info'] as const;
const COMPUTED: Readonly<Record<string, readonly [on: Key, off: Key]>> = {
  looking: ['privacy.looking', 'privacy.looking-off'],
  mending: ['privacy.mending', 'privacy.mending-off'],
  comparing: ['privacy.comparing', 'privacy.comparing-off'],
  liking: ['privacy.liking', 'privacy.liking-off'],
  guarding: ['privacy.guarding', 'privacy.guarding-off'],
  watching: ['privacy.watching', 'privacy.watching-off'],
};
const REASONS: Readonly<Record<string, Key>> = {
  'own-broker': 'privacy.own-broker',
  'other-broker': 'privacy.other-broker',
  page: 'privacy.page',
  updates: 'privacy.updates',
};
const KEYS: Readonly<Record<string, Key>> = {
  'plain file': 'privacy.key-file',
  'systemd credential': 'privacy.key-system',
  TPM2: 'privacy.key-chip',
  'board firmware': 'privacy.key-chip',
  passphrase: 'privacy.key-passphrase',
  'split with phones': 'privacy.key-phones',
};

function Facts({ children }: { children: ComponentChildren }): JSX.Element {
  return <ul class="facts">{children}</ul>;
}

function Fact(given: { sign: Sign; children: ComponentChildren }): JSX.Element {
  return (
    <li>
      <Icon sign={given.sign} />
      <span>{given.children}</span>
    </li>
  );
}

function Stores({ stores }: Pick<PrivacyView, 'stores'>): JSX.Element {
  const fact = ({ what, count, bytes: size }: PrivacyView['stores'][number]): JSX.Element => {
    const [sentence, sign] = STORED[what] ?? UNKNOWN;
    return (
      <li key={what}>
        <Icon sign={sign} />
        <span>{say(sentence, { what, n: count })}</span>
        {size > 0 && <span class="note size">{bytes(size)}</span>}
      </li>
    );
  };
  return (
    <Card title={say('privacy.stores')} sign="lock" note={say('privacy.stores-note')}>
      <Facts>
        {stores.filter((one) => one.count > 0).map(fact)}
        <Fact sign="close">{say('privacy.not-kept')}</Fact>
      </Facts>
    </Card>
  );
}

function Computes({ computes }: Pick<PrivacyView, 'computes'>): JSX.Element {
  const sentence = ({ what, on, count }: PrivacyView['computes'][number]): string => {
    const [yes, no] = COMPUTED[what] ?? ['privacy.other', 'privacy.other'];
    return say(on ? yes : no, { what, n: count });
  };
  return (
    <Card title={say('privacy.computes')} sign="eye" note={say('privacy.computes-note')}>
      <Facts>
        {computes.map((one) => (
          <Fact key={one.what} sign={one.on ? 'check' : 'close'}>
            {sentence(one)}
          </Fact>
        ))}
      </Facts>
    </Card>
  );
}

function Connections({ connections }: Pick<PrivacyView, 'connections'>): JSX.Element {
  return (
    <Card title={say('privacy.sends')} sign="globe" note={say('privacy.sends-note')}>
      {connections.length === 0 && <p>{say('privacy.alone')}</p>}
      <ul class="facts">
        {connections.map((one) => (
          <li key={`${one.to} ${one.why}`}>
            <Icon sign={one.up ? 'check' : 'away'} />
            <div class="connection">
              <p class="row-title" dir="auto">
                {one.to}
              </p>
              <p class="note">{REASONS[one.why] ? say(REASONS[one.why] as Key) : one.why}</p>
              <Chip mood={one.up ? 'good' : 'plain'}>
                {say(one.up ? 'privacy.up' : 'privacy.down')}
              </Chip>
            </div>
          </li>
        ))}
      </ul>
      <p class="note">{say('privacy.no-more')}</p>
    </Card>
  );
}

/** Whether the frame's journal still holds what this phone kept of it. */
function Journal({ journal }: Pick<PrivacyView, 'journal'>): JSX.Element | null {
  if (!journal) return null;
  const { state, line, at } = journal;
  const words = say(`privacy.journal-${state}`, { line, date: day(at) });
  return state === 'differs' ? (
    <Banner sign="warning" mood="bad">
      {words}
    </Banner>
  ) : (
    <p class="note">{words}</p>
  );
}

function Audit({ audit, journal }: Pick<PrivacyView, 'audit' | 'journal'>): JSX.Element {
  if (!audit)
    return (
      <Card title={say('privacy.audit')} sign="shield">
        <p>{say('privacy.audit-none')}</p>
        <Journal journal={journal} />
      </Card>
    );
  const { at, checks, findings } = audit;
  return (
    <Card
      title={say('privacy.audit')}
      sign="shield"
      note={say('privacy.audit-at', { n: checks, ago: ago(at) })}
    >
      {findings.length === 0 && <p>{say('privacy.audit-clean')}</p>}
      <ul class="facts">
        {findings.map((one) => (
          <li key={one.check}>
            <Icon sign="warning" />
            <div>
              <p dir="auto">{one.means}</p>
              <p class="note">{say('privacy.audit-do', { words: one.do })}</p>
            </div>
          </li>
        ))}
      </ul>
      <Journal journal={journal} />
    </Card>
  );
}

/** Everything the frame itself has to say. */
function OfFrame({ facts }: { facts: PrivacyView }): JSX.Element {
  const key = KEYS[facts.keyTier] ?? 'privacy.key-other';
  return (
    <>
      <Stores stores={facts.stores} />
      <Computes computes={facts.computes} />
      <Connections connections={facts.connections} />
      <Card title={say('privacy.key')} sign="lock">
        <p>{say(key, { tier: facts.keyTier })}</p>
        {facts.keepsPart && <p>{say('privacy.key-part')}</p>}
      </Card>
      <Audit audit={facts.audit} journal={facts.journal} />
    </>
  );
}

/** What this phone keeps, and what if the browser throws it away. */
function OfPhone({ frame }: { frame: FrameView }): JSX.Element {
  const { safekeeping } = useView();
  const devices = useAnswered((office) => office.devices(), frame.id, [frame.state]).value;
  const owners = devices?.filter((one) => one.role === 'owner').length;
  return (
    <Card title={say('privacy.phone')} sign="phone">
      <p>{say(`privacy.${safekeeping.keys}`)}</p>
      <p>{say(safekeeping.persistent ? 'privacy.persistent' : 'privacy.evict')}</p>
      {owners === 1 && <p class="note">{say('privacy.evict-alone')}</p>}
    </Card>
  );
}

function Places(): JSX.Element {
  return (
    <Card flush>
      <Row
        sign="people"
        title={say('people.title')}
        note={say('privacy.people-note')}
        onPress={() => go({ at: 'people' })}
      />
      <Row
        sign="phone"
        title={say('phones.title')}
        note={say('privacy.phones-note')}
        onPress={() => go({ at: 'phones' })}
      />
      <Row
        sign="seal"
        title={say('proof.title')}
        note={say('albums.proofs-note')}
        onPress={() => go({ at: 'taken-back' })}
      />
    </Card>
  );
}

/** The screen about what is known, done and said. */
export function Privacy(): JSX.Element {
  const frame = useFrame();
  const { tier } = useView();
  const answer = useAnswered((office) => office.privacy(), frame?.id, [frame?.state]);
  const name = frame?.label ?? '';
  return (
    <Page title={say('privacy.title')} lead={say('privacy.lead', { frame: name })} wide>
      <div class="masonry">
        <Places />
        <Answered answer={answer}>{(facts) => <OfFrame facts={facts} />}</Answered>
        <Trust tier={tier} />
        {frame && <OfPhone frame={frame} />}
        {frame && <Ending frame={frame} />}
      </div>
    </Page>
  );
}
