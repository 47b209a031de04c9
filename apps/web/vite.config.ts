import { gzipSync } from 'node:zlib';
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
        const source = gzipSync(bytes, { level: 9 });
        this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source });
      }
    },
  },
};

export default defineConfig({
  base: '/account/',
  plugins: [packed],
  build: {
    target: 'es2022',
    // The server's Content-Security-Policy has no data: for what Vite would put inside.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Of what is in the page; the server has the others' beside their code.
    license: { fileName: 'THIRD-PARTY-LICENSES.md' },
    rolldownOptions: {
      checks: { pluginTimings: false },
      // Of "use client", which means nothing here.
      onLog: (level, log, tell) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && tell(level, log),
    },
  },
  server: { proxy: { '/api': 'http://localhost:8080', '/trpc': 'http://localhost:8080' } },
});
