/**
 * What a frame has to be asked for: waiting, the answer, or why there is none and a way to ask again.
 *
 * Rule: an answer that was there stays in sight while a newer one is awaited.
 */

import type { ComponentChildren, JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Code, Refused } from '../../errors.ts';
import type { Id, Office } from '../../office/calls.ts';
import { adviceFor, say, sayCode } from '../../words/speak.ts';
import { useOffice } from './given.tsx';
import { Button } from './press.tsx';
import { Waiting } from './signs.tsx';
import { Banner } from './surface.tsx';

export interface Answer<T> {
  readonly value: T | null;
  readonly fault: Code | null;
  readonly again: () => void;
}

interface Heard<T> {
  readonly subject?: Id | undefined;
  readonly value: T | null;
  readonly fault: Code | null;
}

/**
 * Ask the office about `subject` (a frame, an album), again whenever one of `others` changes. What was
 * answered about another subject is never shown.
 */
export function useAnswered<T>(
  call: (office: Office) => Promise<T>,
  subject: Id | undefined,
  others: readonly unknown[] = [],
): Answer<T> {
  const office = useOffice();
  const [times, setTimes] = useState(0);
  const [heard, setHeard] = useState<Heard<T>>({ value: null, fault: null });
  useEffect(() => {
    let wanted = true;
    call(office).then(
      (value) => wanted && setHeard({ subject, value, fault: null }),
      (error: unknown) => {
        const fault = error instanceof Refused ? error.code : 'failed';
        const keep = (old: Heard<T>): T | null => (old.subject === subject ? old.value : null);
        if (wanted) setHeard((old) => ({ subject, value: keep(old), fault }));
      },
    );
    return () => {
      wanted = false;
    };
  }, [office, times, subject, ...others]);
  const again = useCallback(() => setTimes((count) => count + 1), []);
  const isOld = heard.subject !== subject;
  return { value: isOld ? null : heard.value, fault: isOld ? null : heard.fault, again };
}

/** Draw an answer once it is there. */
export function Answered<T>(given: {
  answer: Answer<T>;
  children: (value: T) => ComponentChildren;
}): JSX.Element {
  const { value, fault, again } = given.answer;
  return (
    <>
      {fault && (
        <Banner
          sign={fault === 'frame-away' ? 'away' : 'warning'}
          mood="warm"
          action={
            <Button look="quiet" onPress={again}>
              {say('try-again')}
            </Button>
          }
        >
          {sayCode(fault)} {adviceFor(fault)}
        </Banner>
      )}
      {value === null ? !fault && <Waiting /> : given.children(value)}
    </>
  );
}
