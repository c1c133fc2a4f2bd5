/** Calls about sending. */

import { Refused } from '../errors.ts';
import { Gate } from '../owner/gate.ts';
import { printable } from '../owner/names.ts';
import type { Inspection, Office, Trace } from './calls.ts';
import { codeOf } from './codes.ts';
import type { Room } from './room.ts';

const READING_AT_ONCE = 3;

type SendingCalls = Pick<
  Office,
  'inspect' | 'send' | 'retry' | 'retryAll' | 'forgetSent' | 'cancel'
>;

export function sendingCalls(room: Room): SendingCalls {
  const { client } = room;
  const { sending } = client;
  const gate = new Gate(READING_AT_ONCE);
  return {
    inspect: (files) => inspect(room, files, gate),
    send: (files, album) =>
      sending.pick(
        files.map((file) => ({ blob: file, name: file.name })),
        album,
      ),
    retry: (photo) => client.do(() => sending.retry(photo)),
    retryAll: () => client.do(() => sending.retryAll()),
    forgetSent: (withRefused) => client.do(() => sending.forgetSent(withRefused)),
    cancel: (photo) => client.do(() => sending.cancel(photo)),
  };
}

/** What is in these files; so many of them lie in memory at a time as the gate lets through. */
async function inspect(room: Room, files: readonly File[], gate: Gate): Promise<Inspection> {
  const counts = new Map<Trace, number>();
  const notPhotos: string[] = [];
  const look = async (file: File) => {
    try {
      for (const { trace, count } of await room.furniture.darkroom.inspect(file)) {
        counts.set(trace, (counts.get(trace) ?? 0) + count);
      }
    } catch (problem) {
      if (codeOf(problem) !== 'not-a-photo') throw new Refused(codeOf(problem));
      notPhotos.push(printable(file.name));
    }
  };
  await Promise.all(files.map((file) => gate.pass(() => look(file))));
  const removed = [...counts].map(([trace, count]) => ({ trace, count }));
  return { files: files.length, notPhotos, removed };
}
