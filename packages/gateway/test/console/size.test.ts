import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

// What a browser loads to show the console: small enough that all of it together would do for a first page.

const assets = new URL('../../console/assets/', import.meta.url)

/** All files of a kind, compressed, in bytes. */
function weigh(ending: string): number {
  return readdirSync(assets)
    .filter((name) => name.endsWith(ending))
    .reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, assets))).length, 0)
}

it('is less than 250 kB of scripts and 15 kB of style sheets, all pages together', () => {
  expect(weigh('.js')).toBeLessThan(250_000)
  expect(weigh('.css')).toBeLessThan(15_000)
})
