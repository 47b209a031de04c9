import { vi } from 'vitest';
import type { TestApp } from './app.js';

/** Every line that an app logs from now on; the logger keeps its stream under a symbol. */
export function captureLog({ app }: Pick<TestApp, 'app'>): string[] {
  const symbol = Object.getOwnPropertySymbols(app.log).find(
    ({ description }) => description === 'pino.stream',
  );
  const stream: { write(line: string): boolean } = Reflect.get(app.log, symbol ?? '');
  const lines: string[] = [];
  vi.spyOn(stream, 'write').mockImplementation((line) => lines.push(line) > 0);
  return lines;
}
