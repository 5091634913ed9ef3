#!/usr/bin/env node
// The command line's door. It runs on whatever Node the host has (nothing newer than Node 18 is used here) and
// goes on under Node 24, which the gateway needs, where that is installed beside it.
import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const neededMajor = 24
const here = fileURLToPath(import.meta.url)
// Package managers that link packages (pnpm) put what is beside the link, not beside this file.
const places = [here, ...(process.argv[1] ? [process.argv[1]] : [])]

if (Number(process.versions.node.split('.')[0]) < neededMajor) runUnderNewerNode()
else await runHere()

async function runHere() {
  let cli
  try {
    cli = await import(door())
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.message).includes('program.js')) throw error
    fail(`The gateway is there (${dirname(dirname(here))}), but not built: npm run build`)
    return
  }
  await cli.run(process.argv)
}

/** The command line in one piece, which starts in half the time; where that is of a build before, what was built since. */
function door() {
  const bundled = import.meta.resolve('@countersign/gateway/cli')
  // A checkout's own tests ask for its sources, by a condition of the resolution.
  if (bundled.endsWith('.ts')) return bundled
  const made = madeAt('../bundled/cli/program.js')
  const built = Math.max(...['../tsconfig.tsbuildinfo', '../../countersign/tsconfig.tsbuildinfo'].map(madeAt))
  return made > 0 && made >= built ? bundled : '../dist/cli/program.js'
}

function madeAt(file) {
  return statSync(new URL(file, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function runUnderNewerNode() {
  const node = newerNode()
  if (node === undefined) {
    fail(
      `countersign needs Node ${neededMajor}, this is ${process.versions.node}: install it, or put it beside with npm install node@${neededMajor}`,
    )
    return
  }
  const child = spawn(node, [...process.execArgv, here, ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal sends Ctrl-C to both; passing it on as well would count as a second one.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`${node} does not start: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

/** The binary that the npm package `node` holds, where it is installed and new enough. */
function newerNode() {
  const manifest = places.map(nodePackage).find((found) => found !== undefined)
  if (manifest === undefined) return undefined
  const major = Number(createRequire(manifest)(manifest).version.split('.')[0])
  if (!(major >= neededMajor)) return undefined
  return ['node', 'node.exe'].map((name) => join(dirname(manifest), 'bin', name)).find(existsSync)
}

function nodePackage(place) {
  try {
    return createRequire(place).resolve('node/package.json')
  } catch {
    return undefined
  }
}

/** 78 is EX_CONFIG: nothing was tried, the installation must change first. */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 78
}
