// How PostgreSQL finds the rows of the statements that requests lead to, as its own log has them.
import { setTimeout as delay } from 'node:timers/promises';
import { table } from './figures.mjs';

const scan =
  /(Seq Scan on \w+|Index (?:Only )?Scan (?:Backward )?using \w+|Bitmap Index Scan on \w+)/g;

/** The statements of a database while `work` runs. */
export async function statementsOf(sql, log, work) {
  await sql.execute("ALTER SYSTEM SET log_line_prefix = '%a '");
  await sql.execute("ALTER SYSTEM SET log_statement = 'all'");
  await sql.execute('SELECT pg_reload_conf()');
  await delay(500);
  const from = log.length;
  await work();
  // Mail is looked after once a second.
  await delay(1_500);
  await sql.execute('ALTER SYSTEM RESET ALL');
  await sql.execute('SELECT pg_reload_conf()');
  const said = log.slice(from).join('');
  const statements = [...said.matchAll(/^plans LOG: {2}execute [^:]+: (.+)$/gm)].map(
    ([, text]) => text,
  );
  return [...new Set(statements)].filter((text) =>
    /^(select|insert|update|delete|with)/i.test(text),
  );
}

/** Shows the plans; gives how many read a table from its beginning to its end. */
export async function explain(sql, statements) {
  const rows = [];
  for (const statement of statements) {
    const count = Math.max(0, ...[...statement.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));
    await sql.execute('SET plan_cache_mode = force_generic_plan');
    await sql.execute(`PREPARE it AS ${statement}`);
    const nulls = count > 0 ? `(${Array(count).fill('NULL')})` : '';
    const plan = await sql.execute(`EXPLAIN EXECUTE it${nulls}`);
    await sql.execute('DEALLOCATE it');
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    const scans = [...new Set(text.match(scan))];
    rows.push([shortened(statement), scans.join(', ') || '–']);
  }
  table('How rows are found at the largest size', ['statement', 'plan'], rows);
  return rows.filter(([, plan]) => /Seq Scan on (users|sessions|mail_tokens|outbox)/.test(plan))
    .length;
}

/** What it does and by what, without its columns. */
function shortened(statement) {
  const [, verb = '', table = ''] =
    /^(?:with .*?\) )?(select|insert into|update|delete from).*?"(users|sessions|mail_tokens|outbox|counters|signing_keys|deleted_identities)"/.exec(
      statement,
    ) ?? [];
  const where = / where (.*?)(?: returning | limit | order by |$)/.exec(statement)?.[1] ?? '';
  return `${verb} ${table} ${where.replaceAll('"', '').replaceAll(`${table}.`, '')}`.slice(0, 96);
}
