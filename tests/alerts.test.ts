import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parser } from '@prometheus-io/lezer-promql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { startServer, type TestServer } from './server.js';

const read = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8');

interface Rule {
  alert: string;
  expr: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}
const { groups } = parse(read('deploy/alerts.yaml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap(({ rules }) => rules);
const token = 'of-this-test-and-no-other';

/** What is wrong with a query, by Prometheus' own grammar: the texts that it can't read. */
function faultsOf(query: string): string[] {
  const faults: string[] = [];
  parser.parse(query).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) faults.push(query.slice(from, to + 10));
    },
  });
  return faults;
}

/** The metrics of a query, each with the labels that it asks for. */
function metricsOf(query: string): { name: string; labels: string[] }[] {
  return [...query.matchAll(/\b((?:profile|up)(?:_\w+)?)\b(?:\{([^}]*)\})?/g)].map(
    ([, name = '', labels = '']) => ({
      name,
      labels: [...labels.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label),
    }),
  );
}

/** What a server says when Prometheus asks: the labels of each name. */
const said = new Map<string, Set<string>>();
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ METRICS_TOKEN: token });
  const login = { login: 'nobody', password: 'not-the-password' };
  await fetch(`${server.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(login),
  });
  const sign = { email: 'ada@example.com', password: 'violet-anchor-73-mosaic' };
  await fetch(`${server.url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sign),
  });
  const headers = { authorization: `Bearer ${token}` };
  // What was mailed is counted when it has gone.
  const text = await vi.waitFor(async () => {
    const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
    expect(text).toContain('profile_mails_total{');
    return text;
  }, 30_000);
  for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)(?:\{([^}]*)\})? /gm)) {
    const known = said.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    said.set(name, known);
  }
});
afterAll(() => server.stop());

describe('deploy/alerts.yaml', () => {
  it.each(rules)('$alert can be read, by Prometheus’ grammar', ({ expr }) => {
    expect(faultsOf(expr)).toEqual([]);
    expect(faultsOf(`${expr} and (`)).not.toEqual([]);
  });

  it.each(rules)('$alert asks for what a server says', ({ expr }) => {
    const metrics = metricsOf(expr);
    expect(metrics.length).toBeGreaterThan(0);
    for (const { name, labels } of metrics) {
      // Prometheus' own, of whatever it scrapes.
      if (name === 'up') continue;
      expect([...said.keys()]).toContain(name);
      for (const label of labels) expect([name, ...(said.get(name) ?? [])]).toContain(label);
    }
  });

  it.each(rules)('$alert leads to a heading of the guide, which names it', (rule) => {
    const { alert, annotations, labels } = rule;
    const [file, anchor] = annotations.runbook?.split('#') ?? [];
    const guide = read(file ?? '');
    const headings = [...guide.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(headings).toContain(anchor);
    expect(guide).toContain(`\`${alert}\``);
    expect(['page', 'ticket']).toContain(labels.severity);
    expect(annotations.summary).toMatch(/^[A-Z].*[^.]$/);
  });

  it('the guide names no metric that a server does not have', () => {
    const named = metricsOf(read('docs/guides/operate.md')).map(({ name }) => name);
    expect(named.filter((name) => name !== 'profile' && name !== 'up').length).toBeGreaterThan(2);
    for (const name of named) if (name.includes('_')) expect([...said.keys()]).toContain(name);
  });
});
