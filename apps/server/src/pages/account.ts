import { readdirSync, readFileSync } from 'node:fs';
import type { Settings } from '@profile/api';
import type { FastifyInstance } from 'fastify';
import { html } from '../mail/templates/html.js';

const folder = new URL('../../assets/account/', import.meta.url);

const types: Record<string, string> = { js: 'text/javascript', css: 'text/css' };

const headers = {
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  // The address has the token in it until the script has run.
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** What mailed links open: the same text whatever the token, so that a GET can't use it up. */
export function accountPages(app: FastifyInstance, settings: Settings): void {
  const values: Record<string, string> = {
    onward: onward(settings.redirectUrls),
    'password-min-length': String(settings.passwordMinLength),
  };
  for (const file of readdirSync(folder)) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const [name = '', ending = ''] = file.split('.');
    const page = ending === 'html';
    const body = page ? text.replace(/\{\{([\w-]+)\}\}/g, (_, key) => values[key] ?? '') : text;
    app.get(`/account/${page ? name : file}`, (_request, reply) =>
      reply
        .headers(headers)
        .type(`${types[ending] ?? 'text/html'}; charset=utf-8`)
        .send(body),
    );
  }
}

/** Where a link may lead on to. All are there and hidden, and the script may only show one of them. */
function onward(urls: readonly string[]): string {
  const links = urls.map(
    (url) => html`<a href="${url}" hidden>Continue to ${new URL(url).host}</a>`.source,
  );
  return `<div class="onward">${links.join('')}</div>`;
}
