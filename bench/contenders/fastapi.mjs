import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { anew } from '../load/requests.mjs';
import { cpus, start } from '../processes.mjs';
import { bearer, SECRET, signToken } from '../tokens.mjs';
import { command, fill, missing, versions } from './python.mjs';

const cwd = fileURLToPath(new URL('fastapi/', import.meta.url));
const path = '/api/v1/me';
const whose = ({ id }) => bearer(signToken({ sub: id }));
const packages = ['python3-fastapi', 'python3-sqlalchemy', 'python3-jwt', 'uvicorn'];

export const fastapi = {
  title: 'FastAPI with SQLAlchemy: the seed’s GET and PATCH /api/v1/me, uvicorn, one worker',
  missing: () => missing(['fastapi', 'sqlalchemy', 'jwt', 'uvicorn'], packages),
  versions: () => versions({ FastAPI: 'fastapi', SQLAlchemy: 'sqlalchemy', uvicorn: 'uvicorn' }),
  async start({ port, folder, accounts }) {
    const env = { DATABASE_URL: `sqlite:///${join(folder, 'fastapi.db')}`, SECRET };
    fill(cwd, accounts, env);
    const options = ['--port', port, '--workers', '1', '--no-access-log', '--log-level', 'warning'];
    return start(...command('uvicorn', 'app:app', ...options), {
      ...{ cpu: cpus.server, cwd },
      env: { ...env, PYTHONDONTWRITEBYTECODE: '1' },
    });
  },
  rows: [
    {
      id: 'fastapi',
      title: 'FastAPI, GET /api/v1/me',
      request: (account) => ({ path, headers: whose(account) }),
      profile: (body) => body,
    },
    {
      id: 'fastapi-patch',
      title: 'FastAPI, PATCH /api/v1/me',
      writes: true,
      request: (account) => ({
        ...{ method: 'PATCH', path, headers: whose(account) },
        body: { display_name: `name ${anew}` },
      }),
    },
  ],
};
