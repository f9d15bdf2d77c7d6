import { defineConfig } from 'vite';

// The page talks to nothing but its own origin: in development that is this server, which hands the API on.
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: 'dist',
    // Everything in one file each: a page left open for weeks never needs a chunk that an upgrade removed.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:8080' } },
});
