import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** The page is built into the gateway's package, which serves it as files of its own. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  build: {
    outDir: fileURLToPath(new URL('../gateway/console', import.meta.url)),
    emptyOutDir: true,
    // No file of the page is written into another: a strict content security policy allows none of it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
