import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The same app on the SDK, on tRPC's client with the router's source, and with its declarations. */
export type App = 'sdk' | 'source' | 'declarations';

/** What one run of the compiler took. */
export interface Compilation {
  /** Seconds of processor in all threads, which depend less than the clock's on what else runs. */
  processor: number;
  /** Seconds by the clock. */
  total: number;
  /** Those of them after reading and binding. */
  check: number;
  instantiations: number;
  types: number;
  megabytes: number;
  /** The files that were read. */
  files: string[];
}

/** The compiler that a package has. */
export function compilerOf(folder: string): string {
  const manifest = createRequire(join(folder, 'package.json')).resolve('typescript/package.json');
  return join(dirname(manifest), 'bin/tsc');
}

/** Checks an app once; throws what the compiler says when it has faults. */
export function compile(app: App, compiler: string, ...flags: string[]): Compilation {
  const project = fileURLToPath(new URL(`apps/tsconfig.${app}.json`, import.meta.url));
  const command = [process.execPath, compiler, '-p', project, '--extendedDiagnostics', ...flags];
  // A program can't ask what one of its children took; a shell can.
  const shell = '"$@" --listFiles; status=$?; times; exit $status';
  return read(said('sh', ['-c', shell, 'sh', ...command]));
}

function said(program: string, args: string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    throw new Error(stdout?.match(/^.*error TS.*$/gm)?.join('\n') || String(error));
  }
}

function read(text: string): Compilation {
  const figure = (name: string) => {
    const [, digits] = new RegExp(`^${name}: +([0-9.]+)`, 'm').exec(text) ?? [];
    if (digits === undefined) throw new Error(`The compiler doesn't tell its ${name}`);
    return Number(digits);
  };
  // The last line of `times` is the children's: as user and as system.
  const times = [...(text.trim().split('\n').at(-1) ?? '').matchAll(/([0-9]+)m([0-9.]+)s/g)];
  if (times.length !== 2) throw new Error("The shell doesn't tell what its children took");
  return {
    processor: times.reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0),
    total: figure('Total time'),
    check: figure('Check time'),
    instantiations: figure('Instantiations'),
    types: figure('Types'),
    megabytes: figure('Memory used') / 1024,
    files: text.match(/^\/.*/gm) ?? [],
  };
}
