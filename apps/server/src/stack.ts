import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

const maps = new Map<string, SourceMap | undefined>();

/** A stack of a bundle by the places in our sources; its map is read when the first one is told. */
export function inSources(stack: string): string {
  return stack.replace(
    /([^\s()]+\.cjs):(\d+):(\d+)/g,
    (place: string, file: string, line: string, column: string) => {
      const { originalSource, originalLine, originalColumn } =
        (mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1) as Partial<Entry>) ?? {};
      if (originalSource === undefined || originalLine === undefined) return place;
      // From the repository's root on, wherever that is.
      return `${originalSource.replace(/^(\.\.\/)+/, '')}:${originalLine + 1}:${(originalColumn ?? 0) + 1}`;
    },
  );
}

type Entry = Extract<ReturnType<SourceMap['findEntry']>, { originalSource: string }>;

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(`${file}.map`));
  return maps.get(file);
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Without it the place in the bundle says enough.
    return undefined;
  }
}
