import { readdirSync, readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { html } from '../mail/templates/html.js';
import { type PageSettings, webPages } from './web.js';

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

interface File {
  type: string;
  body: string;
}

/** What the account page does itself, in the reader's language, where it was built. */
const inAccountPage = new Set(['reset-password', 'undo-email-change']);

/** What mailed links open: the same text whatever the token, so that a GET can't use it up. */
export function accountPages(app: FastifyInstance, settings: PageSettings, web?: string): void {
  let files: Map<string, File> | undefined;
  const accountPage = webPages(app, settings, web);
  app.get<{ Params: { name: string } }>('/account/:name', (request, reply) => {
    const { name } = request.params;
    files ??= readFiles(settings);
    const file = files.get(name);
    // Whether it has such a path, the account page itself knows.
    if (!file) return name.includes('.') ? reply.callNotFound() : accountPage.serve(request, reply);
    if (inAccountPage.has(name) && accountPage.isBuilt()) {
      return accountPage.serve(request, reply.header('cache-control', 'no-store'));
    }
    return reply.headers(headers).type(`${file.type}; charset=utf-8`).send(file.body);
  });
}

/** All of them under their names, pages without an ending. */
function readFiles(settings: PageSettings): Map<string, File> {
  const values: Record<string, string> = {
    onward: onward(settings.redirectUrls),
    'password-min-length': String(settings.passwordMinLength),
  };
  const files = readdirSync(folder).map((file): [string, File] => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const [name = '', ending = ''] = file.split('.');
    const type = types[ending];
    if (type) return [file, { type, body: text }];
    const body = text.replace(/\{\{([\w-]+)\}\}/g, (_, key) => values[key] ?? '');
    return [name, { type: 'text/html', body }];
  });
  return new Map(files);
}

/** Where a link may lead on to. All are there and hidden, and the script may only show one of them. */
function onward(urls: readonly string[]): string {
  const links = urls.map(
    (url) => html`<a href="${url}" hidden>Continue to ${new URL(url).host}</a>`.source,
  );
  return `<div class="onward">${links.join('')}</div>`;
}
