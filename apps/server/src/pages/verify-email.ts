import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const asset = (url: URL): string => readFileSync(url, 'utf8');

const page = asset(new URL('../../assets/verify-email.html', import.meta.url));
const script = asset(new URL('../../assets/verify-email.js', import.meta.url));
const style = asset(new URL('../../assets/verify-email.css', import.meta.url));

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

/** What the mailed link opens: the same text whatever the token, so that a GET can't use it up. */
export function verifyEmailPage(app: FastifyInstance): void {
  const serve = (path: string, type: string, text: string) =>
    app.get(path, (_request, reply) =>
      reply.headers(headers).type(`${type}; charset=utf-8`).send(text),
    );
  serve('/account/verify-email', 'text/html', page);
  serve('/account/verify-email.js', 'text/javascript', script);
  serve('/account/verify-email.css', 'text/css', style);
}
