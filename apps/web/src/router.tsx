import { type ComponentProps, type MouseEvent, useSyncExternalStore } from 'react';

export const paths = {
  profile: '/account',
  email: '/account/email',
  password: '/account/password',
  devices: '/account/devices',
  signIn: '/account/sign-in',
  signUp: '/account/sign-up',
  forgot: '/account/forgot-password',
} as const;

const current = () => location.pathname.replace(/\/$/, '');

function subscribe(tell: () => void): () => void {
  addEventListener('popstate', tell);
  return () => removeEventListener('popstate', tell);
}

export const usePath = (): string => useSyncExternalStore(subscribe, current);

export function navigate(path: string, how: 'push' | 'replace' = 'push'): void {
  history[`${how}State`](null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
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
