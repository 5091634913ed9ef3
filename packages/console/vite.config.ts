import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

/** Writes each script and style sheet a second time, in Brotli: no request waits for that. */
function brotli(): Plugin {
  return {
    name: 'brotli',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          const text = file.type === 'chunk' ? file.code : file.source
          if (!/\.(js|css)$/.test(file.fileName)) continue
          const source = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
          this.emitFile({ type: 'asset', fileName: `${file.fileName}.br`, source })
        }
      },
    },
  }
}

/** The page is built into the gateway's package, which serves it as files of its own. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [brotli()],
  worker: { format: 'es' },
  build: {
    // Browsers of 2024 and later, which know `light-dark()`.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    outDir: fileURLToPath(new URL('../gateway/console', import.meta.url)),
    emptyOutDir: true,
    // No file of the page is written into another: a strict content security policy allows none of it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // `use client` speaks to servers that draw pages; there is none.
    rolldownOptions: {
      onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
    },
  },
})
