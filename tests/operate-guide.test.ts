import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const path = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const guide = readFileSync(path('docs/guides/operate.md'), 'utf8');
const security = readFileSync(path('SECURITY.md'), 'utf8');

/** Every command of ours that the guide has, with its options. */
const commands = [
  ...new Set(
    [
      ...guide.matchAll(
        /\bprofile ((?:user|keys|mail|backup|restore|migrate|doctor)\b[^`\n&;|]*)/g,
      ),
    ].map(([, command = '']) => command.trim()),
  ),
];

it('names commands', () => {
  expect(commands.length).toBeGreaterThan(10);
});

it.each(commands)(
  'profile %s is a command, and its help has what is said of it',
  async (command) => {
    const words = command.split(/\s+/);
    const group = ['user', 'keys', 'mail'].includes(words[0] ?? '') ? 2 : 1;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [path('apps/server/bin/profile.js'), ...words.slice(0, group), '--help'],
      { env: { PATH: process.env.PATH } },
    );
    expect(stdout).toMatch(new RegExp(`^Usage: profile ${words.slice(0, group).join(' ')}\\b`));
    for (const option of words.filter((word) => word.startsWith('--'))) {
      expect(stdout).toContain(option);
    }
  },
);

it.each([
  ['docs/guides/operate.md', guide],
  ['SECURITY.md', security],
  ['docs/guides/security.md', readFileSync(path('docs/guides/security.md'), 'utf8')],
])('every link of %s leads somewhere', (file, text) => {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  for (const link of links.filter((each) => !each.startsWith('https:'))) {
    const [target = '', anchor] = link.split('#');
    const url = target === '' ? path(file) : fileURLToPath(new URL(target, `file://${path(file)}`));
    expect([link, existsSync(url)]).toEqual([link, true]);
    if (anchor === undefined) continue;
    const headings = [...readFileSync(url, 'utf8').matchAll(/^#+ (.+)$/gm)].map(
      ([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\w\s-]/g, '')
          .replaceAll(' ', '-'),
    );
    expect([link, headings]).toEqual([link, expect.arrayContaining([anchor])]);
  }
});
