/** A screen as a whole: its title, the way back, its tools, and what concerns the whole page. */

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { say } from '../../words/speak.ts';
import { Notices } from './notices.tsx';
import { IconButton } from './press.tsx';
import { back, type Place } from './route.ts';

/**
 * A whole screen: its title as the one h1, which gets the focus when the screen appears.
 * `parent`: it has a way back, to there if it was opened directly. `tools`: buttons beside the title.
 */
export function Page(given: {
  title: string;
  children: ComponentChildren;
  lead?: ComponentChildren;
  parent?: Place;
  tools?: ComponentChildren;
  wide?: boolean;
  bare?: boolean; // without notices
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${given.title} · ${say('app.name')}`;
  }, [given.title]);
  useEffect(() => {
    const isTaken = heading.current?.closest('main')?.contains(document.activeElement);
    if (!isTaken) heading.current?.focus({ preventScroll: true }); // else something inside asked for it
  }, []);
  const { parent } = given;
  return (
    <main class={`page${given.wide ? ' wide' : ''}`} id="main">
      <header class="page-head">
        {parent && <IconButton sign="left" label={say('back')} onPress={() => back(parent)} />}
        <div class="page-title">
          <h1 ref={heading} tabIndex={-1} dir="auto">
            {given.title}
          </h1>
          {given.lead && <p class="lead">{given.lead}</p>}
        </div>
        {given.tools && <div class="page-tools">{given.tools}</div>}
      </header>
      {!parent && !given.bare && <Notices />}
      {given.children}
    </main>
  );
}
