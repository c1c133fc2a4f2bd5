/**
 * Long lists and grids of which only what is in sight is drawn: 10,000 photos scroll like 10.
 *
 * Rule: the page itself scrolls; a list knows its full height, and where on the page it begins.
 */

import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Stretch, stretchOf } from './stretch.ts';

const same = (a: Stretch, b: Stretch): boolean => a.first === b.first && a.end === b.end;

/**
 * `count` items in columns of at least `least` pixels (0: one column, a list). Without `height` an item
 * is as high as it is wide. Each item says its place among all.
 */
export function Scroll(given: {
  count: number;
  label: string;
  item: (index: number) => ComponentChildren;
  keyOf: (index: number) => string;
  least?: number;
  height?: number;
  gap?: number;
}): JSX.Element {
  const { count, least = 0, gap = 0 } = given;
  const box = useRef<HTMLUListElement>(null);
  const [width, setWidth] = useState(0);
  const [seen, setSeen] = useState<Stretch>({ first: 0, end: 0 });
  const columns = least ? Math.max(1, Math.floor((width + gap) / (least + gap))) : 1;
  const side = (width - gap * (columns - 1)) / columns;
  const pitch = (given.height ?? side) + gap;
  const rows = Math.ceil(count / columns);
  useLayoutEffect(() => {
    const look = (): void => {
      const place = box.current?.getBoundingClientRect();
      if (!place) return;
      setWidth(place.width);
      if (pitch <= gap) return;
      const next = stretchOf(rows, pitch, place.top, innerHeight);
      setSeen((before) => (same(before, next) ? before : next));
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
  }, [rows, pitch, gap]);
  const from = seen.first * columns;
  const until = Math.min(count, seen.end * columns);
  const shown = Array.from({ length: Math.max(0, until - from) }, (_, offset) => from + offset);
  return (
    <ul
      ref={box}
      class="scroll"
      aria-label={given.label}
      style={{ height: `${Math.max(0, rows * pitch - gap)}px` }}
    >
      {shown.map((index) => (
        <li
          key={given.keyOf(index)}
          aria-setsize={count}
          aria-posinset={index + 1}
          class="scroll-item"
          style={{
            width: `${side}px`,
            height: `${pitch - gap}px`,
            transform: `translate(${(index % columns) * (side + gap)}px, ${Math.floor(index / columns) * pitch}px)`,
          }}
        >
          {given.item(index)}
        </li>
      ))}
    </ul>
  );
}
