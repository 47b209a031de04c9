import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Hashing } from '@profile/api';

const derive = promisify<string, Buffer, number, { N: number }, Buffer>(scrypt);

/** Salted as the real thing is, and as cheap as scrypt can be: there is nothing to protect in a test. */
export const cheapHashing: Hashing = {
  async hash(password) {
    const salt = randomBytes(16);
    return `test:${salt.toString('base64')}:${(await hashed(password, salt)).toString('base64')}`;
  },
  async verify(stored, password) {
    const [, salt = '', expected = ''] = stored.split(':');
    const found = await hashed(password, Buffer.from(salt, 'base64'));
    const bytes = Buffer.from(expected, 'base64');
    return bytes.length === found.length && timingSafeEqual(bytes, found);
  },
};

const hashed = (password: string, salt: Buffer) => derive(password, salt, 32, { N: 2 });
