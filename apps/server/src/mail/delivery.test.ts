import { rmSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { catching, hour, openOutbox, publicUrl } from './outbox.fixture.js';
import { openTransport, type Transport } from './transports.js';

let outbox: Awaited<ReturnType<typeof openOutbox>>;
let files: Transport;

beforeEach(async () => {
  outbox = await openOutbox();
  files = openTransport(`file:${outbox.mails}`);
});
afterEach(() => outbox.close());

const header = (mail: { headers: { key: string; value: string }[] }, name: string) =>
  mail.headers.find(({ key }) => key === name)?.value;

describe('a mail to a folder', () => {
  it('is there within a second of wake, whole, with both parts and its headers', async () => {
    const worker = outbox.worker({ transport: files });
    const { token, mail } = await outbox.askToVerify(await outbox.signUp());
    worker.wake();
    await vi.waitFor(() => expect(outbox.written()).toHaveLength(1), 20_000);

    const [name = ''] = outbox.written();
    expect(name).toBe(`${mail.created_at.replaceAll(':', '-')}-verify-email-${mail.id}.eml`);
    expect(statSync(`${outbox.mails}/${name}`).mode & 0o777).toBe(0o600);
    expect(statSync(outbox.mails).mode & 0o777).toBe(0o700);

    const read = await outbox.read(name);
    expect(read.from).toMatchObject({ name: 'Profile', address: 'no-reply@example.com' });
    expect(read.to).toEqual([{ name: '', address: 'ada@example.com' }]);
    expect(read.subject).toBe('Confirm your email address');
    expect(read.messageId).toBe(`<${mail.id}@accounts.example.com>`);
    expect(Date.parse(read.date ?? '')).toBe(Math.floor(Date.parse(mail.created_at) / 1e3) * 1e3);
    expect(header(read, 'x-profile-mail')).toBe('verify-email');
    expect(header(read, 'auto-submitted')).toBe('auto-generated');

    const row = await outbox.store.mailTokens.byId(token.id);
    if (!row) throw new Error('The token is gone');
    const link = `${publicUrl}/account/verify-email?token=${outbox.mailedSecrets.token(row)}`;
    expect(read.text?.split('\n')).toContain(link);
    expect(read.text?.split('\n')).toContain(outbox.mailedSecrets.code(row));
    expect(read.html).toContain(link);
  });

  it('overwrites itself when it is sent again, and finds a folder that was removed', async () => {
    const transport = catching();
    outbox.worker({ transport });
    await outbox.askToVerify(await outbox.signUp());
    await vi.waitFor(() => expect(transport.caught).toHaveLength(1), 20_000);
    rmSync(outbox.mails, { recursive: true });
    for (const message of [...transport.caught, ...transport.caught]) {
      await files.send(message, AbortSignal.timeout(1_000));
    }
    expect(outbox.written()).toHaveLength(1);
  });

  it('is not there when it would have come too late', async () => {
    const transport = catching();
    outbox.worker({ transport });
    await outbox.askToVerify(await outbox.signUp());
    await vi.waitFor(() => expect(transport.caught).toHaveLength(1), 20_000);
    const [message] = transport.caught;
    if (!message) throw new Error('No mail was sent');
    await expect(files.send(message, AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
    expect(outbox.written()).toEqual([]);
  });

  it('is sent by the poll alone, and tells the log nothing but its id and kind', async () => {
    outbox.worker({ transport: files });
    const { mail } = await outbox.askToVerify(await outbox.signUp());
    await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 20_000);
    const told = { level: 'info', message: 'mail sent', mail: mail.id, kind: 'verify-email' };
    expect(outbox.log).toEqual([told]);
    expect(await outbox.waiting()).toEqual([]);
  });
});

describe('names', () => {
  const name = '<b>Winner</b> https://evil.example\r\nBcc: eve@example.com';

  it('are in no mail to an unproved address', async () => {
    const transport = catching();
    const ada = await outbox.signUp({ first_name: name });
    const bob = await outbox.signUp({ first_name: 'Barnabas' }, 'bob@example.com');
    for (const user of [ada, bob]) {
      await outbox.askToVerify(user);
      await outbox.put(user, 'password-changed', { ip: 'evil.example' });
    }
    outbox.worker({ transport });
    await vi.waitFor(() => expect(transport.caught).toHaveLength(4), 20_000);
    // Words that no token in a link holds by chance.
    expect(JSON.stringify(transport.caught)).not.toMatch(/evil|Barnabas|Winner|Bcc:/);
  });

  it('greet the owner of a proved address, unless they are no plain names', async () => {
    for (const [first_name, email] of [
      [name, 'ada@example.com'],
      ['Bob', 'bob@example.com'],
    ] as const) {
      const user = await outbox.signUp({ first_name }, email);
      await outbox.store.accounts.verifyEmail(user.id, email, user.created_at);
      await outbox.put(user, 'password-changed', { at: user.created_at, ip: '2001:db8::1' });
    }
    outbox.worker({ transport: files });
    await vi.waitFor(() => expect(outbox.written()).toHaveLength(2), 20_000);
    const read = await Promise.all(outbox.written().map(outbox.read));
    const texts = new Map(read.map(({ to, text }) => [to?.[0]?.address, text]));
    expect(texts.get('ada@example.com')).toMatch(/^Hello,\n/);
    expect(texts.get('bob@example.com')).toMatch(/^Hello Bob,\n/);
    expect(texts.get('bob@example.com')).toContain('Network address: 2001:db8::1\n');
    expect(JSON.stringify(read)).not.toMatch(/evil|eve@example/);
  });
});

describe('a mail whose link would be dead is not sent', () => {
  const cases: [string, (user: Awaited<ReturnType<typeof outbox.signUp>>) => Promise<unknown>][] = [
    ['because a newer one was asked for', (user) => outbox.askToVerify(user)],
    [
      'because it was used',
      ({ id }) => outbox.store.mailTokens.kill(id, outbox.now().toISOString()),
    ],
    ['because it expired', async () => outbox.letPass(24 * hour)],
  ];

  it.each(cases)('%s', async (_, happens) => {
    const user = await outbox.signUp();
    const { mail } = await outbox.askToVerify(user);
    await happens(user);
    const transport = catching();
    const worker = outbox.worker({ transport });
    await vi.waitFor(() => {
      expect(outbox.log).toContainEqual(
        expect.objectContaining({ message: 'mail superseded', mail: mail.id }),
      );
    }, 20_000);
    await worker.stop();
    expect(transport.caught.map(({ messageId }) => messageId)).not.toContain(
      `<${mail.id}@accounts.example.com>`,
    );
    expect(await outbox.waiting()).toEqual([]);
  });
});
