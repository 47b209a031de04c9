import { withPostgres } from '@profile/databases/server';
import { openStore } from '@profile/db';

/** For vitest: PostgreSQL while the tests run. */
export default withPostgres(async (url) => (await openStore(url)).close());
