import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/command-line.js';

const SECRET = 'another one, which is long enough too';

let line: CommandLine;
beforeAll(async () => {
  line = await openCommandLine();
  await line.prepare();
});
afterAll(() => line.close());

/** A command, what is piped in, and how it is refused: exit code, sentence, code. */
const refused: [args: string, input: string, code: number, sentence: string, reason: unknown][] = [
  ['user show bob', '', 1, 'There is no account bob', 'not_found'],
  ['user set-password bob', '', 1, 'There is no account bob', 'not_found'],
  ['token mint bob', '', 1, 'There is no account bob', 'not_found'],
  ['user revoke ada ses_x', '', 1, 'ada@example.com has no living session ses_x', 'not_found'],
  ['user revoke ada', '', 2, 'Name one session, or say --all.', 'usage'],
  ['user delete ada', '', 2, 'for good. Add --yes to do it.', 'unconfirmed'],
  ['keys retire x', '', 1, 'There is no key x', 'not_found'],
  ['user create ada', '', 1, 'email: value is not a valid email address', undefined],
  [
    'user create ADA@example.com',
    '',
    1,
    'An account with this email address already exists',
    'email_taken',
  ],
  ['user create b@c.example --username Ada', '', 1, 'This username is taken', 'username_taken'],
  [
    'user create b@c.example --password-stdin',
    'short',
    1,
    'password: String should have at least 8 characters',
    undefined,
  ],
  [
    'user create b@c.example --password-stdin',
    'password1\n',
    1,
    'password: This password is one of the most common ones; choose another',
    undefined,
  ],
  [
    'user set-password ada --password-stdin',
    'ada@example.com',
    1,
    'password: The password must not be your email address or username',
    undefined,
  ],
  ['token mint ada --scope everything', '', 1, 'scope: The scope may have', undefined],
  ['token mint ada --ttl soon', '', 2, 'It must be a duration such as 30m', 'usage'],
  ['mail show mail_x', '', 1, 'There is no mail mail_x', 'not_found'],
  ['mail retry mail_x', '', 1, 'There is no mail mail_x', 'not_found'],
  ['mail retry', '', 2, 'Name one mail, or say --all-abandoned.', 'usage'],
  ['mail retry mail_x --all-abandoned', '', 2, 'Name one mail, or say', 'usage'],
  ['mail list --state lost', '', 2, 'Allowed choices are pending, sent, abandoned', 'usage'],
  ['mail list --limit 0', '', 2, 'It must be a whole number from 1 on.', 'usage'],
  ['user create', '', 2, "missing required argument 'email'", 'usage'],
  ['users', '', 2, "unknown command 'users'", 'usage'],
];

describe('a command is refused with a sentence, on standard error alone:', () => {
  it.each(refused)(
    '%s < "%s"',
    { timeout: 30_000 },
    async (args, input, code, sentence, reason) => {
      const refusal = await line.run([...args.split(' '), '--json'], { input });
      expect(refusal).toMatchObject({ code, stdout: '' });
      const body = JSON.parse(refusal.stderr);
      expect(body.code).toBe(reason);
      const said =
        reason === undefined ? `${body.detail[0].loc[1]}: ${body.detail[0].msg}` : body.detail;
      expect(said.replace('Value error, ', '')).toContain(sentence);
    },
  );

  const inWords: [args: string, code: number, text: string][] = [
    ['user show bob', 1, 'There is no account bob\n'],
    ['token mint ada --scope x', 1, 'scope: The scope may have profile:read, '],
    ['user create', 2, "missing required argument 'email'\nAdd --help to see how it is used.\n"],
  ];
  it.each(inWords)('%s, in words', { timeout: 30_000 }, async (args, code, text) => {
    const refusal = await line.run(args.split(' '));
    expect(refusal).toMatchObject({ code, stdout: '' });
    expect(refusal.stderr.slice(0, text.length)).toBe(text);
  });

  it('under another SECRET, with wrong settings, for a token of nobody active', async () => {
    const wrong = await line.run(['keys', 'list'], { env: { SECRET } });
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('SECRET is not the one this database was set up with');
    const settings = await line.run(['keys', 'list'], { env: { ACCESS_TOKEN_TTL: 'soon' } });
    expect(settings).toMatchObject({ code: 1, stdout: '' });
    expect(settings.stderr).toContain('- ACCESS_TOKEN_TTL must be a duration');
    await line.json('user', 'deactivate', 'ada');
    const inactive = await line.run(['token', 'mint', 'ada']);
    expect(inactive).toMatchObject({ code: 1, stdout: '' });
    expect(inactive.stderr).toContain('ada@example.com is deactivated');
  }, 60_000);
});

describe('doctor', () => {
  const faults: [about: string, env: Record<string, string>, line: RegExp][] = [
    [
      'a missing database',
      { DATABASE_URL: 'file:/nowhere/x.db' },
      /^✗ {2}database .*profile migrate$/m,
    ],
    ['another SECRET', { SECRET }, /^✗ {2}keys +SECRET is not the one/m],
    [
      'a folder that is a file',
      { MAIL_URL: 'file:/dev/null/x' },
      /^✗ {2}mail .*Check MAIL_URL\.$/m,
    ],
    [
      'mail that nobody takes',
      { MAIL_URL: 'smtp://127.0.0.1:1' },
      /^✗ {2}mail .*Check MAIL_URL\.$/m,
    ],
    ['wrong settings', { PORT: 'web' }, /^✗ {2}settings +PORT must be/m],
  ];
  it.each(faults)(
    'finds %s, says what to do and exits with 1',
    async (_, env, said) => {
      const { code, stdout, stderr } = await line.run(['doctor'], { env });
      expect([code, stderr]).toEqual([1, '']);
      expect(stdout).toMatch(said);
    },
    30_000,
  );

  it('names what looks like a setting and is none', async () => {
    const { stdout } = await line.run(['doctor'], { env: { PRIVATE_SIGNUP: 'true' } });
    expect(stdout).toMatch(/^✓ {2}settings .*; PRIVATE_SIGNUP is no setting; PRIVATE_SIGN_UP is$/m);
  });

  it('changes nothing: it neither makes a database nor a key', async () => {
    const line = await openCommandLine();
    for (let time = 0; time < 2; time++) {
      const { code, stdout } = await line.run(['doctor', '--json']);
      expect([code, JSON.parse(stdout).ok]).toEqual([1, false]);
      expect(stdout).toContain('Start the server, or run: profile migrate');
    }
    await line.json('migrate');
    for (let time = 0; time < 2; time++) {
      expect((await line.run(['doctor'])).stdout).toContain('none yet; the first start makes one');
    }
    await line.close();
  }, 60_000);
});
