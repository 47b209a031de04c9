import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { openCommandLine } from '../testing/command-line.js';
import { createProgram } from './program.js';

/** Hashes, private halves and what refresh tokens are derived from. */
const unspeakable = /argon2|private|seed|sealed|"d"|refresh|mail_token(?!s":)/i;
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
const usr = expect.stringMatching(/^usr_[0-9a-z]{26}$/);

const user = {
  id: usr,
  username: 'ada',
  email: 'ada@example.com',
  email_verified: false,
  is_active: true,
  issuer: null,
  created_at: instant,
  last_login: null,
  sessions: 1,
};
const session = {
  id: expect.stringMatching(/^ses_[0-9a-z]{26}$/),
  scope: 'profile:read profile:write account:security',
  created_at: instant,
  last_seen_at: instant,
  expires_at: instant,
  ip: null,
  device: 'profile token mint',
};
const key = {
  kid: expect.stringMatching(/^[\w-]{43}$/),
  alg: 'ES256',
  state: 'signing',
  created_at: instant,
  active_from: instant,
  retired_at: null,
};
const mail = {
  id: expect.stringMatching(/^mail_[0-9a-z]{26}$/),
  kind: 'verify-email',
  user_id: usr,
  address: 'ada@example.com',
  created_at: instant,
  next_try_at: instant,
  tries: 0,
  sent_at: null,
  last_error: null,
  state: 'pending',
};
const generated = expect.stringMatching(/^([0-9a-z]{5}-){3}[0-9a-z]{5}$/);

/** A command, what it says to people, and to programs; `KEY` and `MAIL` stand for the one there is. */
const commands: [args: string, human: RegExp, json: object][] = [
  [
    'migrate',
    /is up to date with \d+ migration/,
    { database: expect.any(String), applied: [], present: expect.any(Array) },
  ],
  ['user show ada', /^id +usr_.*\nusername +ada\nemail +ada@example.com \(not verified\)\n/, user],
  [
    'user sessions ada',
    /^SESSION +LAST SEEN +EXPIRES +ADDRESS +DEVICE\nses_\w+ .* - +profile token mint$/,
    { sessions: [session] },
  ],
  [
    'token mint ada --scope profile:read',
    /^eyJ[\w.-]+$/,
    {
      access_token: expect.stringMatching(/^eyJ/),
      scope: 'profile:read',
      session: expect.stringMatching(/^ses_/),
      expires_at: instant,
      token_type: 'Bearer',
    },
  ],
  [
    'user revoke ada --all',
    /^Ended 1 session of ada@example.com\.$/,
    { id: usr, sessions_revoked: 1 },
  ],
  [
    'user set-password ada',
    /^Set the password of ada@example.com; 1 session ended\.\nPassword, shown only now: \S+$/,
    { id: usr, sessions_revoked: 1, password: generated },
  ],
  [
    'user deactivate ada',
    /^ada@example.com is deactivated; 1 session ended\.$/,
    { id: usr, is_active: false, sessions_revoked: 1 },
  ],
  [
    'user activate ada',
    /^ada@example.com is active\.$/,
    { id: usr, is_active: true, sessions_revoked: 0 },
  ],
  [
    'keys list',
    /^KEY +ALGORITHM +STATE +SIGNS FROM +VERIFIES UNTIL\n\S+ +ES256 +signing +\S+ +-$/,
    { keys: [key] },
  ],
  [
    'keys rotate',
    /^Published \S+ \(ES256\)\. It signs from \S+ on\.$/,
    { ...key, state: 'published' },
  ],
  [
    'keys retire KEY',
    /^\S+ verifies until \S+\. The key that signs is \S+\.$/,
    { ...key, state: 'verifying', retired_at: instant, signing: key.kid },
  ],
  [
    'keys retire KEY --now',
    /^\S+ is retired since \S+\. The key that signs is \S+\.$/,
    { ...key, state: 'retired', retired_at: instant, signing: key.kid },
  ],
  [
    'keys discard --yes --same-secret',
    /^Forgot 1 key and ended 1 session\. \S+ signs from now on\.$/,
    { keys: 1, sessions: 1, kid: key.kid },
  ],
  [
    'mail list --state pending',
    /^MAIL +KIND +STATE +TRIES +WRITTEN +ADDRESS +LAST ERROR\nmail_\w+ +verify-email +pending +0 +\S+ +ada@example.com +-$/,
    { mails: [mail] },
  ],
  ['mail list --state abandoned --limit 1', /^No mails\.$/, { mails: [] }],
  [
    'mail show MAIL',
    /^id +mail_\w+\nkind +verify-email\nto +ada@example.com\n[\s\S]*\nlast error +-$/,
    mail,
  ],
  ['mail retry MAIL', /^Trying mail_\w+ again at \S+Z\.$/, mail],
  ['mail retry --all-abandoned', /^Trying 0 mails again\.$/, { retried: 0 }],
  [
    'doctor',
    /^(✓ {2}(settings|database|mail|keys|clock) .*\n?){5}$/,
    { ok: true, checks: expect.any(Array) },
  ],
  [
    'backup',
    /^Backed up \S+ to \S+\/backups\/profile-[\dTZ-]+: 1 user, 0 pictures\. All of it was read again\.\nSECRET is not in it, and restoring takes it\. Keep it elsewhere\.$/,
    {
      folder: expect.stringMatching(/\/backups\/profile-[\dTZ-]+$/),
      format: 1,
      created_at: instant,
      of: expect.any(String),
      migration: expect.stringMatching(/^\d{4}_\w+$/),
      rows: expect.objectContaining({ users: 1, sessions: 1, signing_keys: 1 }),
      pictures: 0,
      missing_pictures: [],
      opens: true,
    },
  ],
  ['user delete ada --yes', /^Deleted ada@example.com \(usr_\w+\)\.$/, { id: usr, deleted: true }],
];

/** Runs a command on a database of its own with an account that is signed in. */
async function runOn(args: string, ...more: string[]) {
  const line = await openCommandLine();
  const { kid, mail } = await line.prepare();
  const named = args.replace('KEY', kid).replace('MAIL', mail);
  const ran = await line.run([...named.split(' '), ...more]);
  await line.close();
  return ran;
}

describe('a command answers people in words and programs in JSON:', () => {
  it.each(commands)('%s', { timeout: 30_000 }, async (args, human, json) => {
    const [forPeople, forPrograms] = await Promise.all([runOn(args), runOn(args, '--json')]);
    expect(forPeople.stderr).toMatch(args.startsWith('token mint') ? /^Opened the session/ : /^$/);
    expect(forPeople.stdout.trimEnd()).toMatch(human);
    expect(forPrograms.stderr).toBe('');
    expect(forPrograms.stdout).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(forPrograms.stdout)).toEqual(json);
    expect([forPeople.code, forPrograms.code]).toEqual([0, 0]);
    expect(forPeople.stdout + forPrograms.stdout).not.toMatch(unspeakable);
  });
});

it('migrate says what it applied', { timeout: 30_000 }, async () => {
  const line = await openCommandLine();
  const { applied, present } = await line.json<{ applied: string[]; present: string[] }>('migrate');
  expect(present).toEqual([]);
  expect(applied[0]).toBe('0000_first');
  expect(await line.json('migrate')).toMatchObject({ applied: [], present: applied });
  await line.close();
});

it('an account has the password that was piped in, or one that is shown once', async () => {
  const line = await openCommandLine();
  await line.json('migrate');
  const piped = await line.run(['user', 'create', 'ada@example.com', '--password-stdin'], {
    input: 'quiet-lantern-58-harbor\n',
  });
  expect(piped.stdout).toMatch(
    /^Made the account usr_\w+ of ada@example.com, username user_\w+\.\n$/,
  );
  const made = await line.json('user', 'create', 'bob@example.com', '--verified');
  expect(made).toMatchObject({ email_verified: true, password: generated });
  const shown = await line.run(['user', 'create', 'eve@example.com']);
  expect(shown.stdout).toMatch(/\nPassword, shown only now: \S+\n$/);
  await line.close();
}, 30_000);

it('the help of every command has examples and names --json', () => {
  const seen: string[] = [];
  const visit = (command: Command) => {
    for (const each of command.commands) {
      let help = '';
      each
        .configureOutput({
          writeOut: (text) => {
            help += text;
          },
        })
        .outputHelp();
      expect(help).toMatch(/\n {2}--json .*[\s\S]*\nExamples:\n {2}\$ profile \S/);
      seen.push(each.name());
      visit(each);
    }
  };
  visit(createProgram());
  expect(seen).toHaveLength(24);
});
