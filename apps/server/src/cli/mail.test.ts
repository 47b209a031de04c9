import { expect, it, vi } from 'vitest';
import { openCommandLine } from '../testing/command-line.js';
import { reply, startMailServer } from '../testing/mail-server.js';

interface Mail {
  id: string;
  state: string;
  last_error: string | null;
}

it('an operator finds what was given up, has it tried again, and nothing sent twice', async () => {
  const server = await startMailServer();
  const refused = new Set(['gone@example.com', 'away@example.com', 'far@example.com']);
  server.state.faults = {
    rcpt(address) {
      if (refused.has(address)) throw reply(550, '5.1.1 no such user');
    },
  };
  const line = await openCommandLine({ MAIL_URL: `smtp://127.0.0.1:${server.port}` });
  await line.serve();
  const list = async (state: string) =>
    (await line.json<{ mails: Mail[] }>('mail', 'list', '--state', state)).mails;
  const create = (name: string) => line.json('user', 'create', `${name}@example.com`);

  for (const name of ['here', 'gone', 'away', 'far']) await create(name);
  await vi.waitFor(async () => expect(await list('abandoned')).toHaveLength(3), {
    timeout: 15_000,
    interval: 500,
  });
  const [abandoned] = await list('abandoned');
  expect(abandoned).toMatchObject({ last_error: '550 5.1.1 no such user' });
  const shown = await line.run(['mail', 'show', abandoned?.id ?? '']);
  expect(shown.stdout).toMatch(
    /\nstate +abandoned\n[\s\S]*\nlast error +550 5\.1\.1 no such user\n$/,
  );

  refused.clear();
  await line.json('mail', 'retry', abandoned?.id ?? '');
  await vi.waitFor(() => expect(server.taken).toHaveLength(2), 10_000);
  expect(await line.json('mail', 'retry', '--all-abandoned')).toEqual({ retried: 2 });
  await vi.waitFor(() => expect(server.taken).toHaveLength(4), 10_000);
  await vi.waitFor(async () => expect(await list('sent')).toHaveLength(4), 10_000);

  const again = await line.run(['mail', 'retry', abandoned?.id ?? '', '--json']);
  expect([again.code, JSON.parse(again.stderr)]).toMatchObject([
    1,
    { code: 'mail_sent', detail: expect.stringContaining('was sent; it is not sent again.') },
  ]);
  expect(await line.json('mail', 'retry', '--all-abandoned')).toEqual({ retried: 0 });
  expect(server.taken).toHaveLength(4);
  await line.close();
  await server.close();
}, 90_000);

it('a mail whose link would be dead is not tried again', async () => {
  const line = await openCommandLine();
  await line.json('migrate');
  await line.json('user', 'create', 'ada@example.com', '--username', 'ada');
  // Whatever was mailed is dead with the old password.
  await line.json('user', 'set-password', 'ada');
  await line.serve();
  const superseded = async () =>
    (await line.json<{ mails: Mail[] }>('mail', 'list', '--state', 'superseded')).mails;
  await vi.waitFor(async () => expect(await superseded()).toHaveLength(1), 10_000);
  const [mail] = await superseded();
  const refused = await line.run(['mail', 'retry', mail?.id ?? '']);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toBe(`${mail?.id} is of no use any more: its link would be dead.\n`);
  await line.close();
}, 60_000);
