import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

const clients = fileURLToPath(new URL('../../../../tools/generated-clients/node_modules', import.meta.url))
const run = promisify(execFile)

/** What somebody would write against the generated types; what is wrong in it would not compile. */
const client = `
import type { components, paths } from './api.js'

type Body<Path extends keyof paths, Method extends keyof paths[Path]> = paths[Path][Method] extends {
  requestBody: { content: { 'application/json': infer Json } }
}
  ? Json
  : never
type Source = components['schemas']['Source']

export async function setUp(base: string, token: string): Promise<{ names: string[]; limit: number | null; event: string }> {
  const call = async (method: string, path: keyof paths, body?: unknown): Promise<unknown> => {
    const headers = { authorization: \`Bearer \${token}\`, 'content-type': 'application/json' }
    const response = await fetch(base + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
    if (!response.ok) throw new Error(((await response.json()) as components['schemas']['Problem']).detail)
    return await response.json()
  }
  const wanted: Body<'/api/v1/sources', 'post'> = { name: 'shop', scheme: 'publish' }
  const source = (await call('POST', '/api/v1/sources', wanted)) as Source
  const event: Body<'/api/v1/events', 'post'> = { source: source.name, type: 'order.paid', data: { id: 7 } }
  type Published = paths['/api/v1/events']['post']['responses'][201]['content']['application/json']
  const published = (await call('POST', '/api/v1/events', event)) as Published
  if (!('id' in published)) throw new Error('One event was published, not a list.')
  type Listed = paths['/api/v1/sources']['get']['responses'][200]['content']['application/json']
  const { items } = (await call('GET', '/api/v1/sources')) as Listed
  return { names: items.map(({ name }) => name), limit: source.maxBodyBytes, event: published.id }
}
// @ts-expect-error a body is demanded, and so is its name
const _nameless: Body<'/api/v1/sources', 'post'> = { scheme: 'publish' }
`

let gateway: StartedGateway
let folder = ''
beforeAll(async () => {
  gateway = await startGateway()
  folder = await mkdtemp(join(tmpdir(), 'countersign-client-'))
})
afterAll(async () => {
  await gateway.remove()
  await rm(folder, { recursive: true })
})

it('a client that openapi-typescript makes compiles under strict, and works', async () => {
  const document = await (await fetch(`${gateway.adminUrl}/api/openapi.json`)).text()
  await writeFile(join(folder, 'openapi.json'), document)
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await writeFile(join(folder, 'client.ts'), client)
  const program = (name: string): string => join(clients, name)
  await run(process.execPath, [
    ...[program('openapi-typescript/bin/cli.js'), join(folder, 'openapi.json')],
    ...['--output', join(folder, 'api.d.ts')],
  ])
  const strict = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes']
  const target = ['--module', 'nodenext', '--target', 'es2022', '--lib', 'es2023,dom']
  // In a folder of its own, as a user's: here it would take in the types of all that the tests use.
  const compiled = await run(
    process.execPath,
    [program('typescript/bin/tsc'), ...strict, ...target, join(folder, 'client.ts')],
    { cwd: folder },
  ).catch((error: { stdout: string }) => error)
  expect(compiled.stdout).toBe('')
  const { setUp } = await import(join(folder, 'client.js'))
  expect(await setUp(gateway.adminUrl, gateway.token)).toEqual({
    names: expect.arrayContaining(['shop']),
    limit: null,
    event: expect.stringMatching(/^evt_/),
  })
})

it('holds no pattern that engines without lookaround, backreferences and properties cannot read', async () => {
  const document = await (await fetch(`${gateway.adminUrl}/api/openapi.json`)).text()
  const patterns = new Set<string>()
  JSON.parse(document, (key, value) => {
    if (key === 'pattern' && typeof value === 'string') patterns.add(value)
    return value
  })
  expect(patterns.size).toBeGreaterThan(5)
  expect([...patterns].filter((pattern) => /\(\?[=!<]|\\[1-9pPkuc]/.test(pattern))).toEqual([])
})

it('says of each operation whether its body is demanded', async () => {
  const { paths } = JSON.parse(await (await fetch(`${gateway.adminUrl}/api/openapi.json`)).text())
  expect(paths['/api/v1/sources'].post.requestBody.required).toBe(true)
  expect(paths['/api/v1/events'].post.requestBody.required).toBe(true)
  expect(paths['/api/v1/sources/{source}'].patch.requestBody.required).toBe(false)
})
