// How PostgreSQL finds the rows of the statements that requests lead to, as its own log has them.
import { setTimeout as delay } from 'node:timers/promises';
import { table } from './figures.mjs';

const scan =
  /(Seq Scan on \w+|Index (?:Only )?Scan (?:Backward )?using \w+|Bitmap Index Scan on \w+)/g;

/** The statements of a server that is called `plans` while `work` runs, with the last values of each. */
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
  const logged = /^plans LOG: {2}execute [^:]+: (.+)\n(?:plans DETAIL: {2}parameters: (.+)\n)?/gm;
  const statements = new Map();
  for (const [, text, values = ''] of said.matchAll(logged)) {
    if (/^(select|insert|update|delete|with)/i.test(text)) statements.set(text, values);
  }
  return [...statements];
}

/** Shows the plans; gives how many read a table from its beginning to its end. */
export async function explain(sql, statements) {
  const rows = [];
  for (const [statement, logged] of statements) {
    const values = logged.replaceAll(/\$\d+ = /g, '');
    await sql.execute(`PREPARE it AS ${statement}`);
    let plan = [];
    // From the sixth time on it may have a plan that is made for any value.
    for (let time = 0; time < 8; time++) {
      plan = await sql.execute(`EXPLAIN EXECUTE it${values && `(${values})`}`);
    }
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
