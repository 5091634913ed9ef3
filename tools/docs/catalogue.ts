import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Scheme } from '../../packages/countersign/src/scheme/scheme.ts'

const folder = 'packages/countersign/src/schemes'
const notice = '// Written by `npm run docs` from the files of `schemes/`: one scheme each, under its name.\n'

/** The names of all schemes, in their order: each is a file of the folder. */
export function schemeFiles(root: string): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    .map((file) => file.slice(0, -3))
    .sort()
}

/** `standard-webhooks` as it is called in code. */
function exported(name: string): string {
  return name.replaceAll(/-(\w)/g, (_whole, letter: string) => letter.toUpperCase())
}

/** The schemes of the files: whatever the written catalogue says, which may be about to be written. */
export async function schemesOf(root: string, names: readonly string[]): Promise<readonly Scheme[]> {
  return Promise.all(
    names.map(async (name) => {
      const module = await import(pathToFileURL(join(root, folder, `${name}.ts`)).href)
      return module[exported(name)] as Scheme
    }),
  )
}

function key(name: string): string {
  return name.includes('-') ? `'${name}'` : name
}

/** The catalogue that loads a scheme when it is wanted. */
export function lazyCatalogue(names: readonly string[]): string {
  const rows = names.map((name) => {
    const [first, rest] = [
      `  ${key(name)}: async () =>`,
      `(await import('./${name}.ts')).${exported(name)},\n`,
    ]
    // As the formatter breaks what is longer than a line.
    return first.length + rest.length > 111 ? `${first}\n    ${rest}` : `${first} ${rest}`
  })
  return `${notice}import type { Scheme } from '../scheme/scheme.ts'

const loaders: Readonly<Record<string, () => Promise<Scheme>>> = {
${rows.join('')}}

/** The names of the catalogue's schemes. */
export const schemeNames: readonly string[] = Object.keys(loaders)

/**
 * The scheme of a name, \`undefined\` where there is none. Only its own module is loaded; \`countersign/catalogue\` has
 * them all.
 *
 * @example
 * const scheme = await loadScheme('github')
 */
export async function loadScheme(name: string): Promise<Scheme | undefined> {
  return Object.hasOwn(loaders, name) ? loaders[name]?.() : undefined
}
`
}

/** The catalogue as one value. */
export function wholeCatalogue(names: readonly string[]): string {
  const imports = names.map((name) => `import { ${exported(name)} } from './schemes/${name}.ts'\n`)
  const rows = names.map((name) =>
    name.includes('-') ? `  '${name}': ${exported(name)},\n` : `  ${name},\n`,
  )
  return `${notice}import type { Scheme } from './scheme/scheme.ts'
${imports.join('')}
/**
 * The catalogue: every scheme by its name. Importing it loads and bundles them all; \`countersign/schemes/<name>\` one,
 * and \`loadScheme()\` of \`countersign/schemes\` the one that is wanted.
 */
export const schemes: Readonly<Record<string, Scheme>> = Object.freeze({
${rows.join('')}})
`
}

/** Which schemes read a header, by its lower-case name; under the empty name those that read none. */
export function headerIndex(schemes: readonly Scheme[]): string {
  const readers = new Map<string, string[]>()
  for (const { name, proof } of schemes) {
    for (const header of proof.headers.length === 0 ? [''] : proof.headers)
      readers.set(header, [...(readers.get(header) ?? []), name])
  }
  const rows = [...readers].sort(([one], [other]) => (one < other ? -1 : 1))
  const lines = rows.map(([header, names]) => `${header}: ${names.join(' ')}\n`)
  return `${notice}
const rows = \`
${lines.join('')}\`

/** The names of the schemes that read a header, by its lower-case name; under the empty name those that read none. */
export const signatureHeaders: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  rows
    .slice(1, -1)
    .split('\\n')
    .map((row) => row.split(': '))
    .map(([header = '', names = '']) => [header, names.split(' ')]),
)
`
}
