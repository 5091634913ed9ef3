import { afterEach, expect, test } from 'vitest'
import { simulateSeaTable, simulateWebex } from '../src/index.ts'
import { readJson, writeJson } from '../src/json-in-order.ts'
import { type Receiver, startReceiver } from './receiver.ts'

test.each([
  '{"b":1152921504606846977,"10":5.0,"9":1e400,"a":[-0,0.10,1E2]}',
  '[]',
  '{}',
  '"a\\"b,:[]{}"',
  '[[{"":null}],true,false]',
  '-12345678901234567890.5',
])('%s is written as it was read', (text) => {
  expect(writeJson(readJson(text))).toBe(
    text.replaceAll(/"(?:[^"\\]|\\.)*"/g, (one) => JSON.stringify(JSON.parse(one))),
  )
})

test('white space does not count', () => {
  expect(writeJson(readJson(' {\n"a" : [ 1.0 ,\t2 ] } '))).toBe('{"a":[1.0,2]}')
})

test('what is no JSON is refused', () => {
  for (const text of ['', '{', '[1,]', '{"a" 1}', '01', 'nul'])
    expect(() => readJson(text)).toThrow(SyntaxError)
})

let receiver: Receiver | undefined
afterEach(() => receiver?.close())

test('SeaTable: cells keep every digit and the order of their columns, in notification and answer', async () => {
  receiver = await startReceiver()
  const { server, tokens, base, webhooks, close } = await simulateSeaTable({
    tables: [{ name: 'T', columns: ['Name'] }],
  })
  webhooks.add({ url: receiver.url, secret: 's', dtableUuid: base.uuid, creator: 'x' })
  const call = async (path: string, body: string) =>
    (
      await fetch(`${server}/api-gateway/api/v2/dtables/${base.uuid}/${path}/`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.base}`, 'content-type': 'application/json' },
        body,
      })
    ).text()
  const row = '{"Name":1152921504606846977,"2025":5.0,"7":0.1}'
  const inserted = await call('rows', `{"table_name":"T","rows":[${row}]}`)
  expect(inserted).toContain('"Name":1152921504606846977,"2025":5.0,"7":0.1}')
  const sql = "select * from `T` where _mtime >= '1970-01-01' order by _mtime limit 10"
  expect(await call('sql', JSON.stringify({ sql, convert_keys: true }))).toContain(
    '"Name":1152921504606846977,"2025":5.0,"7":0.1}',
  )
  await webhooks.idle()
  const [told] = receiver.received
  const values = [...(told?.body.toString() ?? '').matchAll(/"column_name": "(\w+)".*?"value": ([^,]+),/g)]
  expect(values.map(([, name, value]) => `${name} ${value}`)).toEqual([
    'Name 1152921504606846977',
    '2025 5.0',
    '7 0.1',
  ])
  expect(told?.body.toString()).toContain('"row_name": "1152921504606846977"')
  await close()
})

test('Webex: a card and what is put into it keep every digit', async () => {
  const people = [
    { token: 'person', email: 'p@example.com', displayName: 'P', type: 'person' as const },
    { token: 'bot', email: 'b@webex.bot', displayName: 'B', type: 'bot' as const },
  ]
  const webex = await simulateWebex({ newcomers: people })
  const call = async (token: string, path: string, body?: string) =>
    (
      await fetch(`${webex.api}/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body }),
      })
    ).text()
  const card =
    '{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard","version":"1.3","data":{"10":1152921504606846977,"9":5.0}}}'
  const written = await call(
    'bot',
    'messages',
    `{"toPersonEmail":"p@example.com","text":"a card","attachments":[${card}]}`,
  )
  expect(written).toContain(card)
  const { id } = JSON.parse(written)
  expect(await call('person', `messages/${id}`)).toContain(card)
  const inputs = '{"amount":9007199254740993,"share":1.10}'
  const action = await call(
    'person',
    'attachment/actions',
    `{"type":"submit","messageId":"${id}","inputs":${inputs}}`,
  )
  expect(action).toContain(inputs)
  expect(await call('bot', `attachment/actions/${JSON.parse(action).id}`)).toContain(inputs)
  await webex.close()
})
