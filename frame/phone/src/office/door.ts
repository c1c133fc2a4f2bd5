/**
 * The door: how the page reaches the office, which works in a thread of its own.
 *
 * Rule 1: a call that is refused rejects with its code; nothing else crosses as an error.
 * Rule 2: what only a page can do for the office is done here: asking that storage is kept, and
 *         saying that the page is looked at again.
 */

import { Refused } from '../errors.ts';
import type { Sentences } from '../owner/agreement.ts';
import { type Language, NOTHING, type Office, type View } from './calls.ts';
import { CALLS, type Call, type FromOffice, type ToOffice } from './wire.ts';

/** The office as the page has it; `subscribe` tells the view now and whenever it changes. */
export interface Door {
  readonly office: Office;
  subscribe(told: (view: View) => void): () => void;
}

interface Asked {
  readonly done: (value: unknown) => void;
  readonly refused: (problem: Refused) => void;
}

/** Begin the office; `sentences` are the words of agreements in every language. */
export function open(sentences: Readonly<Record<Language, Sentences>>): Door {
  const line = new OfficeLine(new Worker(OFFICE_URL));
  line.say({ kind: 'begin', href: location.href.split('#')[0] ?? '', sentences });
  wakeWith(() => line.say({ kind: 'awake' }));
  sayWhetherSeen((yes) => line.say({ kind: 'seen', yes }));
  return line;
}

/** The page's end of the line to the worker. */
class OfficeLine implements Door {
  readonly office: Office;
  readonly #worker: Worker;
  readonly #asked = new Map<number, Asked>();
  readonly #listeners = new Set<(view: View) => void>();
  #view = NOTHING;
  #last = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromOffice>) => this.#hear(data);
    worker.onerror = () => this.#fail();
    const calls = (Object.keys(CALLS) as Call[]).map((name) => [name, this.#call(name)]);
    this.office = Object.fromEntries(calls) as unknown as Office;
  }

  say(told: ToOffice): void {
    this.#worker.postMessage(told);
  }

  readonly subscribe = (told: (view: View) => void): (() => void) => {
    this.#listeners.add(told);
    told(this.#view);
    return () => this.#listeners.delete(told);
  };

  #call(name: Call) {
    return (...args: unknown[]) =>
      new Promise((done, refused) => {
        this.#asked.set(++this.#last, { done, refused });
        this.say({ kind: 'call', id: this.#last, name, args });
      });
  }

  #hear(told: FromOffice): void {
    if (told.kind === 'view') {
      this.#show(told.view);
      askToKeep(told.view, (answer) => this.say(answer));
      return;
    }
    const one = this.#asked.get(told.id);
    this.#asked.delete(told.id);
    if (told.kind === 'done') one?.done(told.value);
    else one?.refused(new Refused(told.code));
  }

  #show(view: View): void {
    this.#view = view;
    for (const told of this.#listeners) told(view);
  }

  #fail(): void {
    this.#show({ ...this.#view, closed: 'failed' });
    for (const one of this.#asked.values()) one.refused(new Refused('failed'));
    this.#asked.clear();
  }
}

let isAsked = false;

/** Ask the browser, once there is something to lose, not to throw it away. */
function askToKeep(view: View, say: (told: ToOffice) => void): void {
  if (isAsked || !view.frames.length || view.safekeeping.persistent) return;
  isAsked = true;
  navigator.storage?.persist?.().then(
    (yes) => say({ kind: 'persistent', yes }),
    () => undefined,
  );
}

function sayWhetherSeen(say: (yes: boolean) => void): void {
  document.addEventListener('visibilitychange', () => say(!document.hidden));
  if (document.hidden) say(false);
}

function wakeWith(wake: () => void): void {
  addEventListener('online', wake);
  addEventListener('pageshow', wake);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake();
  });
}
