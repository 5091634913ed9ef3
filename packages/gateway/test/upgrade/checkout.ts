import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A version before, made to run: its sources from the history, with the dependencies that are installed here. */
export interface Checkout {
  readonly launcher: string
  remove(): void
}

const root = fileURLToPath(new URL('../../../../', import.meta.url))
/** Packages of this repository, which the checkout has in its own version. */
const ours = ['countersign', '@countersign']

/** A sentence where that cannot be had. */
export function checkOut(commit: string): Checkout | string {
  const git = (...args: string[]): Buffer =>
    execFileSync('git', ['-C', root, ...args], { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] })
  try {
    git('cat-file', '-e', `${commit}^{commit}`)
  } catch {
    return `the history that is here does not reach back to ${commit}`
  }
  const folder = mkdtempSync(join(tmpdir(), 'countersign-before-'))
  execFileSync('tar', ['-x', '-C', folder], { input: git('archive', commit, 'packages', 'package.json') })
  for (const at of ['.', ...readdirSync(join(folder, 'packages')).map((name) => `packages/${name}`)])
    linkModules(join(root, at, 'node_modules'), join(folder, at, 'node_modules'))
  mkdirSync(join(folder, 'node_modules/@countersign'))
  link(join(folder, 'packages/countersign'), join(folder, 'node_modules/countersign'))
  link(join(folder, 'packages/gateway'), join(folder, 'node_modules/@countersign/gateway'))
  return {
    launcher: join(folder, 'packages/countersign/bin/countersign.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function linkModules(from: string, to: string): void {
  let names: string[] = []
  try {
    names = readdirSync(from)
  } catch {
    // A package whose dependencies are all at the root.
  }
  for (const name of names) if (!ours.includes(name)) link(join(from, name), join(to, name))
}

function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  symlinkSync(from, to)
}
