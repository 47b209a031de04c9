import { describe, expect, it } from 'vitest';
import { openApi, password } from '../testing/context.js';

const invalid = { reason: 'invalid_mail_token', status: 400 };

/** An account that has just asked for its first verification mail. */
async function openPending() {
  const api = await openApi();
  const account = await api.account();
  const { email } = api.as({ session: account.session });
  const { verification, requestVerification, confirmVerification } = email;
  await requestVerification();
  const first = await api.mailed(account.id);
  const calls = { verification, requestVerification, confirmVerification };
  return { ...api, ...account, ...calls, first };
}

/** A code that is certainly another one. */
const otherThan = (code: string, by = 1) =>
  String((Number(code) + by) % 1_000_000).padStart(6, '0');

describe('email.verification', () => {
  const blank = { email: 'ada@example.com', pending_email: null };
  const never = { sent_at: null, expires_at: null, resend_available_at: null };

  it('is unverified before any mail', async () => {
    const { as, account } = await openApi();
    const { session } = await account();
    const state = { status: 'unverified', ...blank, ...never };
    expect(await as({ session }).email.verification()).toEqual(state);
  });

  it.each([
    ['right after the mail', 0, 'pending'],
    ['after the cooldown', 60_000, 'pending'],
    ['just before it expires', 86_399_999, 'pending'],
    ['when it has expired', 86_400_000, 'unverified'],
  ])('tells of the mail %s', async (_, wait, status) => {
    const { verification, pass, at } = await openPending();
    const sent = { sent_at: at(), expires_at: at(86_400_000), resend_available_at: at(60_000) };
    pass(wait);
    const times = status === 'pending' ? sent : never;
    expect(await verification()).toEqual({ status, ...blank, ...times });
  });

  it('still tells of the cooldown when the mail is dead', async () => {
    const { verification, as, session, at } = await openPending();
    const change = { current_password: password, new_password: 'quiet-lantern-58' };
    await as({ session }).password.change(change);
    const state = { status: 'unverified', ...blank, ...never, resend_available_at: at(60_000) };
    expect(await verification()).toEqual(state);
  });

  it('is verified once, with nothing to wait for', async () => {
    const { confirmVerification, verification, first } = await openPending();
    const state = { status: 'verified', ...blank, ...never };
    expect(await confirmVerification({ token: first.token })).toEqual(state);
    expect(await verification()).toEqual(state);
  });
});

describe('email.requestVerification', () => {
  it('puts a mail into the outbox that holds no secret', async () => {
    const { mails, id, first, at } = await openPending();
    const [mail, ...more] = await mails();
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      kind: 'verify-email',
      user_id: id,
      address: 'ada@example.com',
      data: { mail_token_id: first.row.id },
      created_at: at(),
    });
    const stored = JSON.stringify([mail, first.row]);
    expect(stored).not.toContain(first.token.slice(22));
    expect(stored).not.toContain(first.code);
  });

  it('refuses while the cooldown lasts, and says until when', async () => {
    const { requestVerification, verification, pass, mails, confirmVerification, first } =
      await openPending();
    pass(20_500);
    const state = await verification();
    await expect(requestVerification()).rejects.toMatchObject({
      reason: 'verification_cooldown',
      status: 429,
      details: { retryAfter: 40, emailVerification: state },
      body: { code: 'verification_cooldown', email_verification: state },
    });
    pass(39_499);
    await expect(requestVerification()).rejects.toMatchObject({ details: { retryAfter: 1 } });
    expect(await mails()).toHaveLength(1);
    await expect(confirmVerification({ token: first.token })).resolves.toBeDefined();
  });

  it('sends another mail after the cooldown, and kills the old link and code', async () => {
    const { requestVerification, confirmVerification, pass, first, mailed, id, mails, at } =
      await openPending();
    pass(60_000);
    expect(await requestVerification()).toMatchObject({ status: 'pending', sent_at: at() });
    expect(await mails()).toHaveLength(2);
    const second = await mailed(id);
    expect(second.token).not.toBe(first.token);
    await expect(confirmVerification({ token: first.token })).rejects.toMatchObject(invalid);
    await expect(confirmVerification({ code: first.code })).rejects.toMatchObject(invalid);
    expect((await confirmVerification({ token: second.token })).status).toBe('verified');
  });

  it('sends one mail when many ask at once', async () => {
    const { as, account, mails } = await openApi();
    const { session } = await account();
    const { requestVerification } = as({ session }).email;
    const tries = Array.from({ length: 16 }, () => requestVerification());
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await mails()).toHaveLength(1);
  });

  it('sends nothing to an address that is proved', async () => {
    const { requestVerification, confirmVerification, first, pass, mails } = await openPending();
    await confirmVerification({ token: first.token });
    pass(3_600_000);
    expect((await requestVerification()).status).toBe('verified');
    expect(await mails()).toHaveLength(1);
  });
});

describe('email.confirmVerification', () => {
  it.each(['token', 'code'] as const)('proves the address by the %s, once', async (by) => {
    const { confirmVerification, first, store, id, at, pass } = await openPending();
    pass(5000);
    await confirmVerification({ [by]: first[by] });
    const verified = { email_verified: true, version: 2, updated_at: at() };
    expect(await store.accounts.byId(id)).toMatchObject(verified);
    const again = confirmVerification({ [by]: first[by] });
    await expect(again).rejects.toMatchObject(invalid);
    expect(await store.accounts.byId(id)).toMatchObject(verified);
  });

  it.each(['token', 'code'] as const)('refuses a %s that has expired', async (by) => {
    const { confirmVerification, first, pass } = await openPending();
    pass(86_400_000);
    await expect(confirmVerification({ [by]: first[by] })).rejects.toMatchObject(invalid);
  });

  it.each<[string, (token: string) => string]>([
    ['garbage', () => 'garbage'],
    ['a token with another proof', (token) => `${token.slice(0, -2)}AA`],
    ['a proof alone', (token) => token.slice(22)],
    ['the id of its row', (token) => token.slice(0, 22)],
    ['a token with something after it', (token) => `${token}A`],
  ])('refuses %s as a token, and leaves the good one alone', async (_, forge) => {
    const { confirmVerification, first } = await openPending();
    const forged = confirmVerification({ token: forge(first.token) });
    await expect(forged).rejects.toMatchObject(invalid);
    expect((await confirmVerification({ token: first.token })).status).toBe('verified');
  });

  it("refuses another user's token and code, which stay good for that user", async () => {
    const { account, as, first, confirmVerification } = await openPending();
    const eve = as({ session: (await account('eve')).session }).email;
    for (const given of [{ token: first.token }, { code: first.code }]) {
      await expect(eve.confirmVerification(given)).rejects.toMatchObject(invalid);
    }
    expect((await confirmVerification({ code: first.code })).status).toBe('verified');
  });

  it('refuses a token of another purpose', async () => {
    const { store, services, confirmVerification, id, first } = await openPending();
    const row = { ...first.row, id: 'A'.repeat(22), purpose: 'reset-password', user_id: id };
    await store.mailTokens.replace(row, row.created_at);
    const token = services.mailedSecrets.token(row);
    await expect(confirmVerification({ token })).rejects.toMatchObject(invalid);
  });

  it.each(['token', 'code'] as const)(
    'refuses a %s for an address that has changed since, and uses nothing up',
    async (by) => {
      const { confirmVerification, verification, first, execute, store, id } = await openPending();
      await execute("UPDATE users SET email = 'new@example.com'");
      expect(await verification()).toMatchObject({ status: 'unverified', sent_at: null });
      await expect(confirmVerification({ [by]: first[by] })).rejects.toMatchObject(invalid);
      expect((await store.accounts.byId(id))?.email_verified).toBe(false);
      expect((await store.mailTokens.byId(first.row.id))?.used_at).toBeNull();
    },
  );

  it('takes the right code after four wrong ones', async () => {
    const { confirmVerification, first } = await openPending();
    for (let i = 1; i <= 4; i++) {
      const wrong = confirmVerification({ code: otherThan(first.code, i) });
      await expect(wrong).rejects.toMatchObject(invalid);
    }
    expect((await confirmVerification({ code: first.code })).status).toBe('verified');
  });

  it.each(['token', 'code'] as const)('takes no %s after five wrong codes', async (by) => {
    const { confirmVerification, verification, first } = await openPending();
    for (let i = 1; i <= 5; i++) {
      const wrong = confirmVerification({ code: otherThan(first.code, i) });
      await expect(wrong).rejects.toMatchObject(invalid);
    }
    await expect(confirmVerification({ [by]: first[by] })).rejects.toMatchObject(invalid);
    expect((await verification()).status).toBe('unverified');
  });

  it('counts no try at what can be no code', async () => {
    const { confirmVerification, first, store } = await openPending();
    for (const code of ['abcdef', '١٢٣٤٥٦', '12345', '1234567', '12345\n', '-12345']) {
      await expect(confirmVerification({ code })).rejects.toMatchObject({ status: 422 });
    }
    expect((await store.mailTokens.byId(first.row.id))?.tries).toBe(0);
  });

  it('compares no more than five codes, however many come at once', async () => {
    const { confirmVerification, first, store } = await openPending();
    const codes = Array.from({ length: 32 }, (_, i) => otherThan(first.code, i + 1));
    await Promise.allSettled(codes.map((code) => confirmVerification({ code })));
    expect(await store.mailTokens.byId(first.row.id)).toMatchObject({
      tries: 5,
      used_at: expect.any(String),
    });
  });

  it.each(['token', 'code'] as const)('lets one of sixteen at once with one %s win', async (by) => {
    const { confirmVerification, first, store, id } = await openPending();
    const tries = Array.from({ length: 16 }, () => confirmVerification({ [by]: first[by] }));
    const outcomes = await Promise.allSettled(tries);
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(lost).toHaveLength(15);
    for (const { reason } of lost) expect(reason).toMatchObject(invalid);
    expect(await store.accounts.byId(id)).toMatchObject({ email_verified: true, version: 2 });
  });
});
