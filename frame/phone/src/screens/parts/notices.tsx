/**
 * What concerns the whole page, one calm sentence each, at the top of the main places.
 *
 * Rule: what is wrong is shown in all of them; of what is good to know one thing at a time, on the first,
 * below what somebody came for.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { say } from '../../words/speak.ts';
import { useAsk, useFrame, useOffice, useView } from './given.tsx';
import { Button } from './press.tsx';
import { goMain } from './route.ts';
import { Banner } from './surface.tsx';

const KEPT_AS = 'understood';

function understood(): string {
  try {
    return localStorage.getItem(KEPT_AS) ?? '';
  } catch {
    return '';
  }
}

function remember(all: string): void {
  try {
    localStorage.setItem(KEPT_AS, all);
  } catch {
    // the browser keeps nothing here: it is said again next time
  }
}

function Gone(): JSX.Element | null {
  const frame = useFrame();
  const office = useOffice();
  const [ask, busy] = useAsk();
  if (!frame || (frame.state !== 'removed' && frame.state !== 'left')) return null;
  const removed = frame.state === 'removed';
  return (
    <Banner
      sign="warning"
      mood={removed ? 'bad' : 'warm'}
      action={
        <Button look="quiet" busy={busy} onPress={() => ask(() => office.forgetFrame(frame.id))}>
          {say('frame.forget')}
        </Button>
      }
    >
      {say(removed ? 'frame.removed' : 'frame.left', { frame: frame.label })}{' '}
      {removed && say('frame.removed.do')}
    </Banner>
  );
}

/** Which of what is good to know is said: the first that was not put away. */
function useHint(): ['tier' | 'keep' | null, () => void] {
  const { tier, safekeeping, frames } = useView();
  const [known, setKnown] = useState(understood);
  const said = known.split(' ');
  const hint =
    tier === 'lan-http' && !said.includes('tier')
      ? 'tier'
      : frames.length > 0 && !safekeeping.persistent && !said.includes('keep')
        ? 'keep'
        : null;
  return [
    hint,
    () => {
      const all = `${known} ${hint ?? ''}`.trim();
      remember(all);
      setKnown(all);
    },
  ];
}

/** What is wrong with the frame. */
export const Notices = (): JSX.Element => <Gone />;

/** An album of which two copies say different things. */
export function Forked(): JSX.Element | null {
  const { split, albums } = useView();
  const isGone = useFrame()?.state === 'removed';
  const forked = albums.find((one) => split.includes(one.id));
  if (!forked || isGone) return null;
  return (
    <Banner
      sign="warning"
      mood="bad"
      action={
        <Button look="quiet" onPress={() => goMain({ at: 'albums' })}>
          {say('nav.albums')}
        </Button>
      }
    >
      {say('albums.split', { title: forked.title })}
    </Banner>
  );
}

/** What is good to know, until it is put away. */
export function Hint(): JSX.Element | null {
  const [hint, putAway] = useHint();
  if (!hint) return null;
  return (
    <Banner
      sign={hint === 'tier' ? 'lock' : 'info'}
      onClose={putAway}
      {...(hint === 'tier' ? { onPress: () => goMain({ at: 'privacy' }) } : {})}
    >
      {say(hint === 'tier' ? 'tier.lan-http' : 'keep.evictable')}
    </Banner>
  );
}
