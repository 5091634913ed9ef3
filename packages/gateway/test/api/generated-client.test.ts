import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pythonWith } from '../../../../tools/python-with.ts'
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

/** The same in Python: models by datamodel-codegen, which check what is sent and what is answered. */
const pythonClient = `
import json, sys, urllib.request
from pydantic import ValidationError
import api

base, token = sys.argv[1:]

def call(method, path, body=None, model=None):
    data = None if body is None else body.model_dump_json(exclude_none=True, by_alias=True).encode()
    headers = {'Authorization': 'Bearer ' + token, 'Content-Type': 'application/json'}
    with urllib.request.urlopen(urllib.request.Request(base + path, data, headers, method=method)) as response:
        return model.model_validate_json(response.read())

scheme = api.InlineScheme.model_validate({
    'kind': 'hmac', 'name': 'acme', 'hash': 'sha256', 'encoding': 'hex',
    'signature': {'header': 'X-Acme'}, 'content': ['body'],
})
made = call('POST', '/api/v1/sources', api.CreateSourceBody(name='python', scheme=scheme, secrets=['a secret']), api.Source)
published = call('POST', '/api/v1/events', api.Publication(source='shop', type='order.paid', data={'id': 7}), api.Published)
event = call('GET', '/api/v1/events/' + published.id, model=api.Event)
delivery = {
    'id': 'dlv_1', 'event': 'evt_1', 'destination': 'app', 'state': 'pending', 'attempts': 0, 'replay': None,
    'receivedAt': '2026-11-28T17:00:00.000Z', 'lastAttemptAt': None, 'nextAttemptAt': None, 'lastStatus': None, 'lastError': None,
}
api.Delivery.model_validate(delivery)
refused = []
for model, wrong in [
    (api.Delivery, {**delivery, 'state': 'lost'}),
    (api.Publication, {'source': 'shop'}),
    (api.InlineScheme, {'kind': 'unheard-of', 'name': 'acme'}),
]:
    try:
        model.model_validate(wrong)
    except ValidationError:
        refused.append(model.__name__)
print(json.dumps({
    'source': made.name, 'kind': type(made.scheme.root).__name__, 'event': event.type, 'size': event.size, 'refused': refused,
}))
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

it('models that datamodel-codegen makes for Python take what is answered, and refuse what is wrong', async ({
  skip,
}) => {
  const all = process.env.COUNTERSIGN_TEST_SDKS === 'all'
  const python = await pythonWith('datamodel_code_generator', 'datamodel-code-generator==0.89.0', all)
  if (python === null) {
    console.warn(
      'SKIPPED the client in Python: none has datamodel-codegen. COUNTERSIGN_TEST_SDKS=all installs it apart.',
    )
    return skip()
  }
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
  const document = await (await fetch(`${gateway.adminUrl}/api/openapi.json`)).text()
  await writeFile(join(folder, 'python.json'), document)
  await writeFile(join(folder, 'client.py'), pythonClient)
  await run(python, [
    ...[
      '-m',
      'datamodel_code_generator',
      '--input',
      join(folder, 'python.json'),
      '--input-file-type',
      'openapi',
    ],
    ...['--output', join(folder, 'api.py'), '--output-model-type', 'pydantic_v2.BaseModel'],
  ])
  const { stdout } = await run(python, [join(folder, 'client.py'), gateway.adminUrl, gateway.token])
  expect(JSON.parse(stdout)).toEqual({
    ...{ source: 'python', kind: 'InlineSchemeHmac', event: 'order.paid', size: 8 },
    refused: ['Delivery', 'Publication', 'InlineScheme'],
  })
})

it('tells alternatives apart by a field that is named, each under a name of its own', async () => {
  const document = JSON.parse(await (await fetch(`${gateway.adminUrl}/api/openapi.json`)).text())
  const { InlineScheme, SearchLine } = document.components.schemas
  expect(InlineScheme.discriminator.propertyName).toBe('kind')
  expect(InlineScheme.discriminator.mapping['keyed-hash']).toBe('#/components/schemas/InlineSchemeKeyedHash')
  expect(SearchLine.discriminator.mapping).toEqual({
    hit: '#/components/schemas/SearchLineHit',
    progress: '#/components/schemas/SearchLineProgress',
    end: '#/components/schemas/SearchLineEnd',
  })
  const unnamed: string[] = []
  const dangling: string[] = []
  const walk = (node: unknown, at: string): void => {
    if (typeof node !== 'object' || node === null) return
    const { oneOf, discriminator, $ref } = node as Record<string, unknown>
    if (oneOf !== undefined && discriminator === undefined) unnamed.push(at)
    if (
      typeof $ref === 'string' &&
      !($ref.replace('#/components/schemas/', '') in document.components.schemas)
    )
      dangling.push($ref)
    for (const [key, value] of Object.entries(node)) walk(value, `${at}/${key}`)
  }
  walk(document, '')
  expect({ unnamed, dangling }).toEqual({ unnamed: [], dangling: [] })
})

it('names the headers that operations read', async () => {
  const { paths } = JSON.parse(await (await fetch(`${gateway.adminUrl}/api/openapi.json`)).text())
  const headersOf = (path: string, method: string): string[] =>
    (paths[path][method].parameters ?? [])
      .filter((one: { in: string }) => one.in === 'header')
      .map(({ name }: { name: string }) => name)
  expect(headersOf('/api/v1/sources', 'post')).toEqual(['Idempotency-Key'])
  expect(headersOf('/api/v1/events', 'post')).toEqual(['Idempotency-Key'])
  expect(headersOf('/api/v1/sources/{source}', 'patch')).toEqual(['If-Match'])
  expect(paths['/api/v1/sources'].post.responses[409].description).toContain('ERR_IDEMPOTENCY_UNDER_WAY')
})

it('bounds by whole numbers, and demands nothing of a body that has a default', async () => {
  const document = JSON.parse(await (await fetch(`${gateway.adminUrl}/api/openapi.json`)).text())
  const bounds: number[] = []
  JSON.stringify(document, (key, value) => {
    if (/^(min|max)(Length|Items|Properties)$/.test(key) && typeof value === 'number') bounds.push(value)
    return value
  })
  expect(bounds.filter((bound) => !Number.isInteger(bound))).toEqual([])
  const { unsigned } = document.components.schemas.CreateSourceBody.properties
  expect(unsigned).toMatchObject({ type: 'boolean', description: expect.stringContaining('Default: false.') })
  expect(unsigned).not.toHaveProperty('default')
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
