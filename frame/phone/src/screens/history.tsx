/**
 * What was agreed and taken back: the line of an album's life, and all withdrawals with their proof.
 *
 * Rule: words that somebody agreed to are shown exactly as they were.
 */

import type { JSX } from 'preact';
import type { HistoryEntry, Id } from '../office/calls.ts';
import { day, moment, say } from '../words/speak.ts';
import { Answered, useAnswered } from './parts/answered.tsx';
import { Card, Empty, Icon, More, Page, type Sign, useAlbum, useView } from './parts/index.ts';
import { Gone } from './parts/photos.tsx';
import { Proof, sayWithdrawal } from './parts/proof.tsx';
import { purposeList, Words } from './parts/purposes.tsx';

const SIGNS: Readonly<Record<HistoryEntry['kind'], Sign>> = {
  founded: 'flame',
  granted: 'check',
  renewed: 'retry',
  'took-back': 'close',
  receipt: 'seal',
  admitted: 'plus',
  dismissed: 'close',
};

/** One entry as a sentence. */
export function sayEntry(entry: HistoryEntry): string {
  const { kind, frame, purposes, photos } = entry;
  const who = entry.who || say('history.me');
  if (kind === 'took-back' && photos) return say('history.took-photos', { who, n: photos });
  if (kind === 'took-back' && !frame) return say('history.took-album', { who });
  if (kind === 'took-back' && !purposes.length) return say('history.took-frame', { who, frame });
  if (kind === 'receipt') return say('history.receipt', { frame, n: photos ?? 0 });
  return say(`history.${kind}`, { who, frame, purposes: purposeList(purposes) });
}

function Entry({ entry }: { entry: HistoryEntry }): JSX.Element {
  return (
    <li class={`event ${entry.kind}`}>
      <span class="event-sign">
        <Icon sign={SIGNS[entry.kind]} />
      </span>
      <div>
        <p class="row-title">{sayEntry(entry)}</p>
        <p class="note">
          <time dateTime={new Date(entry.at).toISOString()}>{moment(entry.at)}</time>
          {entry.until !== null && <> · {say('history.until', { date: day(entry.until) })}</>}
        </p>
        {entry.words && (
          <More title={say('history.words')}>
            <Words text={entry.words} />
          </More>
        )}
      </div>
    </li>
  );
}

/** The screen of one album's history, newest first. */
export function History({ id }: { id: Id }): JSX.Element {
  const album = useAlbum(id);
  const { tookBack } = useView();
  const answer = useAnswered((office) => office.history(id), id, [album, tookBack]);
  if (!album) return <Gone />;
  return (
    <Page title={say('history.title')} lead={album.title} parent={{ at: 'consent', album: id }}>
      <Answered answer={answer}>
        {(entries) =>
          entries.length ? (
            <Card>
              <ol class="events">
                {entries
                  .toSorted((a, b) => b.at - a.at)
                  .map((entry, at) => (
                    <Entry key={`${entry.at}${entry.kind}${at}`} entry={entry} />
                  ))}
              </ol>
            </Card>
          ) : (
            <Empty sign="clock" title={say('history.empty')} />
          )
        }
      </Answered>
    </Page>
  );
}

/** The screen of everything that was ever taken back. */
export function TakenBack(): JSX.Element {
  const { tookBack } = useView();
  return (
    <Page title={say('proof.title')} lead={say('albums.proofs-note')} parent={{ at: 'privacy' }}>
      {tookBack.length === 0 && (
        <Empty sign="seal" title={say('proof.empty')}>
          {say('proof.empty-words')}
        </Empty>
      )}
      {tookBack.map((one) => (
        <Card
          key={one.id}
          title={sayWithdrawal(one)}
          note={say('proof.at', { date: moment(one.at) })}
        >
          <Proof withdrawal={one} />
        </Card>
      ))}
    </Page>
  );
}
