/**
 * Short and long presses on one of many cells, by finger, mouse or pen.
 *
 * Rule 1: one set of listeners on the whole serves every cell; a cell says which it is in `data-index`.
 * Rule 2: a finger that slips is scrolling, and presses nothing.
 */

import { useMemo, useRef } from 'preact/hooks';

const LONG_MS = 480;
const SLIP_PX = 10;

interface Press {
  readonly x: number;
  readonly y: number;
  readonly timer: ReturnType<typeof setTimeout>;
  isLong: boolean;
}

/** The index of the cell an event happened in, or null. */
export function indexOf(event: Event): number | null {
  const cell = event.target instanceof Element ? event.target.closest('[data-index]') : null;
  return cell instanceof HTMLElement ? Number(cell.dataset.index) : null;
}

/** What a press does; `withShift`: everything up to here. */
export interface Deeds {
  readonly short: (index: number, withShift: boolean) => void;
  readonly long: (index: number) => void;
}

/** Listeners for the element around the cells. */
export function usePresses(deeds: Deeds) {
  const press = useRef<Press | null>(null);
  const newest = useRef(deeds);
  newest.current = deeds;
  return useMemo(() => {
    const letGo = (): void => clearTimeout(press.current?.timer);
    return {
      onPointerDown(event: PointerEvent): void {
        const index = indexOf(event);
        if (index === null || event.button !== 0) return;
        letGo();
        const timer = setTimeout(() => {
          if (press.current) press.current.isLong = true;
          newest.current.long(index);
        }, LONG_MS);
        press.current = { x: event.clientX, y: event.clientY, timer, isLong: false };
      },
      onPointerMove(event: PointerEvent): void {
        const { x = 0, y = 0 } = press.current ?? {};
        if (Math.hypot(event.clientX - x, event.clientY - y) > SLIP_PX) letGo();
      },
      onPointerUp: letGo,
      onPointerLeave: letGo,
      onPointerCancel: letGo,
      onContextMenu(event: Event): void {
        if (press.current?.isLong) event.preventDefault(); // the browser's own menu of a long press
      },
      onClick(event: MouseEvent): void {
        const index = indexOf(event);
        const wasLong = press.current?.isLong;
        press.current = null;
        if (index !== null && !wasLong) newest.current.short(index, event.shiftKey);
      },
    };
  }, []);
}
