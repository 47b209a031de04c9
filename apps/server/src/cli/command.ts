import type { Command } from 'commander';

/** What a command says when it is done. */
export interface Said {
  /** For programs. */
  data: object;
  /** For people. */
  text: string;
  /** For people, beside what a shell would take over: it goes to standard error. */
  note?: string;
}

/** A command whose help ends with examples. */
export function addCommand(
  parent: Command,
  usage: string,
  description: string,
  examples: string[],
): Command {
  const lines = examples.map((example) => `  $ profile ${example}`);
  const text = `\nExamples:\n${lines.join('\n')}`;
  return parent.command(usage).description(description).addHelpText('after', text);
}

/** Says it on standard output, as text or as one line of JSON. */
export function say(command: Command, { data, text, note }: Said): void {
  if (command.optsWithGlobals().json === true) {
    console.log(JSON.stringify(data));
    return;
  }
  if (note !== undefined) console.error(note);
  console.log(text);
}

/** Lines whose columns stand below each other. */
export function columns(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `1 session`, `2 sessions`. */
export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
