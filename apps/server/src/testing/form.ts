import type { Answer } from './answer.js';
import type { TestApp } from './app.js';

export const formType = { 'content-type': 'application/x-www-form-urlencoded' };

/** Sends a form, given as its fields or as its text. */
export function postForm(
  app: TestApp,
  path: string,
  form: Record<string, string> | string,
  headers: Record<string, string | null> = {},
): Promise<Answer> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  return app.rest('POST', path, { body, headers: { ...formType, ...headers } });
}

/** What a client with a secret sends, both halves form-encoded as RFC 6749 wants it. */
export function basic(id: string, secret: string): string {
  const encode = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
}
