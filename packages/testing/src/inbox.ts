import type { Message, Transport } from '@profile/server/parts';
import type { Inbox, MailFilter, ReceivedMail } from './interface.js';

/** Where a server delivers to, and what the test reads; `deliver` has it send whatever is due. */
export function createInbox(deliver: () => Promise<void>): { inbox: Inbox; transport: Transport } {
  const mails: ReceivedMail[] = [];
  const taken = new Set<ReceivedMail>();
  /** Whoever waits looks again when a mail has come. */
  const waiting = new Set<() => void>();

  const transport: Transport = {
    slots: 1,
    async send(message) {
      mails.push(received(message));
      for (const look of [...waiting]) look();
    },
    async close() {},
  };

  const select = (address: string, { kind }: MailFilter) =>
    mails.filter(
      ({ to, kind: its }) =>
        to.toLowerCase() === address.toLowerCase() && (kind === undefined || its === kind),
    );

  async function all(address: string, filter: MailFilter = {}): Promise<ReceivedMail[]> {
    await deliver();
    return select(address, filter);
  }

  const inbox: Inbox = {
    all,
    latest: async (address, filter) => (await all(address, filter)).at(-1),

    wait: (address, { timeout = 5_000, ...filter } = {}) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const mail = select(address, filter).find((each) => !taken.has(each));
          if (!mail) return;
          taken.add(mail);
          waiting.delete(look);
          clearTimeout(late);
          resolve(mail);
        };
        const late = setTimeout(() => {
          waiting.delete(look);
          const kind = filter.kind === undefined ? 'mail' : `mail of kind ${filter.kind}`;
          const came = mails.map((mail) => `${mail.kind} to ${mail.to}`).join(', ') || 'none';
          reject(new Error(`No new ${kind} to ${address} within ${timeout} ms; so far: ${came}`));
        }, timeout);
        waiting.add(look);
        look();
      }),
  };
  return { inbox, transport };
}

function received({ to, headers, subject, text, html, date }: Message): ReceivedMail {
  const body = String(text ?? '');
  const links = [...new Set(body.match(/https?:\/\/[^\s<>"]+/g))];
  return {
    to: to.address,
    kind: headers['X-Profile-Mail'],
    subject: subject ?? '',
    text: body,
    html: String(html ?? ''),
    date,
    links,
    code: /^ *([0-9]{6})\b/m.exec(body)?.[1],
    token: links.map((link) => /[?&#]token=([\w-]+)/.exec(link)?.[1]).find(Boolean),
  };
}
