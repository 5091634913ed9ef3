// Bundles the built gateway with what it depends on: `npm run build`, after tsc. As 1,379 modules a start spent most of its
// time on finding and linking them; the ADR has the figures. Everything keeps the place that it has in `dist`, seen
// from `bundled`, so that what is found beside a file is found.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const packages = fileURLToPath(new URL('../packages/', import.meta.url))
const dist = join(packages, 'gateway/dist')
const to = join(packages, 'gateway/bundled')
const schemes = join(packages, 'countersign/dist/schemes')

/** What is begun by its file: processes, threads, and the schemes, which are loaded by name. */
const entries = [
  ...['main', 'cli/program', 'journal/sqlite/writer', 'journal/sqlite/reader', 'journal/sqlite/checkpointer'],
  'ingest/explain-thread',
].map((name) => [name, join(dist, `${name}.js`)])
const schemeEntries = readdirSync(schemes)
  .filter((file) => file.endsWith('.js') && file !== 'index.js')
  .map((file) => [`schemes/${basename(file, '.js')}`, join(schemes, file)])

/** `import.meta.url` stands for the place that a file has in `dist`, whatever it is bundled into. */
const places = {
  name: 'places',
  transform(code, id) {
    if (!id.startsWith(dist + sep) || !code.includes('import.meta.url')) return null
    const own = id.endsWith('named-schemes.js')
      ? code.replace(/`countersign\/(schemes\/\$\{name\})`/, '`../$1.js`')
      : code
    return own.replaceAll('import.meta.url', `__place__("${relative(dist, id).replaceAll(sep, '/')}")`)
  },
  renderChunk(code, { fileName }) {
    const up = '../'.repeat(fileName.split('/').length - 1) || './'
    return withoutFacades(
      code.replace(/__place__\("([^"]+)"\)/g, (_, file) => `new URL("${up}${file}", import.meta.url).href`),
    )
  },
}

/**
 * Takes Node's own modules as they are. An import of one reads each of its exports, and some of those load what nobody
 * here uses: that of `node:http` alone takes 70 ms, for `WebSocket`.
 */
function withoutFacades(code) {
  return code.replace(
    /^import (?:(\w+)(?:, )?)?(?:\{([^}]*)\} )?from "(node:[\w/]+)";$/gm,
    (_, whole, named, module) => {
      const taken = `process.getBuiltinModule("${module}")`
      const fields = named?.replaceAll(/(\w+) as (\w+)/g, '$1: $2').trim()
      return [
        ...(whole ? [`const ${whole} = ${taken};`] : []),
        ...(fields ? [`const { ${fields} } = ${taken};`] : []),
      ].join(' ')
    },
  )
}

const bundle = await rolldown({
  input: Object.fromEntries([...entries, ...schemeEntries]),
  platform: 'node',
  // Optional, and loaded with a filter alone: they are installed beside.
  external: ['pg-native', '@countersign/simulators', '@bufbuild/cel'],
  plugins: [places],
})
rmSync(to, { recursive: true, force: true })
const { output } = await bundle.write({
  ...{ dir: to, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  comments: { legal: false },
})
await bundle.close()
writeFileSync(join(to, 'LICENSES.txt'), licences(output.flatMap((chunk) => chunk.moduleIds ?? [])))

/** The licences of all packages of others that went in. */
function licences(ids) {
  const folders = new Set(
    ids.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll(sep, '/')) ?? []),
  )
  return [...folders]
    .sort()
    .map(licenceOf)
    .join(`\n${'-'.repeat(80)}\n\n`)
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[sc]e/i.test(entry))
  const text =
    file === undefined || !existsSync(join(folder, file)) ? '' : readFileSync(join(folder, file), 'utf8')
  return `${name} ${version} (${license})\n\n${text}`
}
