import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// Hundreds of schemes: what a start loads must not grow with their number.

const folder = scratchFolder('countersign-loaded-')
const list = join(folder, 'loaded')

/** Written into each process and thread of a gateway: notes every scheme whose module is wanted, by whatever way. */
const noting = `
import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    const name = /\\/countersign\\/(?:src|dist)\\/schemes\\/([^/]+)\\.[jt]s$/.exec(found.url)?.[1]
    if (name !== undefined) appendFileSync(${JSON.stringify(list)}, name + '\\n')
    return found
  },
})`

/** The schemes that were loaded so far; `index` has the names of all and none of them. */
function loaded(): readonly string[] {
  const lines = existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : []
  return [...new Set(lines)].filter((name) => name !== 'index').sort()
}

/** The library signs with the one, and tells both apart where it explains. */
const own = ['standard-webhooks', 'svix']

let gateway: StartedGateway | undefined
afterEach(async () => await gateway?.remove())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a start loads the schemes that sources use, and no other', async () => {
  const data = join(folder, 'data')
  const hook = `--import data:text/javascript,${encodeURIComponent(noting)}`
  const start = () =>
    startGateway({ data, env: { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${hook}` } })
  gateway = await start()
  expect(readFileSync(list, 'utf8')).toContain('index')
  expect(loaded()).toEqual(own)
  const source = { name: 'hook', scheme: 'webex', secrets: ['a secret of the test'] }
  expect((await gateway.api('POST', '/sources', source)).status).toBe(201)
  expect(loaded()).toEqual([...own, 'webex'])
  expect(await gateway.stop()).toBe(0)
  rmSync(list)
  gateway = await start()
  expect(loaded()).toEqual([...own, 'webex'])
  expect(await gateway.stop()).toBe(0)
})
