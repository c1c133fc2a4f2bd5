/**
 * Proof that something taken back is gone: the signed receipt of every frame, or that it is awaited.
 *
 * Rule: a frame that has not answered is never left out.
 */

import type { JSX } from 'preact';
import type { AnswerView, Id, WithdrawalView } from '../../office/calls.ts';
import { ago, moment, number, say } from '../../words/speak.ts';
import { useView } from './given.tsx';
import { Icon } from './icons.tsx';
import { Button, Chip } from './press.tsx';
import { purposeList } from './purposes.tsx';
import { Sheet } from './sheet.tsx';
import { Waiting } from './signs.tsx';
import { More } from './surface.tsx';

const SHORT = 16; // digits of a signature that people compare

/** What was taken back, in a few words. */
export function sayWithdrawal(one: WithdrawalView): string {
  const { title } = one;
  if (one.what === 'photos') return say('proof.photos', { n: one.photos, title });
  if (one.what === 'purposes')
    return say('proof.purposes', { title, purposes: purposeList(one.purposes) });
  return say(`proof.${one.what}`, { title });
}

const shortly = (signature: string): string =>
  signature.slice(0, SHORT).replace(/(.{4})(?=.)/g, '$1 ');

/** What a frame did: where purposes were taken back, no photo may have had to go. */
function sayDone(frame: string, photos: number, what: WithdrawalView['what']): string {
  if (photos) return say('proof.erased', { frame, n: photos });
  return say(what === 'purposes' ? 'proof.kept' : 'proof.none', { frame });
}

function Answer({ answer, of }: { answer: AnswerView; of: WithdrawalView }): JSX.Element {
  const { label: frame, receipt } = answer;
  if (!receipt)
    return (
      <li class="answer">
        <Icon sign="clock" />
        <div>
          <p class="row-title">{say('proof.pending', { frame })}</p>
          <p class="note">
            {answer.isForgotten
              ? say('proof.forgotten')
              : say('proof.pending-since', { ago: ago(of.at) })}
          </p>
        </div>
      </li>
    );
  const { photos, erasedAt, signature, generation } = receipt;
  return (
    <li class="answer good">
      <Icon sign="seal" />
      <div>
        <p class="row-title">{sayDone(frame, photos, of.what)}</p>
        <p class="note">{say('proof.when', { date: moment(erasedAt) })}</p>
        <More title={say('proof.signed', { signature: shortly(signature) })}>
          <p>{say('proof.checked', { generation: number(generation) })}</p>
          <p>{say('proof.signature')}:</p>
          <p class="code">{signature}</p>
        </More>
      </div>
    </li>
  );
}

/** The answers of all frames to one withdrawal, read aloud as they come. */
export function Proof({ withdrawal }: { withdrawal: WithdrawalView }): JSX.Element {
  const { answers } = withdrawal;
  const open = answers.filter((one) => !one.receipt).length;
  const state = !answers.length
    ? say('proof.nobody')
    : open
      ? say('proof.open', { n: open })
      : say('proof.all');
  return (
    <div class="proof">
      <p role="status">
        <Chip sign={open ? 'clock' : 'seal'} mood={open ? 'warm' : 'good'}>
          {state}
        </Chip>
      </p>
      <ul class="answers">
        {answers.map((answer) => (
          <Answer key={answer.frame} answer={answer} of={withdrawal} />
        ))}
      </ul>
    </div>
  );
}

/** What happened, right after something was taken back; it goes on filling while it is open. */
export function ProofSheet(given: { id: Id; onClose: () => void }): JSX.Element {
  const withdrawal = useView().tookBack.find((one) => one.id === given.id);
  return (
    <Sheet
      title={withdrawal ? sayWithdrawal(withdrawal) : say('proof.title')}
      onClose={given.onClose}
      foot={
        <Button look="main" wide onPress={given.onClose}>
          {say('done')}
        </Button>
      }
    >
      {withdrawal ? (
        <>
          <p>{say('proof.at', { date: moment(withdrawal.at) })}</p>
          <Proof withdrawal={withdrawal} />
        </>
      ) : (
        <Waiting />
      )}
    </Sheet>
  );
}
