import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { schemes } from 'countersign/catalogue'
import { signedByKeyPairs } from '../signed-by-key-pairs.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const run = promisify(execFile)

/** What a user's process has: none of the conditions and settings that these tests run under. */
export const userEnvironment: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(node_options|npm_.*|vitest.*|node_env)$/i.test(name)),
)

/** The end of a program: what it printed, and its exit code with what it complained of where that is not 0. */
export async function output(program: string, args: readonly string[], cwd: string): Promise<string> {
  const options = { cwd, env: userEnvironment, timeout: 50_000, maxBuffer: 1_048_576 }
  return (await run(program, args, options)).stdout.trim()
}

/** A folder in which the package is installed as users get it: built, packed, and unpacked by npm. */
export interface Installed {
  readonly folder: string
  /** How many vectors of the catalogue's schemes there are, and of the other engines. */
  readonly vectors: number
  readonly engineVectors: number
  /** Messages that a key pair signed, by every algorithm. */
  readonly signed: number
  remove(): Promise<void>
}

/** Reads all vectors of a folder's files. */
async function readVectors(folder: string): Promise<{ readonly scheme: string }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  const lists = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))),
  )
  return lists.flat()
}

/** Builds, packs and installs the package beside the programs that try it. */
export async function install(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-runtimes-'))
  const node = process.execPath
  await output(node, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'packages/countersign'], root)
  const pack = ['pack', join(root, 'packages/countersign'), '--ignore-scripts', '--json']
  const [packed] = JSON.parse(await output('npm', pack, folder))
  await writeFile(join(folder, 'package.json'), '{ "private": true, "dependencies": {} }')
  await output('npm', ['install', `./${packed.filename}`, '--offline', '--no-audit', '--no-fund'], folder)

  const vectors = (await readVectors(join(root, 'vectors'))).filter(({ scheme }) => scheme in schemes)
  const others = await readVectors(fileURLToPath(new URL('../fixtures/', import.meta.url)))
  const engineVectors = others.filter(({ scheme }) => scheme === 'discord' || scheme === 'gitlab')
  const literal = (value: unknown): string => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`
  const signed = signedByKeyPairs()
  const data = `export const vectors = ${literal(vectors)}\nexport const engineVectors = ${literal(engineVectors)}\nexport const signed = ${literal(signed)}\n`
  await writeFile(join(folder, 'data.mjs'), data)
  for (const name of ['report.mjs', 'main.mjs', 'main.cjs', 'main.ts', 'worker.mjs', 'worker.capnp']) {
    await cp(fileURLToPath(new URL(name, import.meta.url)), join(folder, name))
  }
  return {
    folder,
    vectors: vectors.length,
    engineVectors: engineVectors.length,
    signed: signed.length,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
