import { expect, it } from 'vitest';
import { readConfig } from './config.js';

const secret = 'long enough to be one, for a test';
const oddities = (env: Record<string, string>) => readConfig({ SECRET: secret, ...env }).misspelt;

it.each([
  ['DATABSE_URL', 'DATABASE_URL'],
  ['DATABASE_ULR', 'DATABASE_URL'],
  ['DATABASEURL', 'DATABASE_URL'],
  ['PUBLIC_URI', 'PUBLIC_URL'],
  ['PRIVATE_SIGNUP', 'PRIVATE_SIGN_UP'],
  ['TRUST_PROXIES', undefined],
  ['CORS_ORIGIN', 'CORS_ORIGINS'],
  ['LIMIT', 'LIMITS'],
  ['PROFILE_PORT', 'PORT'],
  ['METRIC_TOKEN', 'METRICS_TOKEN'],
])('%s is told to be %s', (name, meant) => {
  expect(oddities({ [name]: 'x' })).toEqual(meant ? [`${name} is no setting; ${meant} is`] : []);
});

it('what others keep in the environment is none of it', () => {
  const others = {
    PATH: '/bin',
    HOSTNAME: 'x',
    POST: 'x',
    MAIL: '/var/mail',
    DATABASE: 'x',
    HOME: '/root',
    PWD: '/',
    SHELL: '/bin/sh',
    NODE_OPTIONS: '',
    NODE_EXTRA_CA_CERTS: '/x',
    npm_config_user_agent: 'x',
    OTEL_SERVICE_NAME: 'profile',
    OTEL_EXPORTER_OTLP_HEADERS: 'x=y',
    KUBERNETES_SERVICE_PORT: '443',
    POSTGRES_PASSWORD: 'x',
    TZ: 'UTC',
  };
  expect(oddities(others)).toEqual([]);
});

it('settings themselves, set or empty, are none of it', () => {
  const all = ['PORT', 'DATABASE_URL', 'MAIL_TEMPLATES', 'NODE_ENV', 'OTEL_EXPORTER_OTLP_ENDPOINT'];
  expect(oddities(Object.fromEntries(all.map((name) => [name, ''])))).toEqual([]);
});
