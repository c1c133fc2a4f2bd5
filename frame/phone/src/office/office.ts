/** Every call of `calls.ts`, by the groups in which they are answered. */

import { albumCalls } from './album_calls.ts';
import type { Office } from './calls.ts';
import { consentCalls } from './consent_calls.ts';
import { endingCalls } from './ending_calls.ts';
import { frameCalls } from './frame_calls.ts';
import { memberCalls } from './member_calls.ts';
import { peopleCalls } from './people_calls.ts';
import { pictureCalls } from './picture_calls.ts';
import type { Room } from './room.ts';
import { sendingCalls } from './sending_calls.ts';

export const officeOf = (room: Room): Office => ({
  ...frameCalls(room),
  ...albumCalls(room),
  ...pictureCalls(room),
  ...sendingCalls(room),
  ...consentCalls(room),
  ...memberCalls(room),
  ...peopleCalls(room),
  ...endingCalls(room),
});
