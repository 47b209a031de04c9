import { WrongSecret } from '@profile/api';
import {
  DamagedDatabase,
  DatabaseUnavailable,
  NoDatabase,
  SchemaTooNew,
  SchemaTooOld,
  TablesInUse,
  UnsafeConnection,
} from '@profile/db';
import { ConfigError } from './config.js';
import { describeError } from './log.js';

/** Their messages say what to do. */
const speaking = [
  WrongSecret,
  NoDatabase,
  SchemaTooNew,
  SchemaTooOld,
  TablesInUse,
  DamagedDatabase,
];

/** One sentence, or one a fault, that says what to do. */
export function explain(error: unknown, act: string): string {
  if (error instanceof ConfigError) {
    return ['The settings are not right:', ...error.faults.map((fault) => `  - ${fault}`)].join(
      '\n',
    );
  }
  if (speaking.some((kind) => error instanceof kind)) return (error as Error).message;
  if (error instanceof DatabaseUnavailable) return unavailable(error.cause);
  const { code, port, path } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken by another program. Stop it, or choose another: PORT=8081 npm start`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return 'HOST is not an address of this machine.';
  }
  if (code === 'ENOSPC' || code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') {
    return 'The disk is full. Make room where DATABASE_URL, MAIL_URL and MEDIA_URL lead, then start again.';
  }
  if (code?.startsWith('SQLITE_IOERR')) {
    return `The disk under the database fails (${code}); the log of the system may say why.`;
  }
  if (code === 'EACCES' || code === 'EROFS' || /^SQLITE_(CANTOPEN|READONLY)/.test(code ?? '')) {
    return `No access to ${path ?? 'the database'}. Give this user the right to write there, or set DATABASE_URL.`;
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return `A file is in the way of a folder: ${path}. Choose other paths with DATABASE_URL and MAIL_URL.`;
  }
  if (code === 'SQLITE_NOTADB') {
    return 'The file that DATABASE_URL names is no SQLite database. Name another; it need not exist yet.';
  }
  const { type, message, stack } = describeError(error);
  return `${act} failed with ${type}: ${message}\n${stack}`;
}

/** By what the server or the network has answered. */
function unavailable(cause: unknown): string {
  if (cause instanceof UnsafeConnection) return cause.message;
  const { code = '', message = '' } = (cause ?? {}) as { code?: string; message?: string };
  if (/^SQLITE_(?!BUSY)/.test(code)) return explain(cause, 'Writing');
  if (code.startsWith('28')) {
    return `PostgreSQL refuses the user or the password of DATABASE_URL (${message}).`;
  }
  if (code === '3D000') return 'PostgreSQL has no such database. Create it, or set DATABASE_URL.';
  const reason = message || code || String(cause);
  return `The database does not answer (${reason}). Check that it runs and that DATABASE_URL names it.`;
}
