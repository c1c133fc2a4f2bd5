/** The darkroom: a worker beside the office that reads, cleans and seals pictures. */

import type { SealingOrder } from '../owner/darkroom.ts';
import { codeOf } from './codes.ts';
import { developed, inspected, sealed } from './developing.ts';

/** What the office asks for. */
export type Order =
  | { readonly id: number; readonly kind: 'develop'; readonly file: Blob; readonly name: string }
  | { readonly id: number; readonly kind: 'inspect'; readonly file: Blob }
  | { readonly id: number; readonly kind: 'seal'; readonly order: SealingOrder };

const room = self as unknown as DedicatedWorkerGlobalScope;

async function work(order: Order): Promise<readonly [unknown, Transferable[]]> {
  if (order.kind === 'inspect') return [await inspected(order.file), []];
  if (order.kind === 'seal') {
    const made = sealed(order.order);
    return [made, [made.sealed.buffer as ArrayBuffer]];
  }
  const made = await developed(order.file, order.name);
  return [made, []];
}

room.onmessage = async ({ data }: MessageEvent<Order>) => {
  try {
    const [value, moved] = await work(data);
    room.postMessage({ id: data.id, value }, moved);
  } catch (problem) {
    room.postMessage({ id: data.id, refused: codeOf(problem) });
  }
};
room.postMessage({ id: 0 }); // it is there: its file was found
