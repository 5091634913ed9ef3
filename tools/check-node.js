// Looks whether the Node that `npm ci` brought is the one that is recorded here. The package `node` fetches its binary
// at install, outside the lock, which holds no hash of it. Runs before anything is built with it.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** SHA-256 of the binaries of node@24.21.0, which packages of the same version hold. Change them with it. Of macOS none:
 * its packages of this version could not be had where the others were recorded, and it is said there. */
const recorded = {
  'linux-x64': '7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c',
  'linux-arm64': '0f8949d1028f6d61506b2d5bc57e7e6fe893d7b1997509b7847294fc9c616584',
  'win32-x64': 'ba4e6d110e8c1592a1ecd390f6b05f3da124b13871a5be62b341a07a853c6c32',
}

/** What is wrong with a file as the Node of a platform, or null. */
export function problemOf(file, platform, hashes = recorded) {
  const expected = hashes[platform]
  if (expected === undefined) return null
  const found = createHash('sha256').update(readFileSync(file)).digest('hex')
  return found === expected ? null : `${file} is not the Node that is recorded: its SHA-256 is ${found}.`
}

function run() {
  const folder = new URL('../node_modules/node/bin/', import.meta.url)
  const file = ['node', 'node.exe'].map((name) => fileURLToPath(new URL(name, folder))).findLast(existsSync)
  if (file === undefined) return
  // Under the Node that npm itself runs on: the one in question would say of itself what it likes.
  const host = process.env.npm_node_execpath
  if (
    host &&
    existsSync(host) &&
    realpathSync(process.execPath) === realpathSync(file) &&
    realpathSync(host) !== realpathSync(file)
  ) {
    process.exitCode = spawnSync(host, [fileURLToPath(import.meta.url)], { stdio: 'inherit' }).status ?? 1
    return
  }
  const platform = `${process.platform}-${process.arch}`
  if (recorded[platform] === undefined)
    console.warn(`No hash of Node is recorded for ${platform}: it is not checked.`)
  const problem = problemOf(file, platform)
  if (problem !== null) {
    console.error(
      `${problem} Remove node_modules and run npm ci again; if it stays, do not run what was installed.`,
    )
    process.exitCode = 1
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) run()
