#!/usr/bin/env node
// The command line comes with @countersign/gateway, whose own door this opens. With the library alone it says so.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const gateway = '@countersign/gateway'
// Package managers that link packages (pnpm) put the gateway beside the link, not beside this file.
const places = [fileURLToPath(import.meta.url), ...(process.argv[1] ? [process.argv[1]] : [])]
const manifest = places.map(manifestFrom).find((found) => found !== undefined)

if (manifest === undefined) {
  // All that is missing at once, not one thing after the other.
  const missing = Number(process.versions.node.split('.')[0]) < 24 ? ' node@24' : ''
  process.stderr.write(
    `The command line comes with the gateway, which is not installed: npm install ${gateway}${missing}\n`,
  )
  process.exitCode = 78
} else {
  await import(pathToFileURL(join(dirname(manifest), 'bin', 'countersign.js')).href)
}

function manifestFrom(place) {
  try {
    return createRequire(place).resolve(`${gateway}/package.json`)
  } catch {
    return undefined
  }
}
