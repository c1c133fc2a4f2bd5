/** Calls about privacy: what a frame keeps and does, everything to take along, and the end of it. */

import { hex, unhex } from '../crypto/bytes.ts';
import type { Patience } from '../owner/asker.ts';
import { exported } from '../owner/export.ts';
import * as keyParts from '../owner/key_parts.ts';
import { printable } from '../owner/names.ts';
import { Kind } from '../protocol/envelope.ts';
import type { Privacy } from '../protocol/frame_privacy.ts';
import type { Message } from '../protocol/messages.ts';
import type { Office, PrivacyView, Statement } from './calls.ts';
import type { Room } from './room.ts';
import { REASONS, STORES, WORKS } from './terms.ts';

type EndingCalls = Pick<Office, 'privacy' | 'exportAll' | 'leave' | 'wipe' | 'forgetFrame'>;

/** Erasing many photos takes a small frame long. */
const ERASING: Patience = { forMs: 120_000, againMs: 5_000 };

export function endingCalls(room: Room): EndingCalls {
  const { client, books } = room;
  return {
    privacy: async () => {
      const { name } = room.frame();
      const told = await client.ask(name, { kind: Kind.AskPrivacy }, (one) =>
        one.kind === Kind.Privacy ? one : undefined,
      );
      return privacyOf(told, keyParts.keepsPart(books, name));
    },
    exportAll: async () =>
      new Blob([`${JSON.stringify(exported(books), null, 2)}\n`], { type: 'application/json' }),
    leave: () => ended(room, () => ({ kind: Kind.Leave })),
    wipe: () => ended(room, (frame) => ({ kind: Kind.Wipe, frame })),
    forgetFrame: (frame) => forget(room, frame),
  };
}

/** Ask for the end, until the frame says that nothing is left; what it says is kept by then. */
async function ended(room: Room, asking: (frame: Uint8Array) => Message): Promise<Statement> {
  const { name } = room.owned();
  await room.client.ask(
    name,
    asking(unhex(name)),
    (one) => (one.kind === Kind.Left || one.kind === Kind.Wiped ? true : undefined),
    ERASING,
  );
  room.push(); // what was said is in View.tookBack before anybody is told so
  const row = room.books.of('parting').findLast(({ frame }) => frame === name);
  if (!row) throw new TypeError('a frame that was left is not kept');
  const { photos, atMs, signature } = row;
  return { withdrawal: `${name} ${atMs}`, photos, at: atMs, signature: hex(signature) };
}

/** Forget a frame here, and whom only it knew; what was signed stays. */
export async function forget({ client, books, glass }: Room, frame: string): Promise<void> {
  await client.write((draft) => {
    const device = books.find('device', frame);
    if (device) draft.drop.add(device[0]);
    for (const [number, row] of books.all('neighbour')) {
      if (row.via === frame) draft.drop.add(number);
    }
    for (const [number, row] of books.all('parting')) {
      if (row.frame === frame) draft.replace.set(number, { ...row, isListed: false });
    }
    keyParts.forget(books, frame, draft);
    client.mail.going.forget(frame, draft);
    draft.relisten = true;
  });
  glass.forget();
}

function privacyOf(told: Privacy, keepsPart: boolean): PrivacyView {
  const named = (names: readonly string[], what: number) => names[what - 1] ?? `${what}`;
  return {
    stores: told.stored.map((one) => ({ ...one, what: named(STORES, one.what) })),
    computes: told.computed.map((one) => ({ ...one, what: named(WORKS, one.what) })),
    connections: told.wires.map(({ to, why, up }) => ({
      to: printable(to),
      why: named(REASONS, why),
      up,
    })),
    keyTier: printable(told.keyTier),
    keepsPart,
    audit: told.audit && {
      at: told.audit.atMs,
      checks: told.audit.checks,
      findings: told.audit.findings.map(({ check, severity, means, advice }) => ({
        check: printable(check),
        severity: printable(severity),
        means: printable(means),
        do: printable(advice),
      })),
    },
  };
}
