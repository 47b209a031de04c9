import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Files as they are sent, so that the server needn't pack them. */
const packed: Plugin = {
  name: 'packed',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (!/\.(js|css|svg)$/.test(file.fileName)) continue;
        const bytes = Buffer.from(file.type === 'chunk' ? file.code : file.source);
        const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        const add = (ending: string, source: Buffer) =>
          this.emitFile({ type: 'asset', fileName: file.fileName + ending, source });
        add('.gz', gzipSync(bytes, { level: 9 }));
        add('.br', brotliCompressSync(bytes, { params }));
      }
    },
  },
};

export default defineConfig({
  base: '/account/',
  plugins: [packed],
  build: {
    target: 'es2022',
    // Content-Security-Policy has no data: for what Vite would put inside.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': 'http://localhost:8080', '/trpc': 'http://localhost:8080' } },
});
