import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpus, start } from '../processes.mjs';
import { bearer, SECRET, signToken } from '../tokens.mjs';
import { command, fill, missing, versions } from './python.mjs';

const cwd = fileURLToPath(new URL('django/', import.meta.url));
const packages = [
  ...['python3-djangorestframework', 'python3-djangorestframework-simplejwt', 'gunicorn'],
];

export const django = {
  title:
    'Django REST framework: the seed’s POST /api/profile/, simplejwt, gunicorn, one sync worker',
  missing: () => missing(['rest_framework', 'rest_framework_simplejwt', 'gunicorn'], packages),
  versions: () => versions({ Django: 'django', 'REST framework': 'rest_framework' }),
  async start({ port, folder, accounts }) {
    const env = { DATABASE: join(folder, 'django.db'), SECRET, PYTHONDONTWRITEBYTECODE: '1' };
    fill(cwd, accounts, env);
    const options = ['--workers', '1', '--bind', `127.0.0.1:${port}`, '--log-level', 'warning'];
    return start(...command('gunicorn', ...options, 'app:application'), {
      ...{ cpu: cpus.server, cwd, env },
    });
  },
  rows: [
    {
      id: 'django',
      title: 'Django REST framework, POST /api/profile/',
      request: (_, i) => ({
        ...{ method: 'POST', path: '/api/profile/' },
        headers: bearer(signToken({ token_type: 'access', jti: String(i), user_id: i + 1 })),
      }),
    },
  ],
};
