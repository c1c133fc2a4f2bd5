/**
 * Things to set: switches, texts, sliders, choices.
 *
 * Rule: the words are a label of the thing itself, so that pressing them works too.
 */

import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

/** On or off, with what it means below. */
export function Switch(given: {
  label: ComponentChildren;
  on: boolean;
  onChange: (on: boolean) => void;
  note?: ComponentChildren;
  off?: boolean;
}): JSX.Element {
  const id = useId();
  return (
    <label class="row switch">
      <span class="row-words">
        <span class="row-title">{given.label}</span>
        {given.note && (
          <span class="note" id={id}>
            {given.note}
          </span>
        )}
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={given.on}
        aria-checked={given.on}
        disabled={given.off}
        aria-describedby={given.note ? id : undefined}
        onChange={(event) => {
          const { checked } = event.currentTarget;
          event.currentTarget.checked = given.on; // what is shown is what is, until it is so
          given.onChange(checked);
        }}
      />
    </label>
  );
}

export interface FieldGiven {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly note?: string | undefined;
  readonly fault?: string | undefined; // what is wrong with it
  readonly limit?: number;
  readonly lines?: number; // more than one: a larger box
  readonly type?: 'text' | 'url' | 'time';
  readonly keys?: 'numeric' | 'url' | 'text'; // which keyboard
  readonly fill?: 'off' | 'name' | 'given-name'; // autocomplete
  readonly hint?: string; // placeholder
  readonly first?: boolean; // gets the focus
}

/** A text to write. */
export function Field(given: FieldGiven): JSX.Element {
  const id = useId();
  const { label, value, note, fault, lines = 1 } = given;
  const shared = {
    id,
    value,
    maxLength: given.limit,
    dir: 'auto',
    placeholder: given.hint,
    autofocus: given.first,
    autocomplete: given.fill ?? 'off',
    'aria-invalid': fault ? true : undefined,
    'aria-describedby': note || fault ? `${id}-note` : undefined,
  } as const;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {lines > 1 ? (
        <textarea
          {...shared}
          rows={lines}
          onInput={(event) => given.onChange(event.currentTarget.value)}
        />
      ) : (
        <input
          {...shared}
          type={(given.type ?? 'text') as 'text'}
          inputMode={given.keys}
          onInput={(event) => given.onChange(event.currentTarget.value)}
        />
      )}
      {(note || fault) && (
        <p class={fault ? 'note fault' : 'note'} id={`${id}-note`}>
          {fault ?? note}
        </p>
      )}
    </div>
  );
}

/** A value between two; `spoken` is how it is shown and read aloud. `onChange` comes when it is let go. */
export function Slider(given: {
  label: string;
  value: number;
  low: number;
  high: number;
  step: number;
  spoken: string;
  onMove: (value: number) => void;
  onChange: (value: number) => void;
  off?: boolean;
}): JSX.Element {
  const id = useId();
  const share = (given.value - given.low) / (given.high - given.low);
  return (
    <div class="field slider">
      <label for={id}>
        <span>{given.label}</span>
        <span class="amount">{given.spoken}</span>
      </label>
      <input
        id={id}
        type="range"
        min={given.low}
        max={given.high}
        step={given.step}
        value={given.value}
        disabled={given.off}
        aria-valuetext={given.spoken}
        style={{ '--share': `${share * 100}%` }}
        onInput={(event) => given.onMove(event.currentTarget.valueAsNumber)}
        onChange={(event) => given.onChange(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}

/** One of several, all in sight. */
export function Choice<T extends string>(given: {
  label: string;
  value: T;
  options: readonly { readonly value: T; readonly label: string; readonly note?: string }[];
  onChange: (value: T) => void;
  hidden?: boolean; // the label is only read aloud
}): JSX.Element {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class={given.hidden ? 'unseen' : undefined}>{given.label}</legend>
      {given.options.map((one) => (
        <label class="row" key={one.value}>
          <input
            type="radio"
            name={name}
            checked={one.value === given.value}
            onChange={() => given.onChange(one.value)}
          />
          <span class="row-words">
            <span class="row-title">{one.label}</span>
            {one.note && <span class="note">{one.note}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** A box to tick, for a yes that is said with care. */
export function Tick(given: {
  label: ComponentChildren;
  on: boolean;
  onChange: (on: boolean) => void;
}): JSX.Element {
  return (
    <label class="row tick">
      <input
        type="checkbox"
        checked={given.on}
        onChange={(event) => given.onChange(event.currentTarget.checked)}
      />
      <span class="row-words">{given.label}</span>
    </label>
  );
}
