#!/usr/bin/env node
// The command line lives in @countersign/gateway; this is its door. It runs on whatever Node the host has
// (nothing newer than Node 18 is used here) and goes on under Node 24, which the gateway needs.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const neededMajor = 24
const gateway = '@countersign/gateway'
const here = fileURLToPath(import.meta.url)
// Package managers that link packages (pnpm) put the gateway beside the link, not beside this file.
const places = [here, ...(process.argv[1] ? [process.argv[1]] : [])]

const old = Number(process.versions.node.split('.')[0]) < neededMajor
const manifest = resolveFirst(`${gateway}/package.json`)

if (manifest === undefined) {
  // All that is missing at once, not one thing after the other.
  const missing = old && newerNode() === undefined ? ` node@${neededMajor}` : ''
  fail(`The command line comes with the gateway, which is not installed: npm install ${gateway}${missing}`)
} else if (old) runUnderNewerNode()
else await runHere()

async function runHere() {
  const cli = resolveFirst(`${gateway}/cli`)
  if (cli === undefined) {
    fail(`${gateway} is there (${dirname(manifest)}), but not built: npm run build`)
    return
  }
  const { run } = await import(pathToFileURL(cli).href)
  await run(process.argv)
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
  const manifest = resolveFirst('node/package.json')
  if (manifest === undefined) return undefined
  const major = Number(createRequire(manifest)(manifest).version.split('.')[0])
  if (!(major >= neededMajor)) return undefined
  return ['node', 'node.exe'].map((name) => join(dirname(manifest), 'bin', name)).find(existsSync)
}

function resolveFirst(request) {
  for (const place of places) {
    try {
      return createRequire(place).resolve(request)
    } catch {
      // Not here; the next place may have it.
    }
  }
  return undefined
}

/** 78 is EX_CONFIG: nothing was tried, the installation must change first. */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 78
}
