import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** `NIGHTJAR_API` names a running gateway (or the fake one of dev/serve.ts) for `vite dev apps/console`. */
const api = process.env['NIGHTJAR_API'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  resolve: { conditions: ['@nightjar/source', 'module', 'browser', 'development|production'] },
  // One script on purpose: a page must open while the gateway that served the console is away.
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 760,
  },
  server: { proxy: { '/api': api, '/sign-in': api } },
});
