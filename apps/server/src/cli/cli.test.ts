import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openCommandLine } from '../testing/command-line.js';

const password = 'violet-anchor-73-mosaic';
const secrets = /argon2|private|seed|sealed|"d"/i;
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
  sessions: 0,
};
const key = {
  kid: expect.stringMatching(/^[\w-]{43}$/),
  alg: 'ES256',
  state: 'signing',
  created_at: instant,
  active_from: instant,
  retired_at: null,
};
const generated = expect.stringMatching(/^([0-9a-z]{5}-){3}[0-9a-z]{5}$/);

/** A command, what it says to people, and to programs; `KEY` and `SES` stand for the newest. */
const commands: [args: string, human: RegExp, json: object][] = [
  ['migrate', /is up to date with \d+ migration/, { database: expect.any(String), applied: [], present: expect.any(Array) }],
  ['user show ada', /^id +usr_.*\nusername +ada\nemail +ada@example.com \(not verified\)\n/, user],
  ['user sessions ada', /^(No sessions\.|SESSION +LAST SEEN .*\n(ses_.*\n?)+)$/, { sessions: [] }],
  ['token mint ada --scope profile:read', /^eyJ[\w.-]+$/, { access_token: expect.stringMatching(/^eyJ/), scope: 'profile:read', session: expect.stringMatching(/^ses_/), expires_at: instant, token_type: 'Bearer' }],
  ['user revoke ada --all', /^Ended 1 session of ada@example.com\.$/, { id: usr, sessions_revoked: 1 }],
  ['user set-password ada', /^Set the password of ada@example.com; 1 session ended\.\nPassword, shown only now: \S+$/, { id: usr, sessions_revoked: 1, password: generated }],
  ['user deactivate ada', /^ada@example.com is deactivated; 1 session ended\.$/, { id: usr, is_active: false, sessions_revoked: 1 }],
  ['user activate ada', /^ada@example.com is active\.$/, { id: usr, is_active: true, sessions_revoked: 0 }],
  ['keys list', /^KEY +ALGORITHM +STATE +SIGNS FROM +VERIFIES UNTIL\n\S+ +ES256 +signing +\S+ +-$/, { keys: [key] }],
  ['keys rotate', /^Published \S+ \(ES256\)\. It signs from \S+ on\.$/, { ...key, state: 'published' }],
  ['keys retire KEY', /^\S+ verifies until \S+\. The key that signs is \S+\.$/, { ...key, state: 'verifying', retired_at: instant, signing: key.kid }],
  ['keys retire KEY --now', /^\S+ is retired since \S+\. The key that signs is \S+\.$/, { ...key, state: 'retired', retired_at: instant, signing: key.kid }],
  ['doctor', /^(✓ {2}(settings|database|mail|keys|clock) .*\n?){5}$/, { ok: true, checks: expect.any(Array) }],
  ['user delete ada --yes', /^Deleted ada@example.com \(usr_\w+\)\.$/, { id: usr, deleted: true }],
];

describe.concurrent('a command answers people in words and programs in JSON:', () => {
  it.each(commands)('%s', { timeout: 60_000 }, async (args, human, json) => {
    const open = async () => {
      const line = await openCommandLine();
      await line.json('user', 'create', user.email, '--username', 'ada');
      const { keys } = await line.json<{ keys: { kid: string }[] }>('keys', 'list');
      // What ends sessions needs one to end.
      if (/revoke|set-pass|deact/.test(args)) await line.json('token', 'mint', 'ada');
      return line.run(args.replace('KEY', keys[0]?.kid ?? '').split(' ').concat(extra));
    };
    let extra: string[] = [];
    const forPeople = await open();
    expect(forPeople).toMatchObject({ code: 0, stderr: /mint/.test(args) ? /Opened/ : '' });
    expect(forPeople.stdout.trimEnd()).toMatch(human);
    extra = ['--json'];
    const forPrograms = await open();
    expect(forPrograms).toMatchObject({ code: 0, stderr: '' });
    expect(forPrograms.stdout).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(forPrograms.stdout)).toEqual(json);
    expect(forPeople.stdout + forPrograms.stdout).not.toMatch(secrets);
  });
});
