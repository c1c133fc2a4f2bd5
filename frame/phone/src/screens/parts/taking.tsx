/**
 * Taking everything along: the records as one file, or all photos with them in ZIP files.
 *
 * Rule: each file is saved by a press before the next one is made, so that the browser holds one.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Archive, FrameView } from '../../office/calls.ts';
import { bytes, say } from '../../words/speak.ts';
import { useAsk, useOffice, useView } from './given.tsx';
import { Button } from './press.tsx';
import { Sheet } from './sheet.tsx';
import { Progress, Waiting } from './signs.tsx';
import { Banner, Card, Row } from './surface.tsx';

const RECORDS = 'hearthframe.json';
const GIVEN_BACK_MS = 60_000; // a slow browser may still be reading the file

/** Hand a file to the browser's downloads. */
function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), GIVEN_BACK_MS);
}

/** What is to go along. */
function Choice(given: {
  frame: FrameView;
  onRecords: () => void;
  onPhotos: () => void;
}): JSX.Element {
  const { albums } = useView();
  const sum = (of: (album: (typeof albums)[number]) => number | null) =>
    albums.reduce((all, one) => all + (of(one) ?? 0), 0);
  const n = sum((one) => one.held);
  const size = bytes(sum((one) => one.heldBytes));
  return (
    <Card flush>
      <Row
        sign="list"
        title={say('take.records')}
        note={say('take.records-note')}
        onPress={given.onRecords}
      />
      {n > 0 && (
        <Row
          sign="photos"
          title={say('take.photos')}
          note={say('take.photos-note', { n, bytes: size, frame: given.frame.label })}
          onPress={given.onPhotos}
        />
      )}
    </Card>
  );
}

/** The photos come. */
function Fetching(): JSX.Element {
  const { exporting } = useView();
  if (!exporting?.photos) return <Waiting>{say('take.asking')}</Waiting>;
  const { photos: n, done } = exporting;
  const label = say('take.count', { done, n });
  return (
    <>
      <p>
        {label} · {bytes(exporting.bytes)}
      </p>
      <Progress share={done / n} label={label} />
      <Banner sign="phone" mood="warm">
        {say('take.keep')}
      </Banner>
    </>
  );
}

/** A file is there. */
function Ready({ made }: { made: Archive }): JSX.Element {
  return (
    <>
      <p role="status">{made.isLast ? say('take.last', { n: made.photos }) : say('take.next')}</p>
      {made.missing > 0 && (
        <Banner sign="warning" mood="warm">
          {say('take.missing', { n: made.missing })}
        </Banner>
      )}
    </>
  );
}

/** The sheet of it. */
export function TakeAlong(given: { frame: FrameView; onClose: () => void }): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  const [isWanted, setWanted] = useState(false); // with the photos
  const [made, setMade] = useState<Archive | null>(null);
  const close = (): void => {
    if (isWanted) void office.stopExport();
    given.onClose();
  };
  const records = async (): Promise<void> => {
    const { value } = await ask(() => office.exportAll(), say('privacy.exported'));
    if (value) download(value, RECORDS);
    given.onClose();
  };
  const fetch = async (): Promise<void> => {
    setWanted(true);
    setMade(null);
    setMade((await ask(() => office.exportPhotos())).value ?? null);
  };
  const save = (archive: Archive): void => {
    const name = archive.isLast && archive.number === 1 ? '' : `-${archive.number}`;
    download(archive.file, `hearthframe${name}.zip`);
    if (archive.isLast) given.onClose();
    else void fetch();
  };
  const foot = made ? (
    <Button look="main" sign="download" wide onPress={() => save(made)}>
      {say('take.save', { bytes: bytes(made.file.size) })}
    </Button>
  ) : busy ? (
    <Button look="quiet" wide onPress={close}>
      {say('cancel')}
    </Button>
  ) : (
    <Button look="main" sign="retry" wide onPress={() => void fetch()}>
      {say('try-again')}
    </Button>
  );
  return (
    <Sheet
      title={made ? say('take.ready', { n: made.number }) : say('privacy.export')}
      onClose={close}
      foot={isWanted && foot}
    >
      {made ? (
        <Ready made={made} />
      ) : isWanted ? (
        <Fetching />
      ) : (
        <Choice
          frame={given.frame}
          onRecords={() => void records()}
          onPhotos={() => void fetch()}
        />
      )}
    </Sheet>
  );
}
