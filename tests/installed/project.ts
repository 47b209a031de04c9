import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const inRepository = (path: string) =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** An empty project outside the repository, with the SDK as it is packed and nothing else. */
export async function createProject() {
  const folder = await mkdtemp(join(tmpdir(), 'profile-installed-'));
  const npm = (...args: string[]) => run('npm', args, { cwd: folder });
  const packed = await npm(
    'pack',
    '--json',
    '--ignore-scripts',
    '--pack-destination',
    folder,
    inRepository('packages/sdk'),
  );
  const [{ filename, files }] = JSON.parse(packed.stdout) as [
    { filename: string; files: { path: string }[] },
  ];
  const tarball = join(folder, filename);
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  // Without a registry: it has to be all that is needed.
  await npm('install', '--offline', '--no-audit', '--no-fund', tarball);

  return {
    folder,
    tarball: new Uint8Array(await readFile(tarball)),
    /** The paths in the package. */
    files: files.map(({ path }) => path),
    installed: join(folder, 'node_modules/@profile/sdk'),
    write: (name: string, text: string) => writeFile(join(folder, name), text),
    /** What a program there says. */
    async node(...args: string[]): Promise<string> {
      const env = { PATH: process.env.PATH ?? '' };
      const { stdout, stderr } = await run(process.execPath, args, { cwd: folder, env });
      return stdout + stderr;
    },
    /** Has what an app with React has besides, as this package has it. */
    async addReact(): Promise<void> {
      for (const name of ['react', '@types/react', '@tanstack/react-query']) {
        const path = join(folder, 'node_modules', name);
        await mkdir(dirname(path), { recursive: true });
        await symlink(inRepository(`tests/installed/node_modules/${name}`), path);
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export type Project = Awaited<ReturnType<typeof createProject>>;

/** The examples of a Markdown text in a language. */
export function examplesIn(text: string, language: string): string[] {
  const found = text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'));
  return [...found].map(([, example = '']) => example);
}
