/**
 * What every screen is given: the view, the office, and a way to ask it for something.
 *
 * Rule: a refusal becomes a toast in the reader's words; a screen handles only what it knows better.
 */

import { type ComponentChildren, createContext, type JSX } from 'preact';
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from '../../errors.ts';
import type { FrameView, Id, Office, View } from '../../office/calls.ts';
import { NOTHING } from '../../office/calls.ts';
import { adviceFor, sayCode } from '../../words/speak.ts';
import { toast } from './toast.tsx';

/** The office as the page holds it: calls, the newest view, and who wants to hear of the next. */
export interface Door {
  readonly office: Office;
  readonly view: () => View;
  readonly listen: (hear: (view: View) => void) => () => void;
}

const OfficeContext = createContext<Office | null>(null);
const ViewContext = createContext<View>(NOTHING);

export function Given({
  door,
  children,
}: {
  door: Door;
  children: ComponentChildren;
}): JSX.Element {
  const [view, setView] = useState<View>(door.view);
  useEffect(() => door.listen(setView), [door]);
  return (
    <OfficeContext.Provider value={door.office}>
      <ViewContext.Provider value={view}>{children}</ViewContext.Provider>
    </OfficeContext.Provider>
  );
}

export const useView = (): View => useContext(ViewContext);

export function useOffice(): Office {
  const office = useContext(OfficeContext);
  if (!office) throw new Error('a screen outside of Given');
  return office;
}

/** The frame the screens speak of, or null where there is none. */
export function useFrame(): FrameView | null {
  const { frames, chosen } = useView();
  return frames.find((one) => one.id === chosen) ?? frames[0] ?? null;
}

/** The album of that id, or null. */
export function useAlbum(id: Id): View['albums'][number] | null {
  return useView().albums.find((one) => one.id === id) ?? null;
}

export interface Asked<T> {
  readonly ok: boolean;
  readonly value?: T;
}

/** Run a call; a refusal is said in a toast. `done` is said when it went well. */
export type Ask = <T>(call: () => Promise<T>, done?: string) => Promise<Asked<T>>;

/** Ask the office, and whether an answer is still awaited. */
export function useAsk(): [ask: Ask, busy: boolean] {
  const [waiting, setWaiting] = useState(0);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  const ask = useCallback(async <T,>(call: () => Promise<T>, done?: string): Promise<Asked<T>> => {
    setWaiting((count) => count + 1);
    try {
      const value = await call();
      if (done) toast(done);
      return { ok: true, value };
    } catch (fault) {
      const code = fault instanceof Refused ? fault.code : 'failed';
      toast(`${sayCode(code)} ${adviceFor(code)}`, 'bad');
      return { ok: false };
    } finally {
      if (alive.current) setWaiting((count) => count - 1);
    }
  }, []);
  return [ask, waiting > 0];
}

/** What a call answers, asked again whenever `inputs` change; null until it has, or if it is refused. */
export function useAnswer<T>(call: (office: Office) => Promise<T>, inputs: unknown[]): T | null {
  const office = useOffice();
  const [answer, setAnswer] = useState<T | null>(null);
  useEffect(() => {
    let wanted = true;
    call(office).then(
      (value) => wanted && setAnswer(() => value),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [office, ...inputs]);
  return answer;
}
