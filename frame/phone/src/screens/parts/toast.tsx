/**
 * A short word at the foot of the page that goes by itself, read aloud politely.
 *
 * Rule: it is shown by the newest outlet, because what lies under an open sheet cannot be heard.
 */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';

type Mood = 'good' | 'bad';

interface Word {
  readonly text: string;
  readonly mood: Mood;
  readonly number: number;
}

const SHOWN_MS = { good: 4_000, bad: 9_000 } as const;

let word: Word | null = null;
let outlets: readonly object[] = [];
let going: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

const changed = (): void => {
  for (const hear of listeners) hear();
};

/** Say `text` for a moment. */
export function toast(text: string, mood: Mood = 'good'): void {
  word = { text, mood, number: (word?.number ?? 0) + 1 };
  clearTimeout(going);
  going = setTimeout(silence, SHOWN_MS[mood]);
  changed();
}

function silence(): void {
  word = null;
  changed();
}

/** Where toasts appear; the shell has one, and every open sheet. */
export function Toasts(): JSX.Element {
  const [me] = useState<object>(() => ({}));
  const [, redraw] = useState(0);
  useEffect(() => {
    const hear = (): void => redraw((count) => count + 1);
    outlets = [...outlets, me];
    listeners.add(hear);
    changed();
    return () => {
      outlets = outlets.filter((one) => one !== me);
      listeners.delete(hear);
      changed();
    };
  }, [me]);
  const said = outlets.at(-1) === me ? word : null;
  return (
    <div class="toasts" role="status" aria-live="polite">
      {said && (
        <button type="button" class={`toast ${said.mood}`} key={said.number} onClick={silence}>
          <Icon sign={said.mood === 'good' ? 'check' : 'warning'} />
          <span>{said.text}</span>
        </button>
      )}
    </div>
  );
}
