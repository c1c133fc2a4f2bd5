/**
 * The inbox: one thing is dealt with after the other, in the order in which they came.
 *
 * Rule 1: nobody sees half of an event: what is posted runs alone, until it is written.
 * Rule 2: a broker that floods costs no more than a thousand packets of memory, and the thread
 *         takes a breath now and then, so that screens and connections stay alive.
 */

const WAITING = 1_000;
const BEFORE_A_BREATH = 16;

export class Inbox {
  readonly #waiting: (() => Promise<void>)[] = [];
  #isBusy = false;
  dropped = 0;

  /** Have something done; resolves with what it returned. */
  do<T>(work: () => T | Promise<T>): Promise<T> {
    return new Promise((done, failed) => {
      this.#waiting.push(async () => {
        try {
          done(await work());
        } catch (problem) {
          failed(problem);
        }
      });
      void this.#run();
    });
  }

  /** Have something done if there is room; false where it was dropped. What it throws is told. */
  post(work: () => void | Promise<void>, failed: (problem: unknown) => void): boolean {
    if (this.#waiting.length >= WAITING) {
      this.dropped += 1;
      return false;
    }
    this.do(work).catch(failed);
    return true;
  }

  async #run(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let done = 1; ; done += 1) {
      const next = this.#waiting.shift();
      if (!next) break;
      await next();
      if (done % BEFORE_A_BREATH === 0) await new Promise((go) => setTimeout(go, 0));
    }
    this.#isBusy = false;
  }
}
