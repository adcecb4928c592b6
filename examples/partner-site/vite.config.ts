import path from 'node:path';
import { defineConfig } from 'vite';

const config = defineConfig({
  // In a site of your own: npm install @almanac/client, and nothing of this.
  resolve: { alias: { '@almanac/client': path.resolve(import.meta.dirname, '../../libs/client/src/index.ts') } },
  build: {
    ssr: true,
    target: 'node22',
    rollupOptions: { input: { build: 'src/build.ts', serve: 'src/serve.ts' } },
  },
  publicDir: false,
});

export { config as default };
