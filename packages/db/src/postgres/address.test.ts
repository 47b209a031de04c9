import { expect, it } from 'vitest';
import { databaseName } from '../name.js';
import { AddressError, parseAddress } from './address.js';

const one = (host: string, port = 5432) => [{ host, port }];

it.each([
  ['postgres://ada:pw@db.example.com:5433/profile', one('db.example.com', 5433)],
  ['postgresql://ada:pw@db.example.com/profile', one('db.example.com')],
  ['postgres://ada:pw@[2001:db8::1]:5433/profile', one('2001:db8::1', 5433)],
  ['postgres://ada:pw@%2Fvar%2Frun%2Fpostgresql/profile', one('/var/run/postgresql')],
  ['postgres://ada:pw@a,b:5433,[::1]/profile', [...one('a'), ...one('b', 5433), ...one('::1')]],
  ['postgres://ada:pw@/profile', one('localhost')],
])('%s names its hosts', (url, hosts) => {
  expect(parseAddress(url)).toEqual({
    hosts,
    user: 'ada',
    password: 'pw',
    database: 'profile',
    encryption: { mode: 'prefer', authority: undefined },
    applicationName: 'profile',
  });
});

it('has parts that are written as %xx, and options', () => {
  const options = 'sslmode=verify-full&target_session_attrs=read-write&application_name=accounts';
  expect(parseAddress(`postgres://a%40b:p%2Fw%3A%3F@db/x?${options}`)).toMatchObject({
    user: 'a@b',
    password: 'p/w:?',
    encryption: { mode: 'verify-full', authority: undefined },
    applicationName: 'accounts',
  });
});

it.each([
  ['sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem', 'verify-full', '/etc/ca.pem'],
  ['sslmode=require&sslrootcert=/etc/ca.pem', 'require', '/etc/ca.pem'],
  ['sslmode=verify-full&sslrootcert=system', 'verify-full', undefined],
  ['sslrootcert=system', 'verify-full', undefined],
])('with %s it trusts as libpq would', (options, mode, authority) => {
  const { encryption } = parseAddress(`postgres://u:hush@db/x?${options}`);
  expect(encryption).toEqual({ mode, authority });
});

it.each([
  ['postgres://u:hush@hush@db/x', 'must look like'],
  ['postgres://u:hu/sh@db/x', 'must look like'],
  ['postgres://u:hu?sh@db/x', 'must look like'],
  ['postgres:db', 'must look like'],
  ['postgres://u:hush%@db/x', '%'],
  ['postgres://u:hush@db:0/x', 'port'],
  ['postgres://u:hush@db:port/x', 'host'],
  ['postgres://u:hush@a b:1:2/x', 'host'],
  ['postgres://u:hush@db/x?channel_binding=require', 'channel_binding'],
  ['postgres://u:hush@db/x?sslmode=hush', 'sslmode'],
  ['postgres://u:hush@db/x?sslmode=verify-full&sslrootcert=ca.pem', 'absolute'],
  ['postgres://u:hush@db/x?sslmode=prefer&sslrootcert=/ca.pem', 'sslmode=verify-full'],
  ['postgres://u:hush@db/x?sslrootcert=/ca.pem', 'sslmode=verify-full'],
  ['postgres://u:hush@db/x?sslmode=require&sslrootcert=system', 'sslmode=verify-full'],
  ['postgres://u:hush@db/x?target_session_attrs=standby', 'target_session_attrs'],
])('%s is refused with what is wrong, and without its password', (url, about) => {
  expect(() => parseAddress(url)).toThrow(AddressError);
  expect(() => parseAddress(url)).toThrow(about);
  expect(() => parseAddress(url)).not.toThrow(/hu.?sh/);
});

it.each([
  ['postgres://u:hush@a,b:5433/x?sslmode=require', 'postgres://a:5432,b:5433/x'],
  ['file:/var/lib/profile.db', '/var/lib/profile.db'],
])('%s is called %s where others read it', (url, name) => {
  expect(databaseName(url)).toBe(name);
});
