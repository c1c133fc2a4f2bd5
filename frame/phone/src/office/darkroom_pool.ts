/**
 * Up to two darkrooms, as the office has them.
 *
 * Rule: a darkroom that dies (a picture took all its memory) fails what it had in hand and is
 * replaced; nothing else stops.
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
}

export class DarkroomPool implements Inspecting {
  readonly #make: () => Worker;
  readonly #rooms: Room[] = [];
  readonly #most: number;
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

  /** The one with the least to do; a new one while there may be more. */
  #room(): Room {
    const [idlest] = [...this.#rooms].sort((one, other) => one.jobs.size - other.jobs.size);
    if (idlest && (!idlest.jobs.size || this.#rooms.length >= this.#most)) return idlest;
    const room: Room = { worker: this.#make(), jobs: new Map() };
    room.worker.onmessage = ({ data }) => {
      const told = data as { id: number; value?: never; refused?: Code };
      const job = room.jobs.get(told.id);
      room.jobs.delete(told.id);
      if (told.refused) job?.refused(new Refused(told.refused));
      else job?.done(told.value as never);
    };
    room.worker.onerror = () => {
      this.#rooms.splice(this.#rooms.indexOf(room), 1);
      room.worker.terminate();
      for (const job of room.jobs.values()) job.refused(new Refused('failed'));
    };
    this.#rooms.push(room);
    return room;
  }
}
