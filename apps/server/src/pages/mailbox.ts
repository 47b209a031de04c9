import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../loopback.js';
import { readMail, readMailbox } from '../mail/mailbox.js';
import { mailboxPage } from './mailbox-view.js';

const style = readFileSync(new URL('../../assets/mailbox.css', import.meta.url), 'utf8');

const shown = 50;

const pageHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'self'",
    "frame-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Links leave the frame: a click opens them in its window. Nothing else in the mail may do anything. */
const sandbox =
  'allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation';

/** The mails of development, from the folder that they are written to. */
export function mailboxPages(app: FastifyInstance, folder: string): void {
  const serve = (path: string, answer: (request: FastifyRequest, reply: FastifyReply) => unknown) =>
    app.get(path, async (request, reply) =>
      isDirect(request) ? answer(request, reply.headers(pageHeaders)) : reply.callNotFound(),
    );

  serve('/dev/mailbox', async (_, reply) => {
    const mails = await readMailbox(folder, shown);
    return reply.type('text/html; charset=utf-8').send(mailboxPage(mails, sandbox));
  });
  serve('/dev/mailbox.css', (_, reply) => reply.type('text/css; charset=utf-8').send(style));
  serve('/dev/mailbox.json', async (_, reply) => {
    const mails = await readMailbox(folder, shown);
    return reply.type('application/json').send(JSON.stringify({ mails }));
  });
  serve('/dev/mailbox/:name', async ({ params }, reply) => {
    const mail = await readMail(folder, (params as { name: string }).name);
    if (!mail) return reply.callNotFound();
    reply.header('content-security-policy', mailPolicy(mail.html));
    return reply.type('text/html; charset=utf-8').send(leavingFrame(mail.html));
  });
}

/**
 * Asked by a program on this machine, under a name of this machine: another name that leads here is
 * a web page's way to read what it must not (DNS rebinding), and a proxy's client may be anywhere.
 */
function isDirect({ headers }: FastifyRequest): boolean {
  const { host = '' } = headers;
  const forwarded = Object.keys(headers).some((name) => /^(x-)?forwarded|^via$/.test(name));
  const url = `http://${host}`;
  return !forwarded && URL.canParse(url) && isLoopback(new URL(url).hostname);
}

/** So that a link opens in the window, where its page may do what it does. */
function leavingFrame(html: string): string {
  const base = '<base target="_top">';
  const withBase = html.replace(/<head\b[^>]*>/i, (head) => head + base);
  return withBase === html ? `<!doctype html>${base}${html}` : withBase;
}

/**
 * Lets a mail show its own styles, and load or run nothing. Without `default-src` style attributes
 * are free, which would otherwise take `unsafe-inline`; style elements go by their hashes.
 */
function mailPolicy(html: string): string {
  const styles = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/gi)].map(
    ([, css = '']) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`,
  );
  const nothing = ['script', 'connect', 'font', 'media', 'object', 'frame', 'worker', 'manifest'];
  return [
    ...nothing.map((each) => `${each}-src 'none'`),
    'img-src data:',
    `style-src-elem ${styles.join(' ') || "'none'"}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    `sandbox ${sandbox}`,
  ].join('; ');
}
