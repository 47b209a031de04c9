// Runs the tests of faults, replicas and races, and prints what they counted.
import { measure } from './measured.mjs';

export const measureFaults = (args) =>
  measure('faults', ['PostgreSQL', 'SQLite', 'process', 'races'], args);

/** Resolves to whether all of them passed and counted something; `args` are for vitest. */
export const testFaults = async (args) => (await measureFaults(args)).good;
