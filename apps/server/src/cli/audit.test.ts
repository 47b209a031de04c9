import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/command-line.js';

let line: CommandLine;
beforeAll(async () => {
  line = await openCommandLine();
  await line.prepare();
});
afterAll(() => line.close());

it.each([
  [{ LOG_FORMAT: 'json' }, true],
  [{ NODE_ENV: 'production' }, true],
  [{ NODE_ENV: 'production', LOG_FORMAT: 'pretty' }, false],
  [{ NODE_ENV: 'production', LOG_LEVEL: 'silent' }, false],
  [{}, false],
])('what an operator did is told where errors go, for collectors: %j', async (env, told) => {
  const ran = await line.run(['user', 'deactivate', 'ada', '--json'], { env });
  const { id } = JSON.parse(ran.stdout);
  const lines = ran.stderr
    .split('\n')
    .filter(Boolean)
    .map((text) => JSON.parse(text));
  const entry = {
    level: 30,
    time: expect.any(Number),
    audit: 'account.deactivated',
    user: id,
    sessions_revoked: expect.any(Number),
    by: 'operator',
    msg: 'audit',
  };
  expect(lines).toEqual(told ? [entry] : []);
});
