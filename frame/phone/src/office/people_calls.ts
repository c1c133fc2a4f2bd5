/** Calls about people who may be recognised: only with their own consent (docs/people.md). */

import { hex, unhex } from '../crypto/bytes.ts';
import { type Code, Refused } from '../errors.ts';
import { noticeOf } from '../owner/agreement.ts';
import type { Patience } from '../owner/asker.ts';
import { printable } from '../owner/names.ts';
import { Kind } from '../protocol/envelope.ts';
import { Agreed, Enrolment, SAMPLES, WHOLE } from '../protocol/frame_people.ts';
import { typed } from '../protocol/turns.ts';
import type { Id, Office, PersonView } from './calls.ts';
import type { Room } from './room.ts';

type PeopleCalls = Pick<Office, 'people' | 'faces' | 'peopleWords' | 'enrol' | 'forgetPerson'>;

const AGREED: readonly PersonView['agreed'][] = ['own-device', 'note', 'at-the-frame'];
const REFUSALS: Readonly<Record<number, Code>> = {
  [Enrolment.NoFace]: 'no-face',
  [Enrolment.NotAllowed]: 'faces-off',
  [Enrolment.NotOnePerson]: 'not-one-person',
  [Enrolment.Name]: 'name-taken',
  [Enrolment.Incomplete]: 'incomplete',
};
/** Codes of faces take a small frame long, and a second wish would find the name taken. */
const ENROLLING: Patience = { forMs: 90_000, againMs: 45_000 };

export function peopleCalls(room: Room): PeopleCalls {
  const { client } = room;
  return {
    people: async () => {
      const told = await client.ask(room.frame().name, { kind: Kind.AskPeople }, (one) =>
        one.kind === Kind.People ? one : undefined,
      );
      return told.people.map((one) => ({
        id: hex(one.person),
        name: printable(one.name),
        since: one.sinceMs,
        photos: one.photos,
        isPrivate: one.private,
        agreed: AGREED[one.agreed - 1] ?? 'at-the-frame',
      }));
    },
    faces: async (album, photo) => {
      const question = { kind: Kind.AskFaces, album: unhex(album), photo: unhex(photo) } as const;
      const told = await client.ask(room.frame().name, question, (one) =>
        one.kind === Kind.Faces && hex(one.photo) === photo ? one : undefined,
      );
      if (told.looked === false) return 'unseen';
      return told.faces.map(({ left, top, width, height }) => ({
        ...{ left: left / WHOLE, top: top / WHOLE },
        ...{ width: width / WHOLE, height: height / WHOLE },
      }));
    },
    peopleWords: async (language) => {
      room.peopleWords = room.furniture.sentences[language].people;
      return room.peopleWords;
    },
    enrol: (name, samples, consent) => enrol(room, name, samples, consent),
    forgetPerson: (id) => forget(room, id),
  };
}

/** Have somebody forgotten; resolves once the frame names them no more. */
async function forget(room: Room, id: Id): Promise<void> {
  const question = { kind: Kind.Forget, person: unhex(id) } as const;
  await room.client.ask(room.frame().name, question, (one) => {
    const isNamed =
      one.kind !== Kind.People || one.people.some(({ person }) => hex(person) === id);
    return isNamed ? undefined : true;
  });
}

async function enrol(
  room: Room,
  ...[name, samples, { by, adult, ...said }]: Parameters<Office['enrol']>
): Promise<void> {
  const [signed = '', guardian = '', called = ''] = [said.signed, said.guardian, name].map(typed);
  if (!signed || !(adult || guardian)) throw new Refused('incomplete');
  const isFit = called && samples.length && samples.length <= SAMPLES && room.peopleWords;
  if (!isFit) throw new Refused('bad-input');
  const told = await room.client.ask(
    room.frame().name,
    {
      kind: Kind.Enrol,
      name: called,
      samples: samples.map(({ album, photo, face }) => ({
        ...{ album: unhex(album), photo: unhex(photo), face },
      })),
      agreed: by === 'note' ? Agreed.Note : Agreed.OwnDevice,
      signed,
      adult,
      guardian: adult ? '' : guardian,
      notice: noticeOf(room.peopleWords),
    },
    (one) => (one.kind === Kind.Enrolled ? one : undefined),
    ENROLLING,
  );
  if (told.result === Enrolment.Enrolled) return;
  throw new Refused(REFUSALS[told.result] ?? 'bad-input');
}
