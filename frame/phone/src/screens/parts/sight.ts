/**
 * What a long thing on the page has to know: how wide it is, and which part of it is in sight.
 *
 * Rule: it tells anew only when about half a row went by, so that scrolling draws little.
 */

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface Sight {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly width: number;
  readonly from: number; // pixels below the top of the box; half a window more than what is seen
  readonly until: number;
}

const NOWHERE = { width: 0, from: 0, until: 0 };

/** Watch a box of `height` pixels; `grain` pixels are about half a row. */
export function useSight(height: number, grain: number): Sight {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(NOWHERE);
  useLayoutEffect(() => {
    const look = (): void => {
      const place = box.current?.getBoundingClientRect();
      if (!place) return;
      const { width, top } = place;
      const from = Math.floor((-top - innerHeight / 2) / grain) * grain;
      const until = from + 2 * innerHeight + grain;
      setSeen((old) =>
        old.from === from && old.until === until && old.width === width
          ? old
          : { width, from, until },
      );
    };
    look();
    const watcher = new ResizeObserver(look);
    if (box.current) watcher.observe(box.current);
    addEventListener('scroll', look, { passive: true, capture: true });
    addEventListener('resize', look);
    return () => {
      watcher.disconnect();
      removeEventListener('scroll', look, { capture: true });
      removeEventListener('resize', look);
    };
  }, [height, grain]);
  return { box, ...seen };
}
