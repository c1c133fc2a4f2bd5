/**
 * The stage a scene is played on: it presses what the words say, and waits until all is still.
 *
 * Rule 1: a step that cannot be done fails with what it looked for; nothing waits for ever.
 * Rule 2: what a live region says, and what the page was denied, is written down as it happens.
 */

import type { Office, View } from '../src/office/calls.ts';
import { type Key, say, type Values } from '../src/words/speak.ts';
import type { Twin } from './twin.ts';
import type { Play } from './twin_scene.ts';

const PATIENCE_MS = 6_000;
const MOMENT_MS = 1_000;
const PRESSABLE = 'button, summary, a[href], label, [role="tab"]';

/** Calls that take minutes: nobody waits for their end to call the page still. */
const LONG: ReadonlySet<keyof Office> = new Set(['exportPhotos']);

const pause = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms));
const frame = (): Promise<unknown> => new Promise((go) => requestAnimationFrame(go));

/** Wait until what a press leads to is drawn, and its effects have run. */
async function settled(): Promise<void> {
  await frame();
  await frame();
  await pause(0);
}

/** Whether something fades or slides that is over in a moment. */
function isChanging(): boolean {
  return document.getAnimations().some(({ playState, effect }) => {
    const endMs = Number(effect?.getComputedTiming().endTime);
    return playState === 'running' && endMs <= MOMENT_MS;
  });
}

async function until<T>(what: string, find: () => T | null | undefined | false): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = find();
    if (found) return found;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(8);
  }
}

/** What is on top: the newest sheet, or else the page. */
export const onTop = (): Element =>
  [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;

/** The words of `key`, as a pattern that lets every place be anything. */
function pattern(key: Key, values: Values): RegExp {
  const parts = say(key, values).split(/\{\w+\}/);
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^\\s*${escaped.join('.*')}\\s*$`, 's');
}

function named(element: Element, words: RegExp): boolean {
  const inside = element.querySelectorAll('.row-title, .row-words > .note');
  const names = [element.getAttribute('aria-label'), element.textContent];
  for (const one of inside) names.push(one.textContent);
  return names.some((name) => name !== null && words.test(name));
}

export class Stage implements Play {
  readonly twin: Twin;
  readonly calls: Record<string, number> = {};
  readonly heard: string[] = [];
  readonly denied: string[] = [];
  #waiting = 0;

  constructor(twin: Twin) {
    this.twin = twin;
    document.addEventListener('securitypolicyviolation', (event) => {
      this.denied.push(`${event.violatedDirective}: ${event.blockedURI}`);
    });
    new MutationObserver((changes) => this.#hear(changes)).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  }

  /** The office of the twin, with every call counted. */
  counted(office: Office): Office {
    return new Proxy(office, {
      get:
        (target, name: keyof Office) =>
        async (...given: unknown[]) => {
          this.calls[name] = (this.calls[name] ?? 0) + 1;
          if (LONG.has(name)) return await Reflect.apply(target[name], target, given);
          this.#waiting += 1;
          try {
            return await Reflect.apply(target[name], target, given);
          } finally {
            this.#waiting -= 1;
          }
        },
    });
  }

  press = async (key: Key, values: Values = {}): Promise<void> => {
    const words = pattern(key, values);
    const found = await until(`something to press that says ${words.source}`, () =>
      [...onTop().querySelectorAll(PRESSABLE)].find(
        (one) => one.checkVisibility() && !one.matches(':disabled') && named(one, words),
      ),
    );
    (found as HTMLElement).click();
    await settled();
  };

  fill = async (key: Key, text: string, values: Values = {}): Promise<void> => {
    const words = pattern(key, values);
    const label = await until(`a field called ${words.source}`, () =>
      [...onTop().querySelectorAll('label')].find((one) => words.test(one.textContent ?? '')),
    );
    const field = label.control as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await settled();
  };

  click = async (selector: string): Promise<void> => {
    const found = await until(selector, () => {
      if (selector.includes('.grid')) document.querySelector('.grid')?.scrollIntoView();
      return onTop().querySelector<HTMLElement>(selector);
    });
    found.click();
    await settled();
  };

  seen = async (selector: string): Promise<void> => {
    await until(selector, () => onTop().querySelector(selector));
  };

  pick = async (names: readonly string[]): Promise<void> => {
    const files = new DataTransfer();
    for (const name of names) files.items.add(new File(['not looked at'], name));
    const picker = await until('the picker', () =>
      document.querySelector<HTMLInputElement>('input[type="file"]'),
    );
    picker.files = files.files;
    picker.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
  };

  change = (part: Partial<View>): void => this.twin.change(part);

  /** Wait until nothing is asked, loaded or drawn any more. */
  still = async (): Promise<void> => {
    for (let calm = 0; calm < 3; calm += 1) {
      await frame();
      const loading = [...document.images].some((image) => !image.complete);
      if (this.#waiting > 0 || loading || isChanging()) calm = -1;
    }
  };

  #hear(changes: MutationRecord[]): void {
    for (const { target, addedNodes } of changes) {
      const at = target instanceof Element ? target : target.parentElement;
      const region = at?.closest('[role="status"], [role="alert"], [aria-live]');
      const fresh = [...addedNodes].filter((one) => one instanceof Element);
      const alerts = fresh.flatMap((one) =>
        one.matches('[role="alert"]') ? [one] : [...one.querySelectorAll('[role="alert"]')],
      );
      for (const one of [...alerts, ...(region ? [region] : [])])
        this.heard.push((one.textContent ?? '').replace(/\s+/g, ' ').trim());
    }
  }
}
