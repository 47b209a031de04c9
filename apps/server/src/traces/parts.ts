import type { Hashing, Trace } from '@profile/api';
import type { Repositories, Store } from '@profile/db';

type Method = (...args: never[]) => unknown;

/** A store whose every act is a part of what is under way, by the name of its method and without any value. */
export function tracedStore(store: Store, trace: Trace): Store {
  const around = <T extends object>(repositories: T): T =>
    Object.fromEntries(
      Object.entries(repositories).map(([name, each]) => [name, tracedMethods(name, each, trace)]),
    ) as T;
  const { migrations, transaction, ping, missingMigrations, load, withPatience, close, ...rest } =
    store;
  return {
    ...around(rest),
    migrations,
    ping,
    missingMigrations,
    load,
    withPatience,
    close,
    transaction: (work) =>
      trace('sql transaction', () =>
        transaction((repositories) => work(around<Repositories>(repositories))),
      ),
  };
}

function tracedMethods(name: string, methods: object, trace: Trace): object {
  return Object.fromEntries(
    Object.entries(methods as Record<string, Method>).map(([method, call]) => [
      method,
      (...args: never[]) => trace(`sql ${name}.${method}`, async () => call(...args)),
    ]),
  );
}

export function tracedHashing(hashing: Hashing, trace: Trace): Hashing {
  return {
    ...hashing,
    hash: (...args) => trace('argon2 hash', () => hashing.hash(...args)),
    verify: (...args) => trace('argon2 verify', () => hashing.verify(...args)),
  };
}
