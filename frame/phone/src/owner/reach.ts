/** How a phone reaches the broker of a frame (docs/protocol.md §5.2). */

import type { Reach } from '../post/links.ts';
import type { Paired } from '../post/rows.ts';
import { brokerPassword, brokerUser, PairSecret } from '../protocol/addresses.ts';

/** Where a frame is met from a page; `href` is where the page came from. */
export function reachOf(device: Paired, href: string): Reach {
  const secret = new PairSecret(device.secret);
  const user = brokerUser(secret);
  const url = dialled(device.broker, href);
  return { url, user, password: brokerPassword(secret), session: `hf-${user}` };
}

/** A page that came by https since may not open a socket without TLS: it goes in by its own door. */
function dialled(broker: string, href: string): string {
  if (!href.startsWith('https:') || !broker.startsWith('ws:')) return broker;
  const page = new URL(href);
  return new URL(broker).hostname === page.hostname ? `wss://${page.host}/mqtt` : broker;
}
