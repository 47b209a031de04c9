import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpus, start } from '../processes.mjs';
import { bearer, SECRET, signToken } from '../tokens.mjs';
import { command, fill, missing, versions } from './python.mjs';

const cwd = fileURLToPath(new URL('django/', import.meta.url));
const packages = [
  ...['python3-djangorestframework', 'python3-djangorestframework-simplejwt', 'gunicorn'],
];

const contender = (id, title, workers) => ({
  title: `Django REST framework: the seed’s POST /api/profile/, simplejwt, gunicorn, ${title}`,
  missing: () => missing(['rest_framework', 'rest_framework_simplejwt', 'gunicorn'], packages),
  versions: () =>
    versions({ Django: 'django', 'REST framework': 'rest_framework', gunicorn: 'gunicorn' }),
  async start({ port, folder, accounts }) {
    const env = { DATABASE: join(folder, 'django.db'), SECRET, PYTHONDONTWRITEBYTECODE: '1' };
    fill(cwd, accounts, env);
    const options = [...workers, '--bind', `127.0.0.1:${port}`, '--log-level', 'warning'];
    return start(...command('gunicorn', ...options, 'app:application'), {
      ...{ cpu: cpus.server, cwd, env },
    });
  },
  rows: [
    {
      id,
      title: `Django REST framework, POST /api/profile/, ${title}`,
      request: (_, i) => ({
        ...{ method: 'POST', path: '/api/profile/' },
        headers: bearer(signToken({ token_type: 'access', jti: String(i), user_id: i + 1 })),
      }),
    },
  ],
});

/** What gunicorn does unless it is told otherwise; it closes a connection after each answer. */
export const django = contender('django', 'one worker', ['--workers', '1']);
/** What keeps connections, as everybody else here does. */
export const djangoThreads = contender('django-threads', 'one worker of two threads', [
  ...['--workers', '1', '--threads', '2'],
]);
