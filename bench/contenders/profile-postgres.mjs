import { startPostgres } from '@profile/databases/server';
import { makeAccounts } from '../accounts.mjs';
import { ownRows, startProfile } from './profile.mjs';

export const profileOnPostgres = {
  title: 'Profile on PostgreSQL, which shares the core of the load',
  async start({ port, folder, accounts: { length } }) {
    // As it comes: everything is written down before it is acknowledged.
    const postgres = await startPostgres({ settings: [] });
    const DATABASE_URL = `${postgres.url}postgres`;
    const accounts = await makeAccounts(DATABASE_URL, length);
    const server = startProfile({ port, folder, DATABASE_URL });
    const stop = async () => {
      await server.stop();
      await postgres.stop();
    };
    return { ...server, accounts, stop };
  },
  rows: ownRows('pg-', 'Profile on PostgreSQL').filter(({ id }) => id !== 'pg-legacy'),
};
