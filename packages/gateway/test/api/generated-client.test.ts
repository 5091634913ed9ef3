import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pythonWith } from '../../../../tools/python-with.ts'
import { installMs } from '../../../countersign/test/frameworks/apart.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

const clients = fileURLToPath(new URL('../../../../tools/generated-clients/node_modules', import.meta.url))
const run = promisify(execFile)
/** What is installed apart is installed within the test. */
const withInstall = { timeout: installMs + 50_000 }

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

/** A whole client by openapi-python-client: a function an operation, which sends and reads its types. */
const pythonCalls = `
import json, sys
from gateway_client import AuthenticatedClient
from gateway_client.api.destinations import create_destination, list_destinations
from gateway_client.api.events import get_event, list_events, publish_event
from gateway_client.api.plan import plan_setup
from gateway_client.api.routes import create_route
from gateway_client.api.sources import create_source, list_sources
from gateway_client.models import (
    CreateSourceBody, NewDestination, NewRoute, NewRoutes, PlanSetupBody, Publication, Publications, PublishedMany, Unpublished,
)

base, token = sys.argv[1:]
client = AuthenticatedClient(base_url=base, token=token, raise_on_unexpected_status=True)

source = create_source.sync(client=client, body=CreateSourceBody(name='calls', scheme='publish'))
refused = create_source.sync(client=client, body=CreateSourceBody(name='no name', scheme='publish'))
made = create_destination.sync(client=client, body=NewDestination(name='calls', url='https://calls.example.com/'))
again = create_destination.sync(
    client=client, body=NewDestination(name='once', url='https://once.example.com/'), idempotency_key='once')
route = create_route.sync(client=client, body=NewRoute(source='calls', destination='calls'))
create_route.sync(client=client, body=NewRoutes(routes=[NewRoute(source='calls', destination='once', filter_='type == "a"')]))
published = publish_event.sync(client=client, body=Publication(source='calls', type_='order.paid', data={'id': 7}))
many = publish_event.sync(client=client, body=Publications(events=[{'source': 'calls', 'type': 'a', 'data': 1}, {}]))
event = get_event.sync(published.id, client=client)
page = list_events.sync(client=client, source='calls', limit=1)
planned = plan_setup.sync(client=client, body=PlanSetupBody(sources=[], routes=[]))
print(json.dumps({
    'source': [source.name, source.max_body_bytes],
    'refused': [refused.code, refused.errors[0].at],
    'secret': made.secret[:6],
    'again': again.secret == create_destination.sync(
        client=client, body=NewDestination(name='once', url='https://once.example.com/'), idempotency_key='once').secret,
    'route': route.filter_,
    'event': [event.type_, event.size, event.verdict],
    'many': [type(many) is PublishedMany, [type(one) is Unpublished for one in many.results], many.results[1].problem.code],
    'page': [len(page.items), page.next_ is not None],
    'names': sorted(one.name for one in list_destinations.sync(client=client).items),
    'sources': 'calls' in [one.name for one in list_sources.sync(client=client).items],
    'planned': planned.change.create,
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

it(
  'models that datamodel-codegen makes for Python take what is answered, and refuse what is wrong',
  withInstall,
  async ({ skip }) => {
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
  },
)

it(
  'a client that openapi-python-client makes for Python lists, creates and publishes',
  withInstall,
  async ({ skip }) => {
    const all = process.env.COUNTERSIGN_TEST_SDKS === 'all'
    const python = await pythonWith('openapi_python_client', 'openapi-python-client==0.29.1', all)
    if (python === null) {
      console.warn(
        'SKIPPED the calls in Python: none has openapi-python-client. COUNTERSIGN_TEST_SDKS=all installs it apart.',
      )
      return skip()
    }
    const document = await (await fetch(`${gateway.adminUrl}/api/openapi.json`)).text()
    await writeFile(join(folder, 'calls.json'), document)
    await writeFile(join(folder, 'calls.py'), pythonCalls)
    // It formats what it has made by the program that is installed beside it.
    const env = { ...process.env, PATH: `${dirname(python)}${delimiter}${process.env.PATH}` }
    const made = await run(
      python,
      [
        ...[
          '-m',
          'openapi_python_client',
          'generate',
          '--path',
          join(folder, 'calls.json'),
          '--meta',
          'none',
        ],
        ...['--output-path', join(folder, 'gateway_client')],
      ],
      { env },
    )
    // Each type has a name of its own, so that none is left out.
    expect(made.stdout).not.toMatch(/Unable to process schema|duplicate/)
    const { stdout } = await run(python, [join(folder, 'calls.py'), gateway.adminUrl, gateway.token])
    expect(JSON.parse(stdout)).toEqual({
      ...{
        source: ['calls', null],
        refused: ['ERR_INPUT', '/name'],
        secret: 'whsec_',
        again: true,
        route: null,
      },
      event: ['order.paid', 8, 'published'],
      many: [true, [false, true], 'ERR_INPUT'],
      ...{ page: [1, true], names: ['calls', 'once'], sources: true, planned: 0 },
    })
  },
)

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
    const { oneOf, anyOf, discriminator, $ref } = node as Record<string, unknown>
    // What stands within an alternative has a name too: openapi-python-client leaves it out otherwise.
    for (const { properties = {} } of Array.isArray(anyOf) ? anyOf : [])
      for (const [name, { properties: within }] of Object.entries<{ properties?: object }>(properties))
        if (within !== undefined) unnamed.push(`${at}/anyOf/${name}`)
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
