/** What build.mjs writes into the bundles: where the others lie, relative to the page. */

/** The office worker: `new Worker(OFFICE_URL)` (a classic script), from the page. */
declare const OFFICE_URL: string;

/** The darkroom worker: `new Worker(DARKROOM_URL)` (a classic script), from the office. */
declare const DARKROOM_URL: string;

/** Files the service worker keeps, and the name of this edition of them. */
declare const KEPT: readonly string[];
declare const EDITION: string;
