import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));

/** Where kubernetes-types has each kind; what isn't here has no business in the manifest. */
const modules: Record<string, string> = {
  ConfigMap: 'core/v1',
  PersistentVolumeClaim: 'core/v1',
  Service: 'core/v1',
  Deployment: 'apps/v1',
  PodDisruptionBudget: 'policy/v1',
  NetworkPolicy: 'networking/v1',
};

interface KubernetesObject {
  apiVersion: string;
  kind: string;
}

/**
 * What the compiler says of the objects, as literals of Kubernetes' own types: unlike the schemas of
 * Kubernetes they refuse a field that is spelled wrong. Empty when it is content.
 */
export async function typeFaults(objects: KubernetesObject[]): Promise<string> {
  const declared = objects.map(({ apiVersion, kind, ...rest }, index) => {
    const literal = JSON.stringify({ apiVersion, kind, ...rest }, null, 2);
    const type = `import('kubernetes-types/${modules[kind] ?? `unknown/${kind}`}').${kind}`;
    return `export const object${index}: ${type} = ${literal};\n`;
  });
  // Below here, so that the compiler finds the types.
  const cache = join(here, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'kubernetes-'));
  try {
    const file = join(folder, 'objects.ts');
    await writeFile(file, declared.join(''));
    const compiler = join(here, 'node_modules/.bin/tsc');
    const options = ['--noEmit', '--strict', '--ignoreConfig', '--types', ''];
    const modes = ['--module', 'preserve', '--moduleResolution', 'bundler'];
    const { stdout } = await run(compiler, [...options, ...modes, file]).catch((failed) => failed);
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
