/**
 * Things to press.
 *
 * Rule: every target is at least 48 pixels, and says what it does without its sign.
 */

import type { ComponentChildren, JSX } from 'preact';
import { Icon, type Sign } from './icons.tsx';

export interface ButtonGiven {
  readonly children: ComponentChildren;
  readonly onPress?: (() => void) | undefined; // left out: sends the form it stands in
  readonly look?: 'main' | 'calm' | 'quiet' | 'danger';
  readonly sign?: Sign;
  readonly wide?: boolean;
  readonly busy?: boolean;
  readonly off?: boolean;
}

/** `main`: the one thing to do here. `calm`: also possible. `quiet`: only words. */
export function Button(given: ButtonGiven): JSX.Element {
  const { children, onPress, look = 'calm', sign, wide, busy, off } = given;
  return (
    <button
      type={onPress ? 'button' : 'submit'}
      class={`button ${look}${wide ? ' wide' : ''}`}
      onClick={onPress && !busy ? onPress : undefined}
      disabled={off || (busy && !onPress)}
      aria-busy={busy || undefined}
    >
      {busy ? <span class="spinner" aria-hidden="true" /> : sign && <Icon sign={sign} />}
      <span>{children}</span>
    </button>
  );
}

/** A round button with only a sign: `label` is read aloud and shown by a long press. */
export function IconButton(given: {
  sign: Sign;
  label: string;
  onPress: () => void;
  on?: boolean;
  filled?: boolean;
  off?: boolean;
}): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={given.label}
      title={given.label}
      aria-pressed={given.on}
      disabled={given.off}
      onClick={given.onPress}
    >
      <Icon sign={given.sign} filled={given.filled ?? false} />
    </button>
  );
}

/** A big round button with its words below, for what one does often. `on`: it is a state, and it is on. */
export function RoundButton(given: {
  sign: Sign;
  label: string;
  onPress: () => void;
  on?: boolean;
  off?: boolean;
  large?: boolean;
}): JSX.Element {
  return (
    <button
      type="button"
      class={`round-button${given.large ? ' large' : ''}`}
      aria-pressed={given.on}
      disabled={given.off}
      onClick={given.onPress}
    >
      <span class="disc">
        <Icon sign={given.sign} filled={given.on ?? false} />
      </span>
      <span>{given.label}</span>
    </button>
  );
}

/** A short fact, or with `onPress` a choice that is on or off. */
export function Chip(given: {
  children: ComponentChildren;
  sign?: Sign;
  mood?: 'plain' | 'good' | 'warm' | 'bad';
  on?: boolean;
  onPress?: () => void;
}): JSX.Element {
  const inside = (
    <>
      {given.sign && <Icon sign={given.sign} />}
      <span>{given.children}</span>
    </>
  );
  const look = `chip ${given.mood ?? 'plain'}`;
  return given.onPress ? (
    <button type="button" class={look} aria-pressed={given.on} onClick={given.onPress}>
      {inside}
    </button>
  ) : (
    <span class={look}>{inside}</span>
  );
}
