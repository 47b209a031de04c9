import type { NodemailerError } from 'nodemailer';
import { isLoopback } from '../loopback.js';
import type { Transport } from './transports.js';

/** How an address is connected to; what its query says goes before. */
export function smtpOptions(url: string) {
  const { username, password, hostname } = new URL(url);
  return {
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // Whoever stands between could hide that the server encrypts, and be told the password.
    requireTLS: Boolean(username || password) && !isLoopback(hostname),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Some servers repeat what they did not understand. */
export function withoutPassword(error: NodemailerError, url: string): NodemailerError {
  const password = decodeURIComponent(new URL(url).password);
  if (password !== '' && error.response) {
    error.response = error.response.replaceAll(password, '[password]');
  }
  return error;
}

/** Sends over connections that are kept open: one, unless the address says `?maxConnections=`. */
export function smtpTransport(url: string): Transport {
  const given = Math.trunc(Number(new URL(url).searchParams.get('maxConnections')));
  const slots = Math.min(Math.max(given || 1, 1), 50);
  // Loaded with the first mail, since no start waits for one.
  let opening: ReturnType<typeof open> | undefined;
  async function open() {
    const { createTransport } = await import('nodemailer');
    return createTransport({ pool: true, maxConnections: slots, ...smtpOptions(url) });
  }

  return {
    slots,
    async send(message, signal) {
      opening ??= open();
      const mailer = await opening;
      // A server that trickles its replies outlasts every timeout of the socket.
      await mailer.sendMail({ ...message, signal }).catch((error: NodemailerError) => {
        if (signal.aborted) throw new Error('The server did not take the mail in time');
        throw withoutPassword(error, url);
      });
    },
    async close() {
      (await opening)?.close({ force: true });
    },
  };
}
