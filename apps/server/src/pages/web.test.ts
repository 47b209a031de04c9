import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PageSettings, webPages } from './web.js';

const script = 'console.log("Hello")';
const hostile = 'https://app.example.com/?a="><script>';
const settings: PageSettings = { passwordMinLength: 12, redirectUrls: [hostile] };

let folder: string;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'profile-web-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<meta name="profile-settings" content="">');
  writeFileSync(join(folder, 'assets/index-1a2b.js'), script);
  writeFileSync(join(folder, 'assets/index-1a2b.js.gz'), gzipSync(script));
  app = Fastify();
  webPages(app, settings, folder);
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const asset = (name: string, encoding = 'identity') =>
  fetch(`${url}/account/assets/${name}`, { headers: { 'accept-encoding': encoding } });

describe('The account page', () => {
  it('is a document that says the settings, and lets nothing of others in', async () => {
    const response = await fetch(`${url}/account`);
    expect(await response.text()).toContain(
      'content="{&quot;passwordMinLength&quot;:12,&quot;redirectUrls&quot;:[&quot;https://app.example.com/?a=\\&quot;&gt;&lt;script&gt;&quot;]}"',
    );
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
  });

  it.each([
    ['gzip', 'gzip'],
    ['gzip;q=0', null],
    ['identity', null],
  ])('has its files for good, for %s encoded as %s', async (accepted, encoding) => {
    const response = await asset('index-1a2b.js', accepted);
    expect(response.headers.get('content-encoding')).toBe(encoding);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    expect(await response.text()).toBe(script);
  });

  it.each(['index-9z.js', 'index-1a2b.js.gz', '..%2findex.html', '%00.js'])(
    'has no file %s',
    async (name) => expect((await asset(name)).status).toBe(404),
  );

  it('is not there where it was not built', async () => {
    const bare = Fastify();
    webPages(bare, settings, join(folder, 'nothing/'));
    expect((await bare.inject('/account')).statusCode).toBe(404);
    expect((await bare.inject('/account/assets/index-1a2b.js')).statusCode).toBe(404);
    await bare.close();
  });
});
