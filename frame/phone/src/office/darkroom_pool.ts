/**
 * Up to two darkrooms, as the office has them.
 *
 * Rule 1: a darkroom that dies (a picture took all its memory) fails what it had in hand and is
 *         replaced; nothing else stops.
 * Rule 2: one that never said a word has no file to run any more: the host replaced the page while
 *         this one stayed open. Nothing is handed to it while another one works, and none is opened
 *         beside that one again; where there is no other, the page has to be opened again.
 */

import { type Code, Refused } from '../errors.ts';
import type { Darkroom, Developed, SealedPicture, SealingOrder } from '../owner/darkroom.ts';
import type { Removed } from '../pictures/metadata.ts';
import type { Order } from './darkroom.ts';

type Wish = Order extends infer O ? (O extends Order ? Omit<O, 'id'> : never) : never;

/** What the office asks of it, beside what sending needs. */
export interface Inspecting extends Darkroom {
  inspect(file: Blob): Promise<readonly Removed[]>;
}

interface Job {
  readonly done: (value: never) => void;
  readonly refused: (problem: Refused) => void;
}

interface Room {
  readonly worker: Worker;
  readonly jobs: Map<number, Job>;
  hasSpoken: boolean;
}

export class DarkroomPool implements Inspecting {
  readonly #make: () => Worker;
  readonly #rooms: Room[] = [];
  #most: number;
  #last = 0;

  constructor(make: () => Worker, most: number) {
    this.#make = make;
    this.#most = most;
  }

  develop(file: Blob, name: string): Promise<Developed> {
    return this.#ask({ kind: 'develop', file, name }, []);
  }

  inspect(file: Blob): Promise<readonly Removed[]> {
    return this.#ask({ kind: 'inspect', file }, []);
  }

  seal(order: SealingOrder): Promise<SealedPicture> {
    return this.#ask({ kind: 'seal', order }, [order.picture.buffer as ArrayBuffer]);
  }

  close(): void {
    for (const { worker } of this.#rooms.splice(0)) worker.terminate();
  }

  #ask<T>(wish: Wish, moved: Transferable[]): Promise<T> {
    const room = this.#room();
    const id = ++this.#last;
    return new Promise<T>((done, refused) => {
      room.jobs.set(id, { done, refused });
      room.worker.postMessage({ id, ...wish }, moved);
    });
  }

  /** The one with the least to do; another one is opened while there may be more. */
  #room(): Room {
    const idlest = this.#idlest();
    if (idlest && (!idlest.jobs.size || this.#rooms.length >= this.#most)) return idlest;
    const made = this.#begin();
    return idlest?.hasSpoken ? idlest : made;
  }

  /** Among those that work, if any does yet. */
  #idlest(): Room | undefined {
    const able = this.#rooms.filter(({ hasSpoken }) => hasSpoken);
    const [idlest] = (able.length ? able : [...this.#rooms]).sort(
      (one, other) => one.jobs.size - other.jobs.size,
    );
    return idlest;
  }

  #begin(): Room {
    const room: Room = { worker: this.#make(), jobs: new Map(), hasSpoken: false };
    room.worker.onmessage = ({ data }) => {
      room.hasSpoken = true;
      const told = data as { id: number; value?: never; refused?: Code };
      const job = room.jobs.get(told.id);
      room.jobs.delete(told.id);
      if (told.refused) job?.refused(new Refused(told.refused));
      else job?.done(told.value as never);
    };
    room.worker.onerror = () => {
      this.#rooms.splice(this.#rooms.indexOf(room), 1);
      room.worker.terminate();
      if (!room.hasSpoken) this.#most = Math.max(1, this.#rooms.length);
      const code = room.hasSpoken ? 'failed' : 'open-again';
      for (const job of room.jobs.values()) job.refused(new Refused(code));
    };
    this.#rooms.push(room);
    return room;
  }
}
