import { defineConfig } from 'vite';

// What is built is served, also where a test runner has set another environment: lit would come in its development form.
process.env['NODE_ENV'] = 'production';

/** The viewer as static files; the 3D chunk is loaded after the first paint, so its size gets its own limit. */
export default defineConfig({
  base: './',
  build: {
    target: 'baseline-widely-available',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
});
