import { useEffect, useSyncExternalStore } from 'react';

/** One for each form that would lose something. */
const holders = new Set<symbol>();
/** What somebody wants to do, while they are asked whether to discard what they typed. */
let wanted: (() => void) | undefined;
const listeners = new Set<() => void>();

function change(act: (() => void) | undefined): void {
  wanted = act;
  for (const tell of listeners) tell();
}

/** Does what takes the page away; when something on it isn't saved, after asking. */
export function leaving(act: () => void): void {
  if (holders.size === 0) act();
  else change(act);
}

export function decide(leave: boolean): void {
  const act = wanted;
  change(undefined);
  if (leave) act?.();
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export const useIsAsked = (): boolean =>
  useSyncExternalStore(subscribe, () => wanted !== undefined);

/** Has whoever leaves asked, also by the browser when they close it, for as long as that holds. */
export function useUnsaved(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const holder = Symbol('unsaved');
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    holders.add(holder);
    addEventListener('beforeunload', ask);
    return () => {
      holders.delete(holder);
      removeEventListener('beforeunload', ask);
    };
  }, [unsaved]);
}
