/**
 * What a person would stumble over on a screen, measured: too wide, too small, cut off, overlapping.
 *
 * Rule 1: everything that can be seen of what is on top is measured; each finding is one sentence.
 * Rule 2: only names and captions that are shown whole elsewhere may be cut: those on one line, and
 * those whose lines are counted.
 */

import { onTop } from './twin_stage.ts';

const LEAST_TEXT = 16; // pixels
const LEAST_TARGET = 44;
const SLACK = 1.5;
const OVERLAP = 7; // lines of one text come this near each other
const TARGETS =
  'button, a[href], summary, select, textarea, input, [role="gridcell"], [role="tab"]';
const HOLDERS = 'button, .chip, .card, .banner, .toast, .scroll-item, .album-card, .dark, .words';

interface Line {
  readonly text: string;
  readonly node: Node;
  readonly at: Element;
  readonly box: DOMRect;
}

const short = (text: string | null): string =>
  (text ?? '').replace(/\s+/g, ' ').trim().slice(0, 40);

const isSeen = (element: Element): boolean =>
  element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
  !element.closest('.unseen, .skip');

function linesOf(root: Element): Line[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const lines: Line[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.parentElement;
    if (!at || !node.textContent?.trim() || !isSeen(at)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 0) lines.push({ text: short(node.textContent), node, at, box });
  }
  return lines;
}

const scrolls = (style: CSSStyleDeclaration): boolean => /auto|scroll/.test(style.overflowY);
const isMeantToBeCut = (style: CSSStyleDeclaration): boolean =>
  style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
const clips = (style: CSSStyleDeclaration): boolean => /hidden|clip/.test(style.overflowX);

const isShortened = (element: Element): boolean => {
  for (let one: Element | null = element; one; one = one.parentElement)
    if (isMeantToBeCut(getComputedStyle(one))) return true;
  return false;
};

/** Text that somebody cannot read because an edge is in the way. */
function* cutOff({ at, box, text }: Line): Generator<string> {
  const holder = at.closest(HOLDERS);
  for (let one: Element | null = at; one && one !== document.body; one = one.parentElement) {
    const style = getComputedStyle(one);
    const edge = one.getBoundingClientRect();
    if (scrolls(style)) return;
    if (isMeantToBeCut(style)) return;
    const out =
      box.left < edge.left - SLACK ||
      box.right > edge.right + SLACK ||
      box.bottom > edge.bottom + 4;
    if (out && (clips(style) || one === holder))
      yield `“${text}” reaches out of ${one.tagName.toLowerCase()}.${one.className}`;
  }
}

function* text(lines: readonly Line[]): Generator<string> {
  for (const line of lines) {
    const size = Number.parseFloat(getComputedStyle(line.at).fontSize);
    if (size < LEAST_TEXT - 0.01) yield `“${line.text}” is ${size} px small`;
    if (line.box.left < -SLACK || line.box.right > innerWidth + SLACK)
      if (!isShortened(line.at))
        yield `“${line.text}” from ${line.box.left} to ${line.box.right} is outside of ${innerWidth}`;
    yield* cutOff(line);
  }
}

/** Words that are no longer than people write, and are cut in two all the same. */
function* torn(lines: readonly Line[]): Generator<string> {
  for (const node of new Set(lines.map((one) => one.node))) {
    const words = (node.textContent ?? '').matchAll(/[\p{Script=Latin}\d]{2,24}/gu);
    for (const { 0: word, index } of words) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const rows = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      const at = node.parentElement;
      if (rows.size > 1 && at && !at.closest('.code') && !isShortened(at))
        yield `“${word}” is torn in two`;
    }
  }
}

const isPinned = (element: Element): boolean => {
  for (let one: Element | null = element; one; one = one.parentElement)
    if (/fixed|sticky/.test(getComputedStyle(one).position)) return true;
  return false;
};

function* overlaps(lines: readonly Line[]): Generator<string> {
  const flat = lines.filter((one) => !isPinned(one.at) && !isShortened(one.at));
  const sorted = flat.toSorted((a, b) => a.box.top - b.box.top);
  for (const [index, one] of sorted.entries())
    for (const other of sorted.slice(index + 1)) {
      const high = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
      if (high <= OVERLAP) {
        if (other.box.top > one.box.bottom) break;
        continue;
      }
      const wide =
        Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      if (wide > OVERLAP && one.node !== other.node)
        yield `“${one.text}” lies over “${other.text}”`;
    }
}

/** The whole of what can be hit: a box with its label. */
function reach(target: Element): DOMRect {
  const label = target instanceof HTMLInputElement ? target.closest('label') : null;
  return (label ?? target).getBoundingClientRect();
}

function* targets(root: Element): Generator<string> {
  for (const target of root.querySelectorAll(TARGETS)) {
    const isFile = target.matches('input[type="file"]');
    if (!isFile && !isSeen(target)) continue;
    const { width, height } = reach(target);
    if (Math.min(width, height) < LEAST_TARGET - 0.01) {
      const name = target.getAttribute('aria-label') ?? short(target.textContent);
      yield `“${name || target.tagName}” is ${Math.round(width)}×${Math.round(height)}, too small to hit`;
    }
  }
}

function* sideways(root: Element): Generator<string> {
  const whole = document.documentElement;
  if (whole.scrollWidth > whole.clientWidth)
    yield `the page is ${whole.scrollWidth} wide in a window of ${whole.clientWidth}`;
  for (const one of [root, ...root.querySelectorAll('*:not(.sharp.large > *)')]) // a picture may
    if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
      if (/auto|scroll/.test(getComputedStyle(one).overflowX))
        yield `${one.tagName.toLowerCase()}.${one.className} scrolls sideways`;
}

/** Everything that is wrong with how the screen is laid out. */
export function measure(): string[] {
  const root = onTop();
  const lines = linesOf(root);
  return [
    ...new Set([
      ...sideways(root),
      ...text(lines),
      ...torn(lines),
      ...overlaps(lines),
      ...targets(root),
    ]),
  ];
}
