/** Signs of what goes on: progress and waiting. */

import type { ComponentChildren, JSX } from 'preact';
import { percent, say } from '../../words/speak.ts';

/** How much of something is done, 0 to 1. */
export function Progress(given: { share: number; label: string; slim?: boolean }): JSX.Element {
  const share = Math.min(1, Math.max(0, given.share));
  return (
    <div
      class={`progress${given.slim ? ' slim' : ''}`}
      role="progressbar"
      aria-label={given.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={percent(share)}
    >
      <span style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}

/** Something is awaited. */
export function Waiting(given: { children?: ComponentChildren }): JSX.Element {
  return (
    <p class="waiting" role="status">
      <span class="spinner" aria-hidden="true" />
      <span>{given.children ?? say('waiting')}</span>
    </p>
  );
}
