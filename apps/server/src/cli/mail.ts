import { Failure, instant } from '@profile/api';
import { type MailDescription, type MailState, mailStates, type Store } from '@profile/db';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { retryMail } from '../mail/retry.js';
import { addCommand, columns, count, say } from './command.js';
import { mailLines, mailRow, mailRowHead } from './mail-view.js';
import { withOperator } from './operator.js';
import { Refused } from './refusal.js';

interface ListOptions {
  state?: MailState;
  limit: number;
}

export function mailCommands(program: Command): void {
  const mail = addCommand(program, 'mail', 'What was mailed, and what could not be.', [
    'mail list --state abandoned',
    'mail retry --all-abandoned',
  ]);

  addCommand(mail, 'list', 'List mails of the last 30 days, the newest first.', [
    'mail list',
    'mail list --state pending --limit 100 --json',
  ])
    .addOption(new Option('--state <state>', 'only those that are').choices(mailStates))
    .option('--limit <number>', 'how many at most', wholeNumber, 20)
    .action(async ({ state, limit }: ListOptions, command: Command) => {
      const mails = await withOutbox((outbox) => outbox.list(limit, state));
      const text = mails.length > 0 ? columns([mailRowHead, ...mails.map(mailRow)]) : 'No mails.';
      say(command, { data: { mails }, text });
    });

  addCommand(mail, 'show <mail>', 'Show what has become of a mail; never its link or code.', [
    'mail show mail_01jq2v8m3xfq9t5c7d0a4ke6nb',
  ]).action(async (id: string, _: object, command: Command) => {
    const data = found(id, await withOutbox((outbox) => outbox.byId(id)));
    say(command, { data, text: mailLines(data) });
  });

  addCommand(
    mail,
    'retry [mail]',
    'Try a mail again now that waits or was given up. A running server sends it within seconds.',
    ['mail retry mail_01jq2v8m3xfq9t5c7d0a4ke6nb', 'mail retry --all-abandoned'],
  )
    .option('--all-abandoned', 'every mail that was given up')
    .action(
      async (
        id: string | undefined,
        { allAbandoned = false }: { allAbandoned?: boolean },
        command: Command,
      ) => {
        if ((id === undefined) !== allAbandoned) {
          throw new Refused('usage', 'Name one mail, or say --all-abandoned.', 2);
        }
        say(command, await withOutbox((outbox, now) => retry(outbox, now, id)));
      },
    );
}

async function retry(outbox: Store['outbox'], now: Date, id?: string) {
  if (id === undefined) {
    const retried = await outbox.retryAbandoned(instant(now));
    return { data: { retried }, text: `Trying ${count(retried, 'mail')} again.` };
  }
  const mail = found(id, await retryMail(outbox, id, now));
  const { state, next_try_at } = mail;
  if (state === 'sent') throw new Refused('mail_sent', `${id} was sent; it is not sent again.`);
  if (state === 'superseded') {
    throw new Refused('mail_superseded', `${id} is of no use any more: its link would be dead.`);
  }
  return { data: mail, text: `Trying ${id} again at ${next_try_at}.` };
}

function found(id: string, mail: MailDescription | undefined): MailDescription {
  if (!mail) throw new Failure('not_found', { detail: `There is no mail ${id}` });
  return mail;
}

const withOutbox = <T>(work: (outbox: Store['outbox'], now: Date) => Promise<T>): Promise<T> =>
  withOperator(({ services: { store, now } }) => work(store.outbox, now()));

function wholeNumber(text: string): number {
  if (/^[1-9][0-9]{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
}
