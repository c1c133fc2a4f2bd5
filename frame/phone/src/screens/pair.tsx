/**
 * Adding a frame: card, name, six digits, the yes at the frame, and the first album.
 *
 * Rule: one question at a time, and at every step what to do if it goes wrong.
 */

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PairingView } from '../office/calls.ts';
import { adviceFor, say, sayCode } from '../words/speak.ts';
import {
  AlbumForm,
  Button,
  back,
  Card,
  Chip,
  Field,
  Flame,
  Icon,
  More,
  Page,
  swap,
  takeCard,
  toast,
  useAsk,
  useOffice,
  useView,
  Waiting,
} from './parts/index.ts';

const NAME_CHARACTERS = 40;
const CARD = /\/p#/;

export function Pair(): JSX.Element {
  const { pairing } = useView();
  const office = useOffice();
  const [card, setCard] = useState('');
  useEffect(() => {
    const scanned = takeCard();
    if (!scanned) return;
    setCard(scanned);
    if (pairing?.state === 'failed') void office.endPairing();
  });
  if (pairing) return <Meeting pairing={pairing} onAgain={() => setCard('')} />;
  return card ? <Naming card={card} onBack={() => setCard('')} /> : <Beginning onCard={setCard} />;
}

function Beginning({ onCard }: { onCard: (card: string) => void }): JSX.Element {
  const first = useView().frames.length === 0;
  const [pasted, setPasted] = useState('');
  const [fault, setFault] = useState(false);
  const steps = [say('pair.step.1'), say('pair.step.2'), say('pair.step.3')];
  return (
    <Page
      title={say(first ? 'pair.welcome' : 'pair.title')}
      lead={say('pair.lead')}
      bare
      {...(first ? {} : { parent: { at: 'settings' } as const })}
    >
      <div class="hero" aria-hidden="true">
        <div class="bezel">
          <div class="dark">
            <Icon sign="scan" />
          </div>
        </div>
      </div>
      <ol class="steps card">
        {steps.map((step, index) => (
          <li key={step}>
            <span class="step" aria-hidden="true">
              {index + 1}
            </span>
            <span>{step}</span>
          </li>
        ))}
      </ol>
      <Card>
        <More title={say('pair.paste')}>
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              if (CARD.test(pasted)) onCard(pasted.trim());
              else setFault(true);
            }}
          >
            <Field
              label={say('pair.paste.label')}
              value={pasted}
              onChange={(text) => {
                setPasted(text);
                setFault(false);
              }}
              keys="url"
              hint="https://frame.local/p#1…"
              note={say('pair.paste.note')}
              fault={fault ? `${sayCode('not-a-card')} ${adviceFor('not-a-card')}` : undefined}
            />
            <Button look="main" wide off={!pasted.trim()}>
              {say('pair.go-on')}
            </Button>
          </form>
        </More>
      </Card>
    </Page>
  );
}

function Naming({ card, onBack }: { card: string; onBack: () => void }): JSX.Element {
  const office = useOffice();
  const { me } = useView();
  const [ask, busy] = useAsk();
  const [person, setPerson] = useState(me?.person ?? '');
  const [label, setLabel] = useState<string | null>(me?.label ?? null);
  const named = person.trim();
  const called =
    label ?? (named ? say('pair.label.of', { name: named }) : say('pair.label.plain'));
  return (
    <Page title={say('pair.name.title')} lead={say('pair.name.lead')} bare>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          ask(() => office.pair(card, named, called.trim()));
        }}
      >
        <Field
          label={say('pair.person')}
          value={person}
          onChange={setPerson}
          limit={NAME_CHARACTERS}
          fill="given-name"
        />
        <Field
          label={say('pair.label')}
          value={called}
          onChange={setLabel}
          limit={NAME_CHARACTERS}
          note={say('pair.label.note')}
        />
        <Button look="main" wide busy={busy} off={!named || !called.trim()}>
          {say('pair.connect')}
        </Button>
        <Button look="quiet" wide onPress={onBack}>
          {say('cancel')}
        </Button>
      </form>
    </Page>
  );
}

interface MeetingGiven {
  readonly pairing: PairingView;
  readonly onAgain: () => void;
}

/** What the office says of the pairing, step by step. */
function Meeting({ pairing, onAgain }: MeetingGiven): JSX.Element {
  switch (pairing.state) {
    case 'connecting':
      return <Looking title={say('pair.connecting')} lead={say('pair.connecting.lead')} />;
    case 'waiting':
      return <Looking title={say('pair.waiting')} lead={say('pair.waiting.lead')} />;
    case 'comparing':
      return <Comparing pairing={pairing} />;
    case 'agreed':
      return <Agreed pairing={pairing} />;
    case 'paired':
      return <Paired pairing={pairing} />;
    case 'failed':
      return <Failed pairing={pairing} onAgain={onAgain} />;
  }
}

function Stop(): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  return (
    <Button look="quiet" wide busy={busy} onPress={() => ask(() => office.endPairing())}>
      {say('pair.stop')}
    </Button>
  );
}

function Looking({ title, lead }: { title: string; lead: string }): JSX.Element {
  return (
    <Page title={title} lead={lead} bare>
      <div class="hearth" aria-hidden="true">
        <Flame />
      </div>
      <Stop />
    </Page>
  );
}

/** Six digits as on the glass, and a line that burns down while they are valid. */
function Digits({ digits, until }: { digits: string; until: number }): JSX.Element {
  const [left] = useState(() => Math.max(0, until - Date.now()));
  return (
    <div class="digits">
      <p>
        <span aria-hidden="true">{digits}</span>
        <span class="unseen">{[...digits].join(' ')}</span>
      </p>
      <span class="fuse" style={{ animationDuration: `${left}ms` }} aria-hidden="true" />
    </div>
  );
}

function Comparing({ pairing }: { pairing: PairingView }): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  return (
    <Page title={say('pair.compare')} bare>
      <Digits digits={pairing.digits} until={pairing.until} />
      <div class="stack">
        <Button
          look="main"
          sign="check"
          wide
          busy={busy}
          onPress={() => ask(() => office.agree(true))}
        >
          {say('pair.compare.yes')}
        </Button>
        <Button sign="close" wide onPress={() => ask(() => office.agree(false))}>
          {say('pair.compare.no')}
        </Button>
      </div>
      <More title={say('pair.compare.why')}>
        <p>{say('pair.compare.same')}</p>
        <p>{say('pair.compare.differs')}</p>
      </More>
    </Page>
  );
}

function Agreed({ pairing }: { pairing: PairingView }): JSX.Element {
  return (
    <Page
      title={say('pair.agreed')}
      lead={say(pairing.claimed ? 'pair.agreed.claimed' : 'pair.agreed.unclaimed')}
      bare
    >
      <Digits digits={pairing.digits} until={pairing.until} />
      <Waiting>{say('pair.agreed.waiting')}</Waiting>
      <Stop />
    </Page>
  );
}

function Paired({ pairing }: { pairing: PairingView }): JSX.Element {
  const office = useOffice();
  const { me, albums } = useView();
  const [ask, busy] = useAsk();
  const [met, setMet] = useState(false);
  const role = pairing.role ?? 'viewer';
  const finish = async (): Promise<void> => {
    await ask(() => office.endPairing());
    swap({ at: role === 'viewer' ? 'frame' : 'send' });
  };
  const needsAlbum = role === 'owner' && !albums.some((one) => one.maySend && !one.isOver);
  if (met && needsAlbum) return <First onDone={finish} />;
  return (
    <Page
      title={say('pair.done', { name: me?.person ?? '' })}
      lead={say('pair.done.lead', { host: pairing.host })}
      bare
    >
      <div class="hearth" aria-hidden="true">
        <Flame />
      </div>
      <Card>
        <p>
          <Chip mood="warm" sign="person">
            {say(`role.${role}`)}
          </Chip>
        </p>
        <p>{say(`role.${role}.means`)}</p>
      </Card>
      <Button look="main" wide busy={busy} onPress={() => (needsAlbum ? setMet(true) : finish())}>
        {say('pair.go-on')}
      </Button>
    </Page>
  );
}

function First({ onDone }: { onDone: () => void }): JSX.Element {
  return (
    <Page title={say('first.title')} lead={say('first.lead')} bare>
      <AlbumForm
        title={say('first.default')}
        onMade={(_, title) => {
          toast(say('first.made', { title }));
          onDone();
        }}
      />
      <Button look="quiet" wide onPress={onDone}>
        {say('first.later')}
      </Button>
    </Page>
  );
}

function Failed({ pairing, onAgain }: MeetingGiven): JSX.Element {
  const office = useOffice();
  const { frames } = useView();
  const [ask, busy] = useAsk();
  const code = pairing.because ?? 'failed';
  const leave = async (then: () => void): Promise<void> => {
    await ask(() => office.endPairing());
    then();
  };
  return (
    <Page title={say('pair.failed')} bare>
      <Told sign="warning">
        <p class="strong">{sayCode(code)}</p>
        <p>{adviceFor(code)}</p>
      </Told>
      <Button look="main" wide busy={busy} onPress={() => leave(onAgain)}>
        {say('pair.again')}
      </Button>
      {frames.length > 0 && (
        <Button look="quiet" wide onPress={() => leave(() => back())}>
          {say('cancel')}
        </Button>
      )}
    </Page>
  );
}

function Told(given: { sign: 'warning'; children: ComponentChildren }): JSX.Element {
  return (
    <div class="card told" role="alert">
      <span class="medal">
        <Icon sign={given.sign} />
      </span>
      {given.children}
    </div>
  );
}
