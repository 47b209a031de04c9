import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProject, examplesIn, inRepository, type Project } from './project.js';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const versions = ['5.7', '5.8', '5.9', '6.0', '7.0'];
const resolutions = ['bundler', 'node16', 'nodenext'];

/** What must not compile. Were the types not found, everything would. */
const refused = `import { createProfileClient, settle } from '@profile/sdk';
const client = createProfileClient({ url: 'https://accounts.example.com' });
// @ts-expect-error: nobody makes himself staff
client.profile.update({ is_staff: true });
// @ts-expect-error: there is no such method
client.profile.delete();
export async function prove(): Promise<number> {
  const { data, error } = await settle(client.email.requestVerification());
  if (!error) return data.email.length;
  // @ts-expect-error: a password has nothing to do with it
  if (error.code === 'invalid_current_password') return 0;
  if (error.code === 'verification_cooldown') return error.retryAfter + error.emailVerification.email.length;
  // @ts-expect-error: the others don't say it
  return error.emailVerification.email.length;
}
`;

/** The hooks, and what they refuse. */
const hooks = `import type { ErrorsOf, Profile } from '@profile/sdk';
import { fieldErrors, profileQuery, useProfileClient, useProfileMutation, useUpdateProfile } from '@profile/sdk/react';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
export function useEverything(): string {
  const client = useProfileClient();
  const profile: Profile = useSuspenseQuery(profileQuery(client)).data;
  const error: ErrorsOf<'profile.get'> | null = useQuery(profileQuery(client)).error;
  const login = useProfileMutation('auth.login');
  login.mutate({ login: 'ada', password: 'any' });
  // @ts-expect-error: it takes more
  login.mutate({ login: 'ada' });
  useProfileMutation('auth.logout').mutate();
  useProfileMutation('email.cancelChange').mutate();
  // @ts-expect-error: what only reads is no mutation
  useProfileMutation('profile.get');
  // @ts-expect-error: signing in knows no cooldown
  if (login.error?.code === 'verification_cooldown') return '';
  if (login.error?.code === 'too_many_requests') return String(login.error.retryAfter + 1);
  const update = useUpdateProfile();
  // @ts-expect-error: nobody makes himself staff
  update.mutate({ is_staff: true });
  const { fields, form } = fieldErrors(update.error, ['phone']);
  // @ts-expect-error: the form has no such field
  fields.email;
  return fields.phone ?? form ?? update.conflict?.theirs.username ?? error?.code ?? profile.username;
}
`;

let project: Project;
let files: string[];
beforeAll(async () => {
  project = await createProject();
  const app = await readFile(inRepository('packages/sdk/bench/apps/sdk.ts'), 'utf8');
  const readme = await readFile(join(project.installed, 'README.md'), 'utf8');
  const examples = examplesIn(readme, 'ts');
  expect(examples).toHaveLength(4);
  const pages = examplesIn(readme, 'tsx');
  expect(pages).toHaveLength(1);
  await project.addReact();
  const texts = {
    'every-method.mts': app,
    'every-method.cts': app,
    'refused.mts': refused,
    'refused.cts': refused,
    'hooks.mts': hooks,
    'hooks.cts': hooks,
    'readme.tsx': pages[0] ?? '',
    ...Object.fromEntries(examples.map((text, i) => [`readme-${i}.mts`, text])),
  };
  files = Object.keys(texts);
  for (const [name, text] of Object.entries(texts)) await project.write(name, text);
});
afterAll(() => project?.remove());

describe.each(versions)('TypeScript %s', (version) => {
  const folder = dirname(require.resolve(`typescript-${version}/package.json`));

  it('is that version', async () => {
    const { stdout } = await run(process.execPath, [join(folder, 'bin/tsc'), '--version']);
    expect(stdout).toContain(`Version ${version}.`);
  });

  it.each(resolutions)('compiles what uses every method, under %s', async (resolution) => {
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      // Only the compiler's own files, which take most of the time and are nobody's business here.
      skipDefaultLibCheck: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2022', 'dom'],
      module: resolution === 'bundler' ? 'preserve' : resolution,
      moduleResolution: resolution,
      types: [],
      jsx: 'react-jsx',
    };
    const config = `tsconfig.${version}.${resolution}.json`;
    await project.write(config, JSON.stringify({ compilerOptions, files }));
    const args = [join(folder, 'bin/tsc'), '-p', join(project.folder, config)];
    const { stdout } = await run(process.execPath, args).catch((failed) => failed);
    expect(stdout).toBe('');
  });
});
