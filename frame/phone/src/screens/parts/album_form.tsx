/**
 * A new album: its name, what the frame may do with it, the words agreed to, and one button.
 *
 * Rule: the button is dead until the words that it agrees to are there to be read.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Id, PURPOSES, type Purpose } from '../../office/calls.ts';
import { say } from '../../words/speak.ts';
import { Field } from './fields.tsx';
import { useAsk, useFrame, useOffice } from './given.tsx';
import { Button } from './press.tsx';
import { Purposes, useWords, Words } from './purposes.tsx';
import { Card } from './surface.tsx';

const USUAL: readonly Purpose[] = ['display', 'enhance', 'score'];
const ASKED = PURPOSES.filter((one) => one !== 'share'); // which comes with a choice of its own, later
const TITLE_CHARACTERS = 64;

export function AlbumForm(given: {
  title: string;
  onMade: (album: Id, title: string) => void;
}): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  const [title, setTitle] = useState(given.title);
  const [on, setOn] = useState(USUAL);
  const named = title.trim();
  const words = useWords({
    album: null,
    title: named,
    frame: useFrame()?.id ?? '',
    purposes: on,
    blurred: false,
  });
  const make = async (): Promise<void> => {
    if (!words || !named) return;
    const made = await ask(() => office.found(named, on, words));
    if (made.value) given.onMade(made.value, named);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        make();
      }}
    >
      <Field
        label={say('first.name')}
        value={title}
        onChange={setTitle}
        limit={TITLE_CHARACTERS}
      />
      <Card title={say('first.may')} flush>
        <Purposes
          all={ASKED}
          on={on}
          onChange={(purpose, yes) =>
            setOn(ASKED.filter((one) => (one === purpose ? yes : on.includes(one))))
          }
        />
      </Card>
      <Words text={words?.text ?? null} />
      <Button look="main" wide busy={busy} off={!words || !named || on.length === 0}>
        {say('first.make')}
      </Button>
    </form>
  );
}
