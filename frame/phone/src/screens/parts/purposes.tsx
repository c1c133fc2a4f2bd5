/**
 * What a frame may do with an album, in words a child understands, and the exact words agreed to.
 *
 * Rule: what is agreed to is shown whole, as the office wrote it, before anybody can say yes.
 */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Agreement, Id, Purpose } from '../../office/calls.ts';
import { list, say, spoken } from '../../words/speak.ts';
import { Switch } from './fields.tsx';
import { useOffice } from './given.tsx';
import type { Sign } from './icons.tsx';
import { Waiting } from './signs.tsx';

const SETTLE_MS = 250; // typing pauses this long before the words are written anew

export const PURPOSE_SIGNS: Readonly<Record<Purpose, Sign>> = {
  display: 'frame',
  enhance: 'sun',
  score: 'eye',
  faces: 'people',
  share: 'send',
};

/** "Show them, Choose the best ones and Pass them on". */
export const purposeList = (purposes: readonly Purpose[]): string =>
  list(purposes.map((one) => say(`consent.${one}`)));

/** What stands between two sentences. */
const between = (): string => (spoken() === 'zh' ? '' : ' ');

/** One switch for each of `all`. */
export function Purposes(given: {
  all: readonly Purpose[];
  on: readonly Purpose[];
  off?: boolean;
  onChange: (purpose: Purpose, on: boolean) => void;
}): JSX.Element {
  return (
    <div class="rows">
      {given.all.map((one) => (
        <Switch
          key={one}
          label={say(`consent.${one}`)}
          note={`${say(`consent.${one}-does`)}${between()}${say(`consent.${one}-not`)}`}
          on={given.on.includes(one)}
          off={given.off ?? false}
          onChange={(on) => given.onChange(one, on)}
        />
      ))}
    </div>
  );
}

export interface Asking {
  readonly album: Id | null;
  readonly title: string;
  readonly frame: Id;
  readonly purposes: readonly Purpose[];
  readonly blurred: boolean;
}

/** The words for what is asked, written anew when it changes; null while they are being written. */
export function useWords(asking: Asking): Agreement | null {
  const office = useOffice();
  const { album, title, frame, purposes, blurred } = asking;
  const [words, setWords] = useState<Agreement | null>(null);
  const key = purposes.join();
  useEffect(() => {
    let wanted = true;
    setWords(null);
    const write = (): void => {
      office.words(album, title, frame, purposes, blurred, spoken()).then(
        (answer) => wanted && setWords(answer),
        () => undefined,
      );
    };
    const timer = setTimeout(write, SETTLE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [office, album, title, frame, key, blurred]);
  return words;
}

/** One line with its end; what follows a dash hangs behind it. */
function Line({ line }: { line: string }): JSX.Element {
  const dash = /^ *- /.exec(line)?.[0];
  if (!dash) return <span>{line}</span>;
  return (
    <span class="hangs">
      <span>{dash}</span>
      <span>{line.slice(dash.length)}</span>
    </span>
  );
}

/** Words agreed to, to the letter: their text is what is hashed, only its lines are set apart. */
export function Words({ text }: { text: string | null }): JSX.Element {
  if (text === null) return <Waiting>{say('albums.reading')}</Waiting>;
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return (
    <blockquote class="words">
      {lines.map((line, at) => (
        <Line key={`${at} ${line}`} line={line} />
      ))}
    </blockquote>
  );
}
