/** What went wrong, as the code that may cross to a screen: no payload, no trace. */

import { type Code, Refused } from '../errors.ts';

export const codeOf = (problem: unknown): Code =>
  problem instanceof Refused ? problem.code : 'failed';
