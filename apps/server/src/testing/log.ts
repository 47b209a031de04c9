import { vi } from 'vitest';
import type { TestApp } from './app.js';

/** Every line that an app logs from now on. */
export function captureLog({ output }: Pick<TestApp, 'output'>): string[] {
  const lines: string[] = [];
  vi.spyOn(output, 'write').mockImplementation((line) => {
    lines.push(line);
  });
  return lines;
}
