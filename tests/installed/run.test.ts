import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer, type TestServer } from '../server.js';
import { createProject, type Project } from './project.js';

let project: Project;
let server: TestServer;
beforeAll(async () => {
  [project, server] = await Promise.all([createProject(), startServer()]);
});
afterAll(() => Promise.all([project?.remove(), server?.stop()]));

/** Signs up, changes something and is refused; the same in both kinds of modules. */
const program = (kind: string) => `
async function main() {
  const client = createProfileClient({ url: '${server.url}' });
  await client.auth.register({ email: '${kind}@example.com', password: 'violet-anchor-73-mosaic' });
  const { data } = await settle(client.profile.update({ first_name: '${kind}' }));
  const { error } = await settle(client.profile.update({ phone: '1' }));
  const isOurs = error instanceof ProfileError && isProfileError(error, 'validation_error');
  console.log(JSON.stringify([data.first_name, error.code, isOurs, typeof memoryTokenStore]));
}
main();
`;
const names = '{ createProfileClient, isProfileError, memoryTokenStore, ProfileError, settle }';

it.each([
  ['mjs', `import ${names} from '@profile/sdk';`],
  ['cjs', `const ${names} = require('@profile/sdk');`],
])('runs as .%s against a real server', async (kind, head) => {
  await project.write(`program.${kind}`, head + program(kind));
  expect(JSON.parse(await project.node(`program.${kind}`))).toEqual([
    kind,
    'validation_error',
    true,
    'function',
  ]);
});

it('gives a module the names of the script of CommonJS, as loaders ask for them', async () => {
  const path = JSON.stringify(`${project.installed}/dist/index.cjs`);
  await project.write('names.mjs', `import ${names} from ${path}; console.log(typeof settle);`);
  expect(await project.node('names.mjs')).toBe('function\n');
});
