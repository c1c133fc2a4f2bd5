/**
 * The office worker: opens the room, answers calls, pushes the view.
 *
 * Rule 1: only calls of `wire.CALLS` are answered; errors cross as codes.
 * Rule 2: one office for one browser: a newer one closes this one. One that did not hear it finds
 *         that the shelf is not its own any more (`post/shelf`), and closes then.
 */

import { MqttLink } from '../post/mqtt_link.ts';
import { openShelf } from '../post/shelf.ts';
import { brokerFor } from '../protocol/card.ts';
import { NOTHING, type Office } from './calls.ts';
import { codeOf } from './codes.ts';
import { DarkroomPool } from './darkroom_pool.ts';
import { officeOf } from './office.ts';
import { Room } from './room.ts';
import { CALLS, type FromOffice, type ToOffice } from './wire.ts';

const DARKROOMS = 2;
const HEARING_MS = 60;
const CLOSING_MS = 3_000;
const worker = self as unknown as DedicatedWorkerGlobalScope;
const post = (told: FromOffice) => worker.postMessage(told);

let room: Promise<Room> | null = null;
let office: Promise<Office> | null = null;

async function begin({ href, sentences }: Extract<ToOffice, { kind: 'begin' }>): Promise<Room> {
  await takeOver();
  const isPersistent = (await navigator.storage?.persisted?.().catch(() => false)) ?? false;
  const made = await Room.open({
    ...{ href, sentences, brokerOf: brokerFor },
    shelf: await openShelf('hearthframe', () => void room?.then((one) => one.shut('open-again'))),
    connect: (reach, heard, turned) => new MqttLink(reach, heard, turned),
    darkroom: new DarkroomPool(() => new Worker(darkroomUrl(href)), DARKROOMS),
    push: (view) => post({ kind: 'view', view }),
  });
  made.isPersistent = isPersistent;
  made.changed();
  return made;
}

const darkroomUrl = (href: string): string => new URL(DARKROOM_URL, href).href;

/**
 * Tell the office of another tab to close, and wait until it has written what it had in hand;
 * hear when a newer one says so.
 */
async function takeOver(): Promise<void> {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel('hearthframe-office');
  const heard: { closing: boolean; closed: () => void } = { closing: false, closed: () => {} };
  const isClosed = new Promise<void>((go) => {
    heard.closed = go;
  });
  channel.onmessage = ({ data }) => {
    if (data === 'closing') heard.closing = true;
    else if (data === 'closed') heard.closed();
    else if (data === 'open') void giveWay(channel);
  };
  channel.postMessage('open');
  await new Promise((go) => setTimeout(go, HEARING_MS));
  const atMost = new Promise((go) => setTimeout(go, CLOSING_MS));
  if (heard.closing) await Promise.race([isClosed, atMost]);
}

async function giveWay(channel: BroadcastChannel): Promise<void> {
  if (!room) return;
  channel.postMessage('closing');
  await room.then((one) => one.shut('opened-elsewhere')).catch(() => undefined);
  channel.postMessage('closed');
  channel.close();
}

async function call({ id, name, args }: Extract<ToOffice, { kind: 'call' }>): Promise<void> {
  try {
    if (!Object.hasOwn(CALLS, name) || !office) throw new TypeError('no such call');
    const asked = (await office)[name] as (...args: unknown[]) => Promise<unknown>;
    post({ kind: 'done', id, value: await asked(...args) });
  } catch (problem) {
    post({ kind: 'refused', id, code: codeOf(problem) });
  }
}

worker.onmessage = ({ data }: MessageEvent<ToOffice>) => {
  switch (data.kind) {
    case 'begin':
      room ??= begin(data);
      office = room.then(officeOf);
      room.catch((problem) => {
        post({ kind: 'view', view: { ...NOTHING, closed: codeOf(problem) } });
      });
      office.catch(() => undefined);
      break;
    case 'awake':
      void room?.then((one) => one.client.nudge());
      break;
    case 'seen':
      void room?.then((one) => one.client.seen(data.yes));
      break;
    case 'persistent':
      void room?.then((one) => {
        one.isPersistent = data.yes;
        one.changed();
      });
      break;
    default:
      void call(data);
  }
};
