import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startServer, type TestServer } from '../server.js';

export type Place = Awaited<ReturnType<typeof createPlace>>;

/** A port and a folder with a SQLite file in it, where one server after the other may start. */
export async function createPlace(folder?: string, env: Record<string, string> = {}) {
  const dir = folder ?? (await mkdtemp(join(tmpdir(), 'profile-place-')));
  const port = String(await freePort());
  const file = join(dir, 'profile.db');
  const settings = {
    PUBLIC_URL: 'http://localhost:8080',
    DATABASE_URL: `file:${file}`,
    MAIL_URL: `file:${join(dir, 'outbox')}`,
    SECRET: 'the secret of these tests, which is long',
    ...env,
  };
  const started: TestServer[] = [];
  return {
    file,
    origin: `http://127.0.0.1:${port}`,
    settings,
    /** One on the port of this place, or on another. */
    async start(more: Record<string, string> = {}, through: string[] = []): Promise<TestServer> {
      const server = await startServer({ PORT: port, ...settings, ...more }, through);
      started.push(server);
      return server;
    },
    async remove(): Promise<void> {
      for (const server of started) await server.stop();
      if (!folder) await rm(dir, { recursive: true, force: true });
    },
  };
}
