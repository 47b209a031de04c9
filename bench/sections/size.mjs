import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { atMost } from '../goals.mjs';

/** What an app's users download of the SDK. */
export async function size() {
  const { outputFiles } = await build({
    stdin: { contents: "export * from '@profile/sdk'", resolveDir: import.meta.dirname },
    ...{ bundle: true, minify: true, write: false },
    ...{ format: 'esm', platform: 'browser', logLevel: 'silent' },
  });
  const [{ contents }] = outputFiles;
  const kilobytes = gzipSync(contents, { level: 9 }).length / 1024;
  return {
    title: 'Size',
    text: `All of \`@profile/sdk\`, with \`@trpc/client\` in it, bundled and minified by esbuild: ${(contents.length / 1024).toFixed(1)} KB, with gzip ${kilobytes.toFixed(1)} KB.`,
    goals: [atMost('the SDK with gzip', kilobytes, 10, { unit: ' KB' })],
  };
}
