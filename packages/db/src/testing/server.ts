import { withPostgres } from '@profile/databases/server';
import { openStore } from '../store.js';

/** For vitest: PostgreSQL while the tests run. */
export default withPostgres(async (url) => (await openStore(url)).close());
