// Python's frameworks as Debian packages them; they are compared where they are installed.
import { spawnSync } from 'node:child_process';

const python = '/usr/bin/python3';

function run(args, options) {
  const { status, stdout, stderr, error } = spawnSync(python, args, {
    encoding: 'utf8',
    ...options,
  });
  if (status !== 0) throw new Error(`${args.join(' ')}\n${error?.message ?? stderr}`);
  return stdout.trim();
}

/** Why something can't be compared here; nothing when it can. */
export function missing(modules, packages) {
  try {
    run(['-c', `import ${modules.join(', ')}`]);
    return undefined;
  } catch {
    return `not installed: apt-get install ${packages.join(' ')}`;
  }
}

/** Such as "Django 3.2.25, Python 3.11.2", of modules that say so themselves. */
export function versions(names) {
  const modules = Object.values(names);
  const text = modules.map((module) => `${module}.__version__`).join(', ');
  const found = run([
    '-c',
    `import platform, ${modules}; print(platform.python_version(), ${text})`,
  ]);
  const [own, ...others] = found.split(' ');
  return [...Object.keys(names).map((name, i) => `${name} ${others[i]}`), `Python ${own}`].join(
    ', ',
  );
}

/** Runs the script that makes a contender's database, and gives it the accounts. */
export function fill(cwd, accounts, env) {
  const { PATH } = process.env;
  run(['fill.py'], {
    ...{ cwd, input: JSON.stringify(accounts) },
    env: { PATH, PYTHONDONTWRITEBYTECODE: '1', ...env },
  });
}

/** The arguments that start a module of Python's. */
export const command = (module, ...args) => [python, ['-m', module, ...args]];
