/** Calls about privacy: what a frame keeps and does, everything to take along, and the end of it. */

import { hex, unhex } from '../crypto/bytes.ts';
import { Refused } from '../errors.ts';
import type { Patience } from '../owner/asker.ts';
import { exported } from '../owner/export.ts';
import { lossOf, takeAllBack } from '../owner/forgetting.ts';
import * as journal from '../owner/journal.ts';
import * as keyParts from '../owner/key_parts.ts';
import { labelOf, printable } from '../owner/names.ts';
import type { Row } from '../post/rows.ts';
import { Kind } from '../protocol/envelope.ts';
import type { Privacy } from '../protocol/frame_privacy.ts';
import type { Message } from '../protocol/messages.ts';
import type { Office, PrivacyView, Statement } from './calls.ts';
import { nowMs, type Room } from './room.ts';
import { REASONS, STORES, WORKS } from './terms.ts';

type EndingCalls = Pick<
  Office,
  'privacy' | 'exportAll' | 'leave' | 'wipe' | 'forgetFrame' | 'losing' | 'forgetLost'
>;

/** Erasing many photos takes a small frame long. */
const ERASING: Patience = { forMs: 120_000, againMs: 5_000 };
/** A broker of which the frame is away may keep what is said now for a week. */
const PARTING_MS = 3_000;
const MOMENT_MS = 50;

export function endingCalls(room: Room): EndingCalls {
  const { books } = room;
  return {
    privacy: () => privacy(room),
    exportAll: async () =>
      new Blob([`${JSON.stringify(exported(books), null, 2)}\n`], { type: 'application/json' }),
    leave: () => ended(room, () => ({ kind: Kind.Leave })),
    wipe: () => ended(room, (frame) => ({ kind: Kind.Wipe, frame })),
    forgetFrame: (frame) => forget(room, frame),
    losing: async (frame) => {
      const { untilMs: until, ...loss } = lossOf(books, frame, nowMs());
      return { until, ...loss };
    },
    forgetLost: (frame) => forgetLost(room, frame),
  };
}

/** Ask what a frame keeps and does, and whether its journal is still the one that was kept here. */
async function privacy(room: Room): Promise<PrivacyView> {
  const { client, books } = room;
  const { name } = room.frame();
  const kept = journal.keptOf(books, name);
  const line = kept?.line ?? 0;
  const [told, chain] = await client.ask(name, { kind: Kind.AskPrivacy, line }, (one) =>
    one.kind === Kind.Privacy && one.chain?.asked === line
      ? ([one, one.chain] as const)
      : undefined,
  );
  const found = await client.write((draft, atMs) =>
    journal.judge(books, name, kept, chain, draft, atMs),
  );
  return {
    ...privacyOf(told),
    keepsPart: keyParts.keepsPart(books, name),
    journal: found && { state: found.state, line: found.line, at: found.atMs },
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

/** Take back from a frame that does not answer what it may do, then forget it. */
async function forgetLost(room: Room, frame: string): Promise<void> {
  const { client, books } = room;
  const isThere = client.frames.condition(frame, nowMs()).state === 'there';
  if (isThere || !books.device(frame)) throw new Refused('bad-input');
  await client.write((draft, atMs) => takeAllBack(client.mail, frame, draft, atMs));
  const end = nowMs() + PARTING_MS;
  while (client.pending(frame) && nowMs() < end) {
    await new Promise((go) => setTimeout(go, MOMENT_MS));
  }
  const label = labelOf(books, frame);
  await forget(room, frame, { kind: 'forgotten', frame, label, atMs: nowMs() });
}

/** Forget a frame here, and whom only it knew; what was signed stays. */
export async function forget(
  { client, books, glass }: Room,
  frame: string,
  kept?: Row,
): Promise<void> {
  await client.write((draft) => {
    if (kept) draft.add.push(kept);
    const device = books.find('device', frame);
    if (device) draft.drop.add(device[0]);
    for (const [number, row] of books.all('neighbour')) {
      if (row.via === frame) draft.drop.add(number);
    }
    for (const [number, row] of books.all('parting')) {
      if (row.frame === frame) draft.replace.set(number, { ...row, isListed: false });
    }
    keyParts.forget(books, frame, draft);
    journal.forget(books, frame, draft);
    client.mail.going.forget(frame, draft);
    draft.relisten = true;
  });
  glass.forget();
}

function privacyOf(told: Privacy): Omit<PrivacyView, 'keepsPart' | 'journal'> {
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
