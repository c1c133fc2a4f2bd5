/**
 * The twin of the office: the contract of src/office/calls.ts without keys, storage or a network.
 *
 * Rule: the screens cannot tell it from the real one.
 */

import type { Office, View } from '../src/office/calls.ts';
import {
  consentCalls,
  endingCalls,
  memberCalls,
  pairingCalls,
  peopleCalls,
  phoneCalls,
} from './twin_consent.ts';
import type { TwinOptions } from './twin_house.ts';
import { House } from './twin_house.ts';
import { albumCalls, glassCalls, keepSending, sendingCalls } from './twin_photos.ts';

export interface Twin {
  readonly office: Office;
  view(): View;
  listen(hear: (view: View) => void): () => void;
  change(part: Partial<View>): void; // for tests: whatever a screen has to show
  stop(): void; // no timer goes on
}

/** Make a twin of the office. */
export function twin(options: TwinOptions = {}): Twin {
  const house = new House(options);
  if (options.moving) keepSending(house);
  return {
    office: {
      ...pairingCalls(house),
      ...glassCalls(house),
      ...albumCalls(house),
      ...sendingCalls(house),
      ...consentCalls(house),
      ...memberCalls(house),
      ...peopleCalls(house),
      ...phoneCalls(house),
      ...endingCalls(house),
    },
    view: () => house.view,
    listen: (hear) => {
      house.hearers.add(hear);
      return () => house.hearers.delete(hear);
    },
    change: (part) => house.change(part),
    stop: () => house.stop(),
  };
}
