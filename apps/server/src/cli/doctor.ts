import type { Command } from 'commander';
import { addCommand, columns, say } from './command.js';
import { examine } from './examine.js';

export function doctorCommand(program: Command): void {
  addCommand(
    program,
    'doctor',
    'Examine settings, database, mail, keys and the clock, without changing anything.',
    ['doctor', 'doctor --json'],
  ).action(async (_: object, command: Command) => {
    const checks = await examine();
    const ok = checks.every((check) => check.ok);
    const lines = checks.map((check) => [check.ok ? '✓' : '✗', check.name, check.detail]);
    say(command, { data: { ok, checks }, text: columns(lines) });
    if (!ok) process.exitCode = 1;
  });
}
