/** What things lie on: cards, rows, banners, and the word for when there is nothing. */

import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { say } from '../../words/speak.ts';
import { Icon, type Sign } from './icons.tsx';
import { IconButton } from './press.tsx';

/** A card with a heading; a heading is the label of the card's region. */
export function Card(given: {
  children: ComponentChildren;
  title?: ComponentChildren;
  sign?: Sign;
  note?: string;
  flush?: boolean; // rows reach its edges
}): JSX.Element {
  const id = useId();
  return (
    <section
      class={`card${given.flush ? ' flush' : ''}`}
      aria-labelledby={given.title ? id : undefined}
    >
      {given.title && (
        <h2 id={id}>
          {given.sign && <Icon sign={given.sign} />}
          {given.title}
        </h2>
      )}
      {given.note && <p class="note">{given.note}</p>}
      {given.children}
    </section>
  );
}

/** One line of a list. With `onPress` the whole row is a button that leads somewhere. */
export function Row(given: {
  title: ComponentChildren;
  note?: ComponentChildren;
  sign?: Sign;
  start?: ComponentChildren; // a picture instead of the sign
  end?: ComponentChildren;
  onPress?: () => void;
  current?: boolean;
}): JSX.Element {
  const inside = (
    <>
      {given.start ?? (given.sign && <Icon sign={given.sign} />)}
      <span class="row-words">
        <span class="row-title">{given.title}</span>
        {given.note && <span class="note">{given.note}</span>}
      </span>
      {given.end}
      {given.onPress && !given.end && <Icon sign="right" />}
    </>
  );
  return given.onPress ? (
    <button
      type="button"
      class="row"
      onClick={given.onPress}
      aria-current={given.current ? 'true' : undefined}
    >
      {inside}
    </button>
  ) : (
    <div class="row">{inside}</div>
  );
}

/** One calm sentence that concerns the whole page, with at most one thing to do. */
export function Banner(given: {
  children: ComponentChildren;
  sign?: Sign;
  mood?: 'plain' | 'warm' | 'bad';
  action?: ComponentChildren;
  onClose?: () => void; // it can be put away
  onPress?: () => void; // leads to where more is told
}): JSX.Element {
  const { sign = 'info', mood = 'plain', onClose, onPress } = given;
  return (
    <div class={`banner ${mood}`} role={mood === 'bad' ? 'alert' : 'note'}>
      {onPress ? (
        <button type="button" class="banner-button" onClick={onPress}>
          <Icon sign={sign} />
          <span>
            {given.children} <b>{say('learn-more')}</b>
          </span>
        </button>
      ) : (
        <>
          <Icon sign={sign} />
          <div>
            <p>{given.children}</p>
            {given.action}
          </div>
        </>
      )}
      {onClose && <IconButton sign="close" label={say('close')} onPress={onClose} />}
    </div>
  );
}

/** Nothing here yet, and what would change that. */
export function Empty(given: {
  title: string;
  children?: ComponentChildren;
  sign?: Sign;
  action?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <span class="medal">
        <Icon sign={given.sign ?? 'photos'} />
      </span>
      <h2>{given.title}</h2>
      {given.children && <p>{given.children}</p>}
      {given.action}
    </div>
  );
}

/** Words behind a small triangle, for whoever wants to know more. */
export function More(given: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <details class="more">
      <summary>
        <span>{given.title}</span>
        <Icon sign="down" />
      </summary>
      <div>{given.children}</div>
    </details>
  );
}
