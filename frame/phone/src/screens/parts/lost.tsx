/**
 * Forgetting a frame that does not answer and never will.
 *
 * Rule: it says first what is lost and what is not, with dates; offered only while the frame is away.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { FrameView } from '../../office/calls.ts';
import { day, say } from '../../words/speak.ts';
import { Answered, useAnswered } from './answered.tsx';
import { useAsk, useOffice } from './given.tsx';
import { Confirm } from './sheet.tsx';
import { Card, Row } from './surface.tsx';

const ERASED_MS = 90 * 86_400_000;

function Sure({ frame, onNo }: { frame: FrameView; onNo: () => void }): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  const answer = useAnswered(() => office.losing(frame.id), frame.id);
  const name = frame.label;
  const call = () => office.forgetLost(frame.id);
  return (
    <Confirm
      title={say('lost.title', { frame: name })}
      yes={say('lost.forget')}
      danger
      busy={busy}
      off={!answer.value}
      onYes={() => void ask(call, say('lost.done', { frame: name }))}
      onNo={onNo}
    >
      <p>{say('lost.only')}</p>
      <Answered answer={answer}>
        {({ albums, until, keepsPart, hasOthers }) => (
          <>
            {albums > 0 && <p>{say('lost.albums', { n: albums })}</p>}
            {until > 0 && (
              <p>{say('lost.until', { until: day(until), erased: day(until + ERASED_MS) })}</p>
            )}
            {albums > 0 && hasOthers && <p>{say('lost.others')}</p>}
            <p>{say('lost.phone')}</p>
            {keepsPart && <p>{say('lost.part')}</p>}
          </>
        )}
      </Answered>
    </Confirm>
  );
}

/** The way out, while a frame is away; one that asks for its key is there. */
export function Lost({ frame }: { frame: FrameView }): JSX.Element | null {
  const [asking, setAsking] = useState(false);
  if (frame.state !== 'away' || frame.because === 'frame-locked') return null;
  return (
    <>
      <Card flush>
        <Row
          sign="close"
          title={say('lost.forget')}
          note={say('lost.note')}
          onPress={() => setAsking(true)}
        />
      </Card>
      {asking && <Sure frame={frame} onNo={() => setAsking(false)} />}
    </>
  );
}
