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
    ssl: 'prefer',
    applicationName: 'profile',
  });
});

it('has parts that are written as %xx, and options', () => {
  const options = 'sslmode=verify-full&target_session_attrs=read-write&application_name=accounts';
  expect(parseAddress(`postgres://a%40b:p%2Fw%3A%3F@db/x?${options}`)).toMatchObject({
    user: 'a@b',
    password: 'p/w:?',
    ssl: 'verify-full',
    applicationName: 'accounts',
  });
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
