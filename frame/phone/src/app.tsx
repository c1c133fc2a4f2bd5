/**
 * Where the page begins: the language, the place, the office, the screens; in this order.
 *
 * Rule: the card in the address is read and removed before anything else happens.
 */

import { render } from 'preact';
import { NOTHING } from './office/calls.ts';
import { open } from './office/door.ts';
import type { Door } from './screens/parts/given.tsx';
import { begin } from './screens/parts/route.ts';
import { App } from './screens/shell.tsx';
import { CONSENT } from './words/consent.ts';
import { speak } from './words/speak.ts';
import './style.css';

const PATIENCE_MS = 4_000; // for the first view: until then nobody knows whether there is a frame

/** The office, once it has said what there is. */
function doorOf(): Promise<Door> {
  const { office, subscribe } = open(CONSENT);
  let view = NOTHING;
  const door = { office, view: () => view, listen: subscribe };
  return new Promise((ready) => {
    subscribe((next) => {
      view = next;
      if (next !== NOTHING) ready(door);
    });
    setTimeout(() => ready(door), PATIENCE_MS);
  });
}

/** Where https allows it, the page opens without a network and other apps may share into it. */
function serve(): void {
  navigator.serviceWorker?.register('./sw.js').catch(() => undefined);
}

async function start(): Promise<void> {
  begin();
  const [door] = await Promise.all([doorOf(), speak()]);
  const root = document.getElementById('app');
  if (root) {
    root.replaceChildren();
    render(<App door={door} />, root);
  }
}

void start().then(serve);
