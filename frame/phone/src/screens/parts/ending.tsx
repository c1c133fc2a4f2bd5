/**
 * Taking everything along, leaving a frame, wiping it.
 *
 * Rule: each says first what it destroys; wiping asks for the frame's name, typed.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { FrameView, Statement } from '../../office/calls.ts';
import { say } from '../../words/speak.ts';
import { Field } from './fields.tsx';
import { useAsk, useOffice } from './given.tsx';
import { ProofSheet } from './proof.tsx';
import { Confirm } from './sheet.tsx';
import { Card, Row } from './surface.tsx';
import { TakeAlong } from './taking.tsx';

function Leave(given: {
  frame: FrameView;
  onNo: () => void;
  onDone: (said: Statement) => void;
}): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  const frame = given.frame.label;
  const leave = async (): Promise<void> => {
    const { value } = await ask(() => office.leave());
    if (value) given.onDone(value);
  };
  return (
    <Confirm
      title={say('privacy.leave-title', { frame })}
      yes={say('privacy.leave-yes')}
      danger
      busy={busy}
      onYes={() => void leave()}
      onNo={given.onNo}
    >
      <p>{say('privacy.leave-words', { frame })}</p>
      <p>{say('erase.final')}</p>
      <p class="note">{say('consent.proof')}</p>
    </Confirm>
  );
}

function Wipe(given: {
  frame: FrameView;
  onNo: () => void;
  onDone: (said: Statement) => void;
}): JSX.Element {
  const { frame, onNo } = given;
  const office = useOffice();
  const [ask, busy] = useAsk();
  const [typed, setTyped] = useState('');
  const name = frame.label;
  const wipe = async (): Promise<void> => {
    const { value } = await ask(() => office.wipe(), say('privacy.wiped', { frame: name }));
    if (value) given.onDone(value);
  };
  return (
    <Confirm
      title={say('privacy.wipe-title', { frame: name })}
      yes={say('privacy.wipe-yes')}
      danger
      busy={busy}
      off={typed.trim() !== name.trim()}
      onYes={() => void wipe()}
      onNo={onNo}
    >
      <p>{say('privacy.wipe-words', { n: frame.photos ?? 0, frame: name })}</p>
      <Field label={say('privacy.wipe-type', { frame: name })} value={typed} onChange={setTyped} />
    </Confirm>
  );
}

/** The card of everything that ends something. */
export function Ending({ frame }: { frame: FrameView }): JSX.Element {
  const [asking, setAsking] = useState<'take' | 'leave' | 'wipe' | null>(null);
  const [said, setSaid] = useState<Statement | null>(null);
  const done = (statement: Statement): void => {
    setAsking(null);
    setSaid(statement);
  };
  const isOwner = frame.role === 'owner' && frame.state !== 'left' && frame.state !== 'removed';
  return (
    <>
      <Card title={say('privacy.yours')} flush>
        <Row
          sign="download"
          title={say('privacy.export')}
          note={say('privacy.export-note')}
          onPress={() => setAsking('take')}
        />
        {isOwner && (
          <Row
            sign="close"
            title={say('privacy.leave')}
            note={say('privacy.leave-note', { frame: frame.label })}
            onPress={() => setAsking('leave')}
          />
        )}
        {isOwner && (
          <Row
            sign="trash"
            title={say('privacy.wipe')}
            note={say('privacy.wipe-note')}
            onPress={() => setAsking('wipe')}
          />
        )}
      </Card>
      {asking === 'take' && <TakeAlong frame={frame} onClose={() => setAsking(null)} />}
      {asking === 'leave' && <Leave frame={frame} onNo={() => setAsking(null)} onDone={done} />}
      {asking === 'wipe' && <Wipe frame={frame} onNo={() => setAsking(null)} onDone={done} />}
      {said && <ProofSheet id={said.withdrawal} onClose={() => setSaid(null)} />}
    </>
  );
}
