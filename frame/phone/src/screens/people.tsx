/**
 * People whom the frame may recognise, because they said yes; enrolling and forgetting them.
 *
 * Rule: nobody is shown as recognised who did not agree, and forgetting needs no reason.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PersonView } from '../office/calls.ts';
import { day, say } from '../words/speak.ts';
import { Enrol } from './enrol.tsx';
import { Answered, useAnswered } from './parts/answered.tsx';
import {
  Banner,
  Button,
  Card,
  Confirm,
  Empty,
  IconButton,
  Page,
  Row,
  toast,
  useAsk,
  useFrame,
  useOffice,
} from './parts/index.ts';

function Forget(given: {
  person: PersonView;
  onClose: () => void;
  onDone: () => void;
}): JSX.Element {
  const { id, name } = given.person;
  const office = useOffice();
  const [ask, busy] = useAsk();
  const forget = async (): Promise<void> => {
    const done = await ask(() => office.forgetPerson(id));
    if (!done.ok) return;
    toast(say('people.forgotten', { name }));
    given.onDone();
  };
  return (
    <Confirm
      title={say('people.forget-title', { name })}
      yes={say('people.forget-yes')}
      danger
      busy={busy}
      onYes={() => void forget()}
      onNo={given.onClose}
    >
      <p>{say('people.forget-words', { name })}</p>
    </Confirm>
  );
}

function Person(given: { person: PersonView; onForget: (() => void) | null }): JSX.Element {
  const { name, photos, since, agreed, isPrivate } = given.person;
  return (
    <Row
      sign="person"
      title={<bdi>{name}</bdi>}
      note={
        <>
          {say('people.photos', { n: photos })}
          <br />
          {say(`people.${agreed}`, { date: day(since) })}
          {isPrivate && (
            <>
              <br />
              {say('people.private')}
            </>
          )}
        </>
      }
      end={
        given.onForget && (
          <IconButton
            sign="trash"
            label={say('people.forget-label', { name })}
            onPress={given.onForget}
          />
        )
      }
    />
  );
}

/** The screen of the people the frame may recognise. */
export function People(): JSX.Element {
  const frame = useFrame();
  const answer = useAnswered((office) => office.people(), frame?.id);
  const [enrolling, setEnrolling] = useState(false);
  const [leaving, setLeaving] = useState<PersonView | null>(null);
  const mayEnrol = frame?.role === 'owner' || frame?.role === 'contributor';
  if (enrolling)
    return (
      <Page title={say('people.enrol')} parent={{ at: 'people' }} key="enrol">
        <Enrol
          onDone={() => {
            setEnrolling(false);
            answer.again();
          }}
        />
        <Button look="quiet" onPress={() => setEnrolling(false)}>
          {say('cancel')}
        </Button>
      </Page>
    );
  return (
    <Page title={say('people.title')} lead={say('people.lead')} parent={{ at: 'privacy' }}>
      <Answered answer={answer}>
        {(people) => (
          <>
            {people.length ? (
              <Card flush>
                {people.map((one) => (
                  <Person
                    key={one.id}
                    person={one}
                    onForget={mayEnrol ? () => setLeaving(one) : null}
                  />
                ))}
              </Card>
            ) : (
              <Empty sign="people" title={say('people.off')}>
                {say('people.off-words')}
              </Empty>
            )}
            {mayEnrol ? (
              <Button look="main" sign="plus" wide onPress={() => setEnrolling(true)}>
                {say('people.enrol')}
              </Button>
            ) : (
              <Banner>{say('people.closed')}</Banner>
            )}
          </>
        )}
      </Answered>
      {leaving && (
        <Forget
          person={leaving}
          onClose={() => setLeaving(null)}
          onDone={() => {
            setLeaving(null);
            answer.again();
          }}
        />
      )}
    </Page>
  );
}
