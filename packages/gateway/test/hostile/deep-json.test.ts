import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiAnswer, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

// JSON that is nested deeper than any stack, or wider than anything that is asked for, wherever JSON is read. Nothing ends the gateway, and nobody waits for long.

const secret = 'a-secret-phrase-of-webex'
const levels = 10_000
const deep = '['.repeat(levels) + ']'.repeat(levels)
const deepObjects = `${'{"a":'.repeat(levels)}0${'}'.repeat(levels)}`
const open = '['.repeat(1_000_000)

let gateway: StartedGateway
let receiver: RecordingReceiver
let pid = 0
beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway({ args: ['--source', 'webex=webex', '--secret', secret] })
  pid = gateway.pid()
  for (const [name, order] of [
    ['filtered', null],
    ['ordered', { key: 'json.data.id' }],
  ] as const) {
    const destination = { name, url: `${receiver.url}/${name}`, allowPrivate: true, order }
    expect((await gateway.api('POST', '/destinations', destination)).status).toBe(201)
    const filter = name === 'filtered' ? 'json.data.id == "m1" && size(string(json.data)) > 0' : null
    expect(
      (await gateway.api('POST', '/routes', { source: 'webex', destination: name, filter })).status,
    ).toBe(201)
  }
  expect((await gateway.api('POST', '/sources', { name: 'own', scheme: 'publish' })).status).toBe(201)
})
afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

test.each([
  ['lists', `{"resource":"messages","event":"created","data":{"id":"m1","x":${deep}}}`],
  ['objects', `{"resource":"messages","event":"created","data":${deepObjects}}`],
  ['nothing but the beginnings of a megabyte of lists', open],
])('an event of %s is taken in byte for byte, and reaches or waits for each destination', async (_, body) => {
  const came = receiver.received.length
  const signature = createHmac('sha1', secret).update(body).digest('hex')
  const answer = await gateway.post('webex', body, { 'x-spark-signature': signature })
  expect(answer.status).toBe(200)
  const { id } = (await answer.json()) as { id: string }
  expect((await gateway.api('GET', `/events/${id}/body`)).bytes.equals(Buffer.from(body))).toBe(true)
  // One without a key for its order goes in no order.
  await receiver.until(came + 1)
  expect(receiver.received[came]?.body.equals(Buffer.from(body))).toBe(true)
  // A filter that cannot decide keeps it, visibly.
  expect((await gateway.api('GET', `/events/${id}/deliveries`)).body.items).toHaveLength(2)
})

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly $ref?: string
}

interface Asked {
  readonly method: string
  readonly to: string
  readonly fields: readonly string[]
}

/** Each operation that takes JSON, with the fields that its body may have. */
async function operationsWithBodies(): Promise<readonly Asked[]> {
  const document = JSON.parse(await (await fetch(`${gateway.adminUrl}/api/openapi.json`)).text())
  const fieldsOf = (schema: Schema): string[] => {
    const named = schema.$ref?.split('/').at(-1)
    if (named !== undefined) return fieldsOf(document.components.schemas[named])
    const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
    return [...Object.keys(schema.properties ?? {}), ...parts.flatMap(fieldsOf)]
  }
  return Object.entries<Record<string, { requestBody?: unknown }>>(document.paths).flatMap(
    ([path, operations]) =>
      Object.entries(operations).flatMap(([method, { requestBody }]) => {
        const schema = (requestBody as { content?: Record<string, { schema: Schema }> })?.content?.[
          'application/json'
        ]?.schema
        if (schema === undefined) return []
        const to = path
          .replace(/^\/api\/v1/, '')
          .replace('{destination}', 'filtered')
          .replace('{source}', 'webex')
          .replace(/\{\w+\}/g, 'x')
        return [{ method, to, fields: fieldsOf(schema) }]
      }),
  )
}

async function ask({ method, to }: Asked, body: string): Promise<ApiAnswer> {
  return await gateway.api(method.toUpperCase(), to, body, { 'content-type': 'application/json' })
}

test('no operation of the API fails by depth: each refuses by a code, and goes on', async () => {
  const answers: Record<string, number> = {}
  for (const operation of await operationsWithBodies()) {
    const { method, to, fields } = operation
    for (const body of [open, deep, deepObjects, ...fields.map((name) => `{"${name}":${deep}}`)])
      answers[`${method} ${to} ${body.slice(0, 20)}`] = (await ask(operation, body)).status
  }
  expect(Object.keys(answers).length).toBeGreaterThan(100)
  // A batch answers for each of its events; what a test sends goes out as it was written.
  const taken = { 'post /events {"events":': 201, 'post /destinations/filtered/test {"data":': 200 }
  const wrong = Object.entries(answers).filter(([, status]) => status < 400 || status >= 500)
  expect(Object.fromEntries(wrong.map(([name, status]) => [name.replace(/\[+$/, ''), status]))).toEqual(taken)
  expect(gateway.pid()).toBe(pid)
})

test('no operation looks into more values than it may be given: half a million take a schema seconds, in one go', async () => {
  // Those make as many things as stand in them, or leave what is free as it stands.
  const others = /^(\/events|\/plan|\/destinations\/filtered\/test)$/
  const makesMany = /^\/(destinations|routes)$/
  let asked = 0
  for (const operation of await operationsWithBodies()) {
    const { method, to, fields } = operation
    if (others.test(to) || (makesMany.test(to) && method === 'post')) continue
    for (const name of ['unknown', ...fields]) {
      const many = Array.from({ length: 5_000 }, (_, at) => at)
      for (const value of [many, Object.fromEntries(many.map((at) => [`k${at}`, at]))]) {
        const { status, body } = await ask(operation, JSON.stringify({ [name]: value }))
        expect([method, to, name, status, body.detail]).toEqual([
          ...[method, to, name, 400],
          'The body holds more than 5000 values.',
        ])
        asked++
      }
    }
  }
  expect(asked).toBeGreaterThan(150)
  for (const list of ['destinations', 'routes']) {
    const wide = await ask(
      { method: 'post', to: `/${list}`, fields: [] },
      `{"${list}":[${'0,'.repeat(100_000)}0]}`,
    )
    expect([wide.status, wide.body.detail]).toEqual([400, 'The body holds more than 100000 values.'])
  }
  expect(gateway.pid()).toBe(pid)
})

test('what is wrong is told in few words, however long what was given is', async () => {
  const long = `{${Array.from({ length: 2_000 }, (_, at) => `"${'k'.repeat(100)}${at}":0`).join(',')}}`
  const { status, bytes } = await ask({ method: 'post', to: '/tokens', fields: [] }, long)
  expect([status, bytes.length < 5_000]).toEqual([400, true])
})

test.each([
  ['as it stands', deep],
  ['in objects', deepObjects],
])('what is published goes out as it came, however deep: %s', async (_, data) => {
  expect((await gateway.api('POST', '/routes', { source: 'own', destination: 'filtered' })).status).toBeOneOf(
    [201, 409],
  )
  const came = receiver.received.length
  const answer = await gateway.api('POST', '/events', `{"source":"own","type":"t","data":${data}}`, {
    'content-type': 'application/json',
  })
  expect([answer.status, answer.body.code]).toBeOneOf([
    [201, undefined],
    [400, 'ERR_INPUT'],
  ])
  if (answer.status !== 201) return
  await receiver.until(came + 1)
  expect(receiver.received.at(-1)?.body.toString()).toBe(data)
})
