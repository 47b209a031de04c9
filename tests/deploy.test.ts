import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DCLinter } from 'dclint';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { serverCommand } from '../scripts/server-command.mjs';
import { typeFaults } from './kubernetes.js';

// No container engine runs where the tests do, so what is deployed with is read instead of run.
const path = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const read = (file: string) => readFile(path(file), 'utf8');

const containerfile = await read('deploy/Containerfile');
const composeText = await read('deploy/compose.yaml');
const kubernetes = parseAllDocuments(await read('deploy/kubernetes.yaml'), { merge: true });
// biome-ignore lint/suspicious/noExplicitAny: the linters check the shapes; here it is about values.
type Loose = any;
const compose: Loose = parse(composeText, { merge: true });
const objects: Loose[] = kubernetes.map((document) => document.toJS());
const object = (kind: string): Loose => objects.find((each) => each.kind === kind);

/** After the last of these milliseconds a server that was told to stop is gone. */
const [, drain] = /patience = ([\d_]+)/.exec(await read('apps/server/src/main.ts')) ?? [];
const drainSeconds = Number(drain?.replaceAll('_', '')) / 1000;

describe('deploy/Containerfile', () => {
  const instructions = DockerfileParser.parse(containerfile).getInstructions();
  const lastFrom = instructions.findLastIndex((each) => each.getKeyword() === 'FROM');
  const image = instructions.slice(lastFrom);
  const said = (keyword: string) =>
    image
      .filter((each) => each.getKeyword() === keyword)
      .map((each) => each.getArgumentsContent() ?? '');

  it('passes its linter', () => {
    expect(validate(containerfile)).toEqual([]);
  });

  it('makes an image that runs as somebody whom Kubernetes can see not to be root', () => {
    expect(said('USER')).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
  });

  it('is started as `npm start` does it', () => {
    expect(said('CMD')).toEqual([JSON.stringify(['node', ...serverCommand]).replaceAll(',', ', ')]);
  });

  it('says how it is stopped, and probes whether it answers without a program of its own', () => {
    expect(said('STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(said('HEALTHCHECK')).toEqual([expect.stringMatching(/CMD \["node", .*\/healthz/s)]);
  });

  it('copies only what is in the repository, and what .dockerignore lets in', async () => {
    const allowed = [...(await read('.dockerignore')).matchAll(/^!(.+)$/gm)].map(
      ([, each]) => each,
    );
    const copied = DockerfileParser.parse(containerfile)
      .getCOPYs()
      .filter((each) => !each.getFlags().some((flag) => flag.getName() === 'from'))
      .flatMap((each) => each.getArguments().slice(0, -1))
      .map((each) => each.getValue());
    expect(copied.length).toBeGreaterThan(10);
    for (const source of copied) {
      expect([source, existsSync(path(source))]).toEqual([source, true]);
      const inside = allowed.some((each) => `${source}/`.startsWith(`${each}/`));
      const around = allowed.some((each) => each?.startsWith(`${source}/`));
      expect([source, inside || around]).toEqual([source, true]);
    }
  });

  it('keeps no secret in a layer', () => {
    const kept = instructions.filter((each) => ['ARG', 'ENV'].includes(each.getKeyword()));
    for (const each of kept) expect(each.getRawArgumentsContent()).not.toMatch(/SECRET|PASS|TOKEN/);
  });
});

describe('deploy/compose.yaml', () => {
  it('passes its linter, which knows the schema of Compose', () => {
    // Keys are in the order in which one reads them; quotes are those of our formatter.
    const linter = new DCLinter({
      rules: { 'service-keys-order': 0, 'require-quotes-in-ports': [2, { quoteType: 'double' }] },
      quiet: false,
      debug: false,
      exclude: [],
    });
    const results = linter.lintFiles([path('deploy/compose.yaml')], false);
    expect(results.map(({ messages }: { messages: unknown[] }) => messages)).toEqual([[]]);
  });

  it('runs three servers, after the tables were made', () => {
    const { server, migrate } = compose.services;
    expect(server.deploy.replicas).toBe(3);
    expect(server.depends_on.migrate.condition).toBe('service_completed_successfully');
    expect(migrate.command).toEqual(['profile', 'migrate']);
  });

  it.each(Object.keys(compose.services))(
    'binds %s: read-only, not root, no rights, limits',
    (name) => {
      const service = compose.services[name];
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        mem_limit: expect.any(String),
        pids_limit: expect.any(Number),
      });
      expect(['postgres', '1000:1000']).toContain(service.user);
    },
  );

  it('refuses to start without the secrets, and has none of them', () => {
    for (const name of ['SECRET', 'POSTGRES_PASSWORD', 'MAIL_URL', 'PUBLIC_URL']) {
      expect(composeText).toContain(`\${${name}:?`);
    }
    const { SECRET, DATABASE_URL } = compose.services.server.environment;
    expect(SECRET).toMatch(/^\$\{SECRET:\?[^}]+\}$/);
    expect(DATABASE_URL).toMatch(/^postgres:\/\/profile:\$\{POSTGRES_PASSWORD:\?[^}]+\}@database:/);
  });

  it('gives a server longer than it takes to stop', () => {
    expect(Number.parseInt(compose.services.server.stop_grace_period, 10)).toBeGreaterThan(
      drainSeconds,
    );
  });
});

describe('deploy/kubernetes.yaml', () => {
  const pod = object('Deployment').spec.template.spec;
  const containers: Loose[] = [...pod.initContainers, ...pod.containers];
  const [server] = pod.containers;

  it('is YAML without a doubt', () => {
    expect(kubernetes.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
  });

  it('has no field that Kubernetes does not know, and none of a wrong type', async () => {
    expect(await typeFaults(objects)).toBe('');
    const [wrong] = structuredClone([object('Deployment')]);
    wrong.spec.template.spec.containers[0].readinessProb = {};
    expect(await typeFaults([wrong])).toContain(`'"readinessProb"' does not exist in type`);
  });

  it('runs three servers, and keeps two when nodes are emptied or a version is rolled out', () => {
    const { replicas, strategy } = object('Deployment').spec;
    expect([replicas, strategy.rollingUpdate.maxUnavailable]).toEqual([3, 0]);
    expect(object('PodDisruptionBudget').spec.minAvailable).toBe(2);
  });

  it.each(containers)('binds $name: read-only, not root, no rights, limits', (container) => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const { requests, limits } = container.resources;
    expect(Object.keys(requests)).toEqual(['cpu', 'memory']);
    expect(Object.keys(limits)).toEqual(['cpu', 'memory']);
  });

  it('starts and restarts a server by /healthz, and sends it requests by /readyz', () => {
    const probed = ['startupProbe', 'livenessProbe', 'readinessProbe'].map((probe) => [
      server[probe].httpGet.path,
      server[probe].httpGet.port,
    ]);
    expect(probed).toEqual([
      ['/healthz', 'http'],
      ['/healthz', 'http'],
      ['/readyz', 'http'],
    ]);
    expect(server.ports).toContainEqual({ name: 'http', containerPort: 8080 });
    // What /readyz takes at most while the database is away.
    expect(server.readinessProbe.timeoutSeconds).toBeGreaterThan(5);
  });

  it('gives a server longer than it takes to stop', () => {
    const pause = Number(server.lifecycle.preStop.exec.command.at(-1));
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(pause + drainSeconds);
  });

  it('migrates before a server of a new version starts, from the same image', () => {
    const [migrate] = pod.initContainers;
    expect(migrate.args).toEqual(['profile', 'migrate']);
    expect(migrate.image).toBe(server.image);
    expect(migrate.envFrom).toEqual(server.envFrom);
  });

  it('names Secret and ConfigMap, and has no secret in it', () => {
    expect(server.envFrom).toEqual([
      { configMapRef: { name: object('ConfigMap').metadata.name } },
      { secretRef: { name: 'profile' } },
    ]);
    expect(object('Secret')).toBeUndefined();
    expect(Object.keys(object('ConfigMap').data)).not.toContain('SECRET');
  });

  it('selects by labels that its pods have', () => {
    const { labels } = object('Deployment').spec.template.metadata;
    expect(object('Deployment').spec.selector.matchLabels).toEqual(labels);
    expect(object('Service').spec.selector).toEqual(labels);
    expect(object('PodDisruptionBudget').spec.selector.matchLabels).toEqual(labels);
    expect(object('NetworkPolicy').spec.podSelector.matchLabels).toEqual(labels);
  });
});
