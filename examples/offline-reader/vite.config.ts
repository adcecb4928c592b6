import path from 'node:path';
import { defineConfig } from 'vite';

const client = path.resolve(import.meta.dirname, '../../libs/client/src');

const config = defineConfig({
  // In an app of your own: npm install @almanac/client, and nothing of this.
  resolve: {
    alias: {
      '@almanac/client/indexeddb': path.join(client, 'indexeddb-store.ts'),
      '@almanac/client': path.join(client, 'index.ts'),
    },
  },
  build: {
    target: 'es2022',
    rollupOptions: {
      input: { app: 'index.html', 'service-worker': 'src/service-worker.ts' },
      // The service worker knows the files of the app by name, and asks for newer ones itself.
      output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
});

export { config as default };
