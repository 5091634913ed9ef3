import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { schemes } from 'countersign/catalogue'
import { describe, expect, test } from 'vitest'

const root = new URL('../', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
const entries = Object.entries(manifest.exports as Record<string, Record<string, string> | null>).flatMap(
  ([name, entry]) => (name === './package.json' || entry === null ? [] : [[name, entry] as const]),
)

describe('the exports map', () => {
  test.each(entries)('%s points at one module in its three forms', (name, entry) => {
    const source = entry['countersign-source'] ?? ''
    if (!source.includes('*')) expect(existsSync(new URL(source, root))).toBe(true)
    const built = source.replace('./src/', './dist/').replace(/\.ts$/, '')
    expect(Object.entries(entry)).toEqual([
      ['countersign-source', source],
      ['types', `${built}.d.ts`],
      ['default', `${built}.js`],
    ])
    if (name !== '.') expect(manifest.typesVersions['*'][name.slice(2)]).toEqual([`${built}.d.ts`])
  })

  test('one pattern stands for all schemes: each file under schemes/ is one, under its name, and in the catalogue', async () => {
    expect(entries.map(([name]) => name).filter((name) => name.startsWith('./schemes'))).toEqual([
      './schemes',
      './schemes/*',
    ])
    expect(manifest.exports['./schemes/*'].default).toBe('./dist/schemes/*.js')
    // By the pattern alone it would be one, too.
    expect(manifest.exports['./schemes/index']).toBe(null)
    const files = readdirSync(new URL('src/schemes/', root)).filter((file) => file !== 'index.ts')
    expect(files.sort()).toEqual(
      Object.keys(schemes)
        .map((name) => `${name}.ts`)
        .sort(),
    )
    for (const [name, scheme] of Object.entries(schemes)) {
      expect(scheme.name).toBe(name)
      const own = Object.values(await import(`countersign/schemes/${name}`))
      expect(own).toEqual([scheme])
    }
  })

  test('typesVersions has nothing else', () => {
    expect(Object.keys(manifest.typesVersions['*']).length).toBe(entries.length - 1)
  })

  test('no runtime dependency', () => {
    expect(manifest.dependencies).toBeUndefined()
    expect(manifest.peerDependencies).toBeUndefined()
  })
})

/** The modules that a module loads, its own and those below; types are erased and load nothing. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const text = readFileSync(new URL(`src/${file}`, root), 'utf8')
  const imports = text.matchAll(/^(?:import|export)\s+(?!type\b)([^;]*?)\s*from '(\.[^']+)'/gms)
  for (const [, names, path = ''] of imports) {
    if (/^\{(\s*type [^,}]+,?)+\s*\}$/.test(names ?? '')) continue
    const url = new URL(path, `file:///${file}`)
    loaded(url.pathname.slice(1), seen)
  }
  return seen
}

describe('what an import brings along', () => {
  test.each(Object.keys(schemes))('countersign/schemes/%s brings no other scheme, and no samples', (name) => {
    const files = [...loaded(`schemes/${name}.ts`)]
    expect(files.filter((file) => file.startsWith('schemes/'))).toEqual([`schemes/${name}.ts`])
    expect(files.filter((file) => /^(samples|countersign|explain|verify|adapters)\//.test(file))).toEqual([])
  })

  test('the main entry brings no catalogue', () => {
    const files = [...loaded('index.ts')].filter((file) => file.startsWith('schemes/'))
    // explain() tells the two spellings of Standard Webhooks apart, whoever asks.
    expect(files.sort()).toEqual(['schemes/standard-webhooks.ts', 'schemes/svix.ts'])
  })

  test('what runs on the web uses neither node: nor Buffer', () => {
    for (const entry of [
      'index.ts',
      'schemes/index.ts',
      'catalogue.ts',
      ...['fetch', 'hono', 'next', 'sveltekit', 'remix', 'astro', 'elysia', 'azure'].map(
        (name) => `adapters/${name}.ts`,
      ),
      'testing.ts',
      'inbox.ts',
      'vectors.ts',
      'derive.ts',
      'platform/web.ts',
    ]) {
      for (const file of loaded(entry)) {
        const text = readFileSync(new URL(`src/${file}`, root), 'utf8').replaceAll(
          /\/\*[\s\S]*?\*\/|\/\/.*/g,
          '',
        )
        expect(`${file}: ${/\bBuffer\b|'node:/.exec(text)?.[0]}`).toBe(`${file}: undefined`)
      }
    }
  })
})
