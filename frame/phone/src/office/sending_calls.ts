/** Calls about sending. */

import { Refused } from '../errors.ts';
import { printable } from '../owner/names.ts';
import type { Inspection, Office, Trace } from './calls.ts';
import { codeOf } from './codes.ts';
import type { Room } from './room.ts';

type SendingCalls = Pick<Office, 'inspect' | 'send' | 'retry' | 'forgetSent' | 'cancel'>;

export function sendingCalls(room: Room): SendingCalls {
  const { client } = room;
  const { sending } = client;
  return {
    inspect: (files) => inspect(room, files),
    send: (files, album) =>
      sending.pick(
        files.map((file) => ({ blob: file, name: file.name })),
        album,
      ),
    retry: (photo) => client.do(() => sending.retry(photo)),
    forgetSent: () => client.do(() => sending.forgetSent()),
    cancel: (photo) => client.do(() => sending.cancel(photo)),
  };
}

async function inspect(room: Room, files: readonly File[]): Promise<Inspection> {
  const counts = new Map<Trace, number>();
  const notPhotos: string[] = [];
  await Promise.all(
    files.map(async (file) => {
      try {
        for (const { trace, count } of await room.furniture.darkroom.inspect(file)) {
          counts.set(trace, (counts.get(trace) ?? 0) + count);
        }
      } catch (problem) {
        if (codeOf(problem) !== 'not-a-photo') throw new Refused(codeOf(problem));
        notPhotos.push(printable(file.name));
      }
    }),
  );
  const removed = [...counts].map(([trace, count]) => ({ trace, count }));
  return { files: files.length, notPhotos, removed };
}
