import { createTransport } from 'nodemailer';
import type { Transport } from './transports.js';

/** For one mail from handing it in to the server's answer; shorter than the worker's lease. */
const wholeDeadline = 45_000;

/** Sends over a few connections that are kept open. */
export function smtpTransport(url: string, deadline = wholeDeadline): Transport {
  const mailer = createTransport({
    pool: true,
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return {
    async send(message) {
      // A server that trickles its replies outlasts every timeout of the socket.
      await mailer.sendMail({ ...message, signal: AbortSignal.timeout(deadline) });
    },
    async close() {
      mailer.close({ force: true });
    },
  };
}
