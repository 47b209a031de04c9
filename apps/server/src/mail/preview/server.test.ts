import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { samples } from './samples.js';
import { previewServer } from './server.js';

const folder = mkdtempSync(join(tmpdir(), 'profile-preview-'));
const server = previewServer(folder);
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const get = async (path: string) => (await fetch(`${url}${path}`)).text();

it.each(['en', 'de', 'ar'])('every mail can be looked at in %s', async (language) => {
  for (const sample of samples.keys()) {
    const choice = `sample=${sample}&language=${language}`;
    const page = (await get(`/?${choice}`)).replaceAll('&amp;', '&');
    expect(page).toContain(`src="/mail?${choice}&scheme=light"`);
    expect(page).toContain(`src="/mail?${choice}&scheme=dark"`);
    expect(await get(`/mail?${choice}`)).toContain(`<html lang="${language}"`);
  }
});

it('a mail can be asked for in one scheme', async () => {
  expect(await get('/mail?scheme=dark')).toContain('<meta name="color-scheme" content="dark">');
  expect(await get('/mail?scheme=x')).toContain('<meta name="color-scheme" content="light dark">');
});

it('what does not exist is the first mail in English', async () => {
  for (const query of ['sample=-1', 'sample=999', 'sample=x&language=xx', 'language=constructor']) {
    expect(await get(`/?${query}`)).toContain('<h1 dir="auto">Confirm your email address</h1>');
  }
  expect((await fetch(`${url}/other`)).status).toBe(404);
});

it('a changed text shows at the next look, and so do faults', async () => {
  writeFileSync(
    join(folder, 'en.json'),
    '{"verify-email":{"subject":"<Prove> it","nothing":"x"},"news":{}}',
  );
  const page = await get('/');
  expect(page).toContain('<h1 dir="auto">&lt;Prove&gt; it</h1>');
  expect(page).toContain('MAIL_TEMPLATES: en.json has verify-email.nothing, which is no text;');
  expect(page).toContain('MAIL_TEMPLATES: en.json has &quot;news&quot;, which is no mail;');
  rmSync(join(folder, 'en.json'));
  expect(await get('/')).toContain('<h1 dir="auto">Confirm your email address</h1>');
});
