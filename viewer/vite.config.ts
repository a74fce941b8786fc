import { defineConfig } from 'vite';

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
