/** A table; a column without a cell stays empty. */
export function table(columns: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(columns), `|${'---|'.repeat(columns.length)}`, ...rows.map(line)].join('\n');
}

/** In a cell, a bar would end it and a paragraph can't begin. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\n+/g, '<br>');
}

export const code = (text: string): string => `\`${text}\``;

export function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

export const json = (value: unknown): string => block('json', JSON.stringify(value, null, 2));

/** The anchor that GitHub and most other renderers give a heading. */
export function anchor(heading: string): string {
  const kept = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '');
  return `#${kept.trim().replaceAll(' ', '-')}`;
}

export const link = (text: string, target: string): string => `[${text}](${target})`;

/** The parts that are there, with an empty line between them. */
export function paragraphs(...parts: (string | false | undefined)[]): string {
  return parts.filter(Boolean).join('\n\n');
}
