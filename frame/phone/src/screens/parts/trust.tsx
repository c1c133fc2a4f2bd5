/**
 * How far this page can be trusted, and how to make it safer: the certificate of the frame itself.
 *
 * Rule: no fog. What somebody on the way could do is said, and what the fingerprint is for.
 */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Tier } from '../../office/calls.ts';
import { say } from '../../words/speak.ts';
import { useAsk, useOffice } from './given.tsx';
import { Button } from './press.tsx';
import { Card, More } from './surface.tsx';

const ABOUT = './ca.json';
const CERTIFICATE = './ca.crt';
const PRINT = /^[0-9A-Fa-f: ]{20,200}$/;

interface About {
  readonly fingerprint: string;
  readonly https: string;
}

/** What the server of this page says of the frame's certificate; null where it has none. */
async function readAbout(): Promise<About | null> {
  try {
    const answer = await fetch(ABOUT);
    const about: unknown = answer.ok ? await answer.json() : null;
    if (typeof about !== 'object' || about === null) return null;
    const { fingerprint, https } = about as Record<string, unknown>;
    if (typeof fingerprint !== 'string' || !PRINT.test(fingerprint)) return null;
    const safe = typeof https === 'string' && /^https:\/\/[^/?#@]+$/.test(https) ? https : '';
    return { fingerprint, https: safe };
  } catch {
    return null; // there is no certificate to offer
  }
}

/** How to install the certificate, after comparing its fingerprint with the glass. */
function Install({ about, unsafe }: { about: About; unsafe: boolean }): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  const steps = ['privacy.ca-1', 'privacy.ca-2', 'privacy.ca-3', 'privacy.ca-4'] as const;
  return (
    <More title={say(unsafe ? 'privacy.ca-title' : 'privacy.ca-print')}>
      {unsafe && (
        <ol class="numbered">
          {steps.map((one) => (
            <li key={one}>{say(one)}</li>
          ))}
        </ol>
      )}
      <div>
        <p>{say('privacy.ca-print')}</p>
        <p class="code">{about.fingerprint}</p>
      </div>
      <p>{say('privacy.ca-limit')}</p>
      <div class="side">
        {unsafe && (
          <a class="button calm" href={CERTIFICATE} download="hearthframe.crt">
            {say('privacy.ca-get')}
          </a>
        )}
        <Button
          busy={busy}
          onPress={() => void ask(() => office.act('certificate'), say('privacy.ca-shown'))}
        >
          {say('privacy.ca-show')}
        </Button>
        {unsafe && about.https && (
          <a class="button quiet" href={about.https}>
            {about.https}
          </a>
        )}
      </div>
    </More>
  );
}

/** The card about this page itself. */
export function Trust({ tier }: { tier: Tier }): JSX.Element {
  const [about, setAbout] = useState<About | null>(null);
  const fromFrame = tier !== 'static-https';
  useEffect(() => {
    let wanted = true;
    if (fromFrame) void readAbout().then((answer) => wanted && setAbout(answer));
    return () => {
      wanted = false;
    };
  }, [fromFrame]);
  return (
    <Card title={say('privacy.trust')} sign={tier === 'lan-http' ? 'warning' : 'lock'}>
      <p>{say(`privacy.${tier}`)}</p>
      {about && <Install about={about} unsafe={tier === 'lan-http'} />}
    </Card>
  );
}
