/**
 * The photos of an album as a grid of squares: 10,000 scroll like 10.
 *
 * Rule 1: only rows near the window are drawn, and the one that holds the focus.
 * Rule 2: everything a finger can do, keys can: arrows, Home, End, space selects, Enter opens.
 */

// biome-ignore-all lint/a11y/useSemanticElements: no table lets its rows be placed by hand
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells are, one at a time
import type { JSX } from 'preact';
import { memo } from 'preact/compat';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Id, PhotoView } from '../office/calls.ts';
import { day, month, say } from '../words/speak.ts';
import { Icon } from './parts/index.ts';
import { indexOf, usePresses } from './parts/presses.ts';
import { type GridRow, layOut, rowAt, rowOf, runsOf, step } from './parts/rows.ts';
import { useSight } from './parts/sight.ts';
import { useThumb } from './parts/thumbs.ts';

const LEAST = 108; // pixels of a cell
const GAP = 4;
const HEADING = 48;

/** The day a photo was taken, in the reader's words. */
export const sayTaken = (photo: PhotoView): string =>
  photo.taken ? day(new Date(photo.taken).getTime()) : say('album.undated');

/** Everything a cell says: "12 of 10,000, 4 May 2024, favourite". */
export function sayPhoto(photo: PhotoView, index: number, total: number): string {
  const parts = [say('album.place', { n: index + 1, of: total }), sayTaken(photo)];
  if (photo.favourite) parts.push(say('album.favourite'));
  if (photo.hidden) parts.push(say('album.hidden'));
  if (photo.state === 'on-its-way') parts.push(say('album.coming'));
  if (photo.state === 'refused') parts.push(say('album.refused'));
  if (photo.caption) parts.push(photo.caption);
  return parts.join(', ');
}

const sayMonth = (taken: string): string =>
  taken ? month(new Date(`${taken}-15T12:00:00`).getTime()) : say('album.undated');

interface CellGiven {
  readonly photo: PhotoView;
  readonly index: number;
  readonly column: number;
  readonly total: number;
  readonly side: number;
  readonly chosen: boolean | null; // null: nothing is being chosen
  readonly here: boolean; // it has the one tab stop
}

const Cell = memo((given: CellGiven): JSX.Element => {
  const { photo, index, side, chosen } = given;
  const url = useThumb(photo.album, photo.id);
  const faded = photo.hidden || photo.state !== 'there';
  return (
    <div
      role="gridcell"
      class={`cell${chosen ? ' chosen' : ''}${faded ? ' faded' : ''}`}
      data-index={index}
      tabIndex={given.here ? 0 : -1}
      aria-colindex={given.column + 1}
      aria-label={sayPhoto(photo, index, given.total)}
      aria-selected={chosen ?? undefined}
      style={{ width: `${side}px`, height: `${side}px` }}
    >
      {url && <img src={url} alt="" decoding="async" draggable={false} />}
      <span class="marks" aria-hidden="true">
        {photo.favourite && <Icon sign="heart" filled />}
        {photo.hidden && <Icon sign="hide" />}
        {photo.state === 'on-its-way' && <Icon sign="clock" />}
        {photo.state === 'refused' && <Icon sign="warning" />}
      </span>
      {chosen !== null && (
        <span class="pick" aria-hidden="true">
          {chosen && <Icon sign="check" />}
        </span>
      )}
    </div>
  );
});

export interface GridGiven {
  readonly title: string;
  readonly photos: readonly PhotoView[];
  readonly chosen: ReadonlySet<Id> | null; // null: nothing is being chosen
  readonly start?: Id | null; // the photo to begin at
  readonly onOpen: (photo: PhotoView) => void;
  readonly onChoose?: (photos: readonly Id[], yes: boolean) => void; // left out: nothing can be chosen
}

interface RowGiven {
  readonly row: GridRow;
  readonly at: number;
  readonly columns: number;
  readonly side: number;
  readonly here: number;
  readonly photos: readonly PhotoView[];
  readonly chosen: ReadonlySet<Id> | null;
}

function Line(given: RowGiven): JSX.Element {
  const { row, at, columns, side, here, photos, chosen } = given;
  return (
    <div
      role="row"
      aria-rowindex={at + 1}
      class={row.count ? 'grid-row' : 'grid-month'}
      style={{ transform: `translateY(${row.top}px)`, height: `${row.height}px` }}
    >
      {row.count === 0 && (
        <span role="rowheader" aria-colspan={columns}>
          {sayMonth(row.month)}
        </span>
      )}
      {photos.slice(row.first, row.first + row.count).map((photo, column) => (
        <Cell
          key={photo.id}
          photo={photo}
          index={row.first + column}
          column={column}
          total={photos.length}
          side={side}
          chosen={chosen ? chosen.has(photo.id) : null}
          here={row.first + column === here}
        />
      ))}
    </div>
  );
}

/** The rows of a grid as wide as the page, and which of them are to be drawn. */
function useRows(photos: readonly PhotoView[], here: number) {
  const [width, setWidth] = useState(0);
  const columns = Math.max(3, Math.floor((width + GAP) / (LEAST + GAP)));
  const side = Math.max(1, (width - GAP * (columns - 1)) / columns);
  const runs = useMemo(() => runsOf(photos), [photos]);
  const { rows, height } = useMemo(
    () => layOut(runs, { columns, side, gap: GAP, heading: HEADING }),
    [runs, columns, side],
  );
  const sight = useSight(height, LEAST / 2);
  if (sight.width !== width) setWidth(sight.width);
  const first = rowAt(rows, sight.from);
  const end = Math.min(rows.length, rowAt(rows, sight.until) + 1);
  const drawn = Array.from({ length: Math.max(0, end - first) }, (_, offset) => first + offset);
  const focused = rowOf(rows, here);
  if (rows[focused] && (focused < first || focused >= end)) drawn.push(focused);
  return { box: sight.box, rows, height, columns, side, drawn: width ? drawn : [] };
}

/** Which photo has the tab stop, and moving the focus there once it is drawn. */
function useHere(total: number, start: number) {
  const [place, setPlace] = useState(Math.max(0, start));
  const here = Math.max(0, Math.min(place, total - 1));
  const newest = useRef(here); // several keys may come before the next drawing
  const wanted = useRef<ScrollLogicalPosition | null>(start > 0 ? 'center' : null);
  newest.current = here;
  useEffect(() => {
    if (!wanted.current) return;
    const cell = document.querySelector<HTMLElement>(`.grid [data-index="${here}"]`);
    if (!cell) return;
    cell.scrollIntoView({ block: wanted.current });
    cell.focus({ preventScroll: true });
    wanted.current = null;
  });
  const settle = (index: number): void => {
    newest.current = index;
    setPlace(index);
  };
  const goTo = (index: number): void => {
    wanted.current = 'nearest';
    settle(index);
  };
  return { here, newest, settle, goTo };
}

/** The grid itself; the page around it scrolls. */
export function Grid(given: GridGiven): JSX.Element {
  const { photos, chosen, onChoose } = given;
  const start = given.start ? photos.findIndex((one) => one.id === given.start) : -1;
  const { here, newest, settle, goTo } = useHere(photos.length, start);
  const { box, rows, height, columns, side, drawn } = useRows(photos, here);
  const anchor = useRef(0);
  const toggle = (index: number, upTo = false): void => {
    const photo = photos[index];
    if (!photo || !onChoose) return;
    const from = upTo ? Math.min(anchor.current, index) : index;
    const until = upTo ? Math.max(anchor.current, index) : index;
    anchor.current = index;
    settle(index);
    const ids = photos.slice(from, until + 1).map((one) => one.id);
    onChoose(ids, upTo || !chosen?.has(photo.id));
  };
  const open = (index: number): void => {
    const photo = photos[index];
    settle(index);
    if (photo) given.onOpen(photo);
  };
  const presses = usePresses({
    short: (index, withShift) => (chosen ? toggle(index, withShift) : open(index)),
    long: (index) => (onChoose ? toggle(index) : open(index)),
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (indexOf(event) === null) return;
    const index = newest.current;
    const next = step(rows, index, event.key, photos.length);
    if (next !== null) goTo(next);
    else if (event.key === ' ') toggle(index, event.shiftKey);
    else if (event.key === 'Enter') open(index);
    else return;
    event.preventDefault();
  };
  const shown = { columns, side, here, photos, chosen };
  return (
    <div
      ref={box}
      class="grid"
      role="grid"
      tabIndex={-1}
      aria-label={say('album.grid', { title: given.title })}
      aria-rowcount={rows.length}
      aria-colcount={columns}
      aria-multiselectable={chosen ? true : undefined}
      style={{ height: `${height}px` }}
      onKeyDown={onKeyDown}
      {...presses}
    >
      {drawn.map((at) => {
        const row = rows[at];
        return row && <Line key={at} row={row} at={at} {...shown} />;
      })}
    </div>
  );
}
