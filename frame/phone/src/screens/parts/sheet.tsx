/**
 * A sheet that slides up from the foot of the page, and the question "are you sure?".
 *
 * Rule: it is the browser's own modal dialog, so that focus stays inside, Escape and the back button
 * close it, and what lies under it is neither read aloud nor pressed.
 */

import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { say } from '../../words/speak.ts';
import { Button, IconButton } from './press.tsx';
import { opened } from './route.ts';
import { Toasts } from './toast.tsx';

/** What scrolls can be reached by the keyboard, and what does not is no step of it. */
function useReach(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    const look = (): void => {
      if (current.scrollHeight > current.clientHeight) current.tabIndex = 0;
      else current.removeAttribute('tabindex');
    };
    const watcher = new ResizeObserver(look);
    for (const one of [current, ...current.children]) watcher.observe(one);
    return () => watcher.disconnect();
  });
}

/** What had the focus may have gone with the sheet: the heading of the page takes it then. */
function refocus(): void {
  const { activeElement } = document;
  if (activeElement && activeElement !== document.body) return;
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}

/** Shown while it is drawn: `{open && <Sheet onClose={() => setOpen(false)} …>}`. */
export function Sheet(given: {
  title: ComponentChildren;
  onClose: () => void;
  children: ComponentChildren;
  foot?: ComponentChildren; // stays in sight: the buttons
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  useReach(body);
  const close = useRef(given.onClose);
  close.current = given.onClose;
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>('[autofocus], h2')?.focus();
    const gone = opened(() => close.current());
    return () => {
      gone();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
      requestAnimationFrame(refocus);
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        given.onClose();
      }}
      onClick={(event) => event.target === dialog.current && given.onClose()}
    >
      <div class="sheet-inside">
        <header>
          <h2 id={id} tabIndex={-1}>
            {given.title}
          </h2>
          <IconButton sign="close" label={say('close')} onPress={given.onClose} />
        </header>
        <div class="sheet-body" ref={body}>
          {given.children}
        </div>
        {given.foot && <footer>{given.foot}</footer>}
      </div>
      <Toasts />
    </dialog>
  );
}

/** A question with a way out; `yes` names the deed, never "OK". */
export function Confirm(given: {
  title: string;
  children: ComponentChildren;
  yes: string;
  no?: string;
  danger?: boolean;
  busy?: boolean;
  off?: boolean;
  onYes: () => void;
  onNo: () => void;
}): JSX.Element {
  return (
    <Sheet
      title={given.title}
      onClose={given.onNo}
      foot={
        <>
          <Button
            look={given.danger ? 'danger' : 'main'}
            onPress={given.onYes}
            wide
            busy={given.busy ?? false}
            off={given.off ?? false}
          >
            {given.yes}
          </Button>
          <Button look="quiet" onPress={given.onNo} wide>
            {given.no ?? say('not-now')}
          </Button>
        </>
      }
    >
      {given.children}
    </Sheet>
  );
}
