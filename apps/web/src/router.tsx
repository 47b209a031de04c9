import { type ComponentProps, type MouseEvent, useSyncExternalStore } from 'react';
import { leaving } from './leaving.js';

export const paths = {
  profile: '/account',
  email: '/account/email',
  password: '/account/password',
  devices: '/account/devices',
  signIn: '/account/sign-in',
  signUp: '/account/sign-up',
  forgot: '/account/forgot-password',
  reset: '/account/reset-password',
  undo: '/account/undo-email-change',
} as const;

const current = () => location.pathname.replace(/\/$/, '');
const placeNow = (): number => history.state?.place ?? 0;

/** What is shown, and how far that is in the history; the address is elsewhere while somebody is asked. */
let shown = current();
let place = placeNow();
/** Whether they have been asked. */
let passing = false;
const listeners = new Set<() => void>();

function arrive(): void {
  shown = current();
  place = placeNow();
  passing = false;
  for (const tell of listeners) tell();
}

addEventListener('popstate', () => {
  if (passing || current() === shown) return arrive();
  const distance = placeNow() - place || -1;
  leaving(() => {
    if (current() !== shown) return arrive();
    passing = true;
    history.go(distance);
  });
  // The browser has gone already; who stays wants the address to be that of what they see.
  if (current() !== shown) history.go(-distance);
});

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export const usePath = (): string => useSyncExternalStore(subscribe, () => shown);

export function navigate(path: string, how: 'push' | 'replace' = 'push'): void {
  const go = () => {
    history[`${how}State`]({ place: how === 'push' ? place + 1 : place }, '', path);
    arrive();
  };
  if (path === shown) go();
  else leaving(go);
}

/** A link to a page of this app, which the browser needn't load. */
export function Link({ href, ...rest }: ComponentProps<'a'> & { href: string }) {
  function follow(event: MouseEvent): void {
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
    if (!plain || event.defaultPrevented) return;
    event.preventDefault();
    navigate(href);
  }
  return <a href={href} onClick={follow} {...rest} />;
}
