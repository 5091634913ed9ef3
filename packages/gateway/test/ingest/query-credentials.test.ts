import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHeaders } from '../../src/ingest/sealed-headers.ts'
import type { Act } from '../../src/model/act.ts'
import { post } from './raw.ts'
import { type Started, startIngest } from './start-ingest.ts'

let started: Started
beforeAll(async () => {
  started = await startIngest()
})
afterAll(() => started.stop())

const letIn: Act = {
  by: { kind: 'admin', id: null },
  operation: 'reverifyRejection',
  target: '/rejections/rej_1/reverify',
}
const send = (url: string) => post(started.port, url, ['Content-Type: application/json'], '[{"id":"1"}]')

test('a token in the query is kept sealed, and a refused request is verified again with it', async () => {
  const params = { tokenQuery: 'code' }
  const source = await started.addSource('azure', 'azure-eventgrid', ['the-first-token-of-it'], { params })
  const url = '/in/azure?a=1&c%6Fde=the-next-token-of-it&b=2'
  expect((await send(url)).json.error?.code).toBe('ERR_CREDENTIAL_MISMATCH')
  await expect.poll(() => started.journal.rejections({ limit: 10 })).toHaveLength(1)
  const [kept] = await started.journal.rejections({ limit: 10 })
  const rejection = await started.journal.rejection(kept?.seq ?? 0)
  expect(rejection?.payload.url).toBe('/in/azure?a=1&c%6Fde=&b=2')
  expect(rejection?.payload.sealedHeaders).not.toBeNull()
  expect(JSON.stringify(rejection && (await started.ingest.diagnose(rejection)))).not.toContain('next-token')

  await started.addSecret(source, 'the-next-token-of-it')
  expect(await started.ingest.reverify(kept?.seq ?? 0, letIn)).toMatchObject({ kind: 'accepted' })
  const [event] = await started.journal.events({ source: source.number, limit: 1 })
  const stored = (await started.journal.payloads([event?.seq ?? 0])).get(event?.seq ?? 0)
  expect(stored?.payload.url).toBe('/in/azure?a=1&c%6Fde=&b=2')
  expect(stored?.payload.headers.some(([name]) => name === ':url')).toBe(false)
})

test('so is an access token, whatever the scheme', async () => {
  const source = await started.addSource('open', 'webex', [], { unsigned: true })
  await send('/in/open?access_token=a-token-of-somebody&x=1')
  const [event] = await started.journal.events({ source: source.number, limit: 1 })
  const stored = (await started.journal.payloads([event?.seq ?? 0])).get(event?.seq ?? 0)
  expect(stored?.payload.url).toBe('/in/open?access_token=&x=1')
})

test('a setting that is a secret is sealed in the store and open in use', async () => {
  const params = { verifyToken: 'a verify token of meta' }
  await started.addSource('meta', 'meta', ['a secret of some length'], { params })
  const { sources } = await started.journal.since(null)
  const stored = sources.find(({ name }) => name === 'meta')?.params
  expect(stored).toEqual({ verifyToken: { sealed: expect.stringMatching(/^[\w+/=]{40,}$/) } })
  expect(started.live.current().source('meta')?.params).toEqual(params)
  await started.live.refresh()
  expect(started.live.current().source('meta')?.params).toEqual(params)
})

test('nor does a proxy’s header keep what is cut, or the address that is an unsigned source’s only proof', async () => {
  const source = await started.addSource('proxied', 'webex', [], { unsigned: true, path: 'unguessable' })
  const headers = [
    'Referer',
    'X-Envoy-Original-Path',
    'X-Forwarded-Path',
    'X-Forwarded-Uri',
    'X-Forwarded-Url',
    'X-Original-Uri',
    'X-Original-Url',
    'X-Rewrite-Url',
    'X-WAWS-Unencoded-Url',
  ].map((name) => `${name}: /in/unguessable?access_token=a-token-of-somebody`)
  await post(
    started.port,
    '/in/unguessable',
    ['Content-Type: application/json', 'X-Other: 1', ...headers],
    '{}',
  )
  const [event] = await started.journal.events({ source: source.number, limit: 1 })
  const stored = (await started.journal.payloads([event?.seq ?? 0])).get(event?.seq ?? 0)
  const { headers: visible = [], sealedHeaders = null } = stored?.payload ?? {}
  const sealed = openHeaders(started.seal, sealedHeaders, source.number, event?.receivedAt ?? 0)
  expect(visible.some(([name]) => name === 'x-other')).toBe(true)
  expect(JSON.stringify(visible)).not.toMatch(/unguessable|a-token/)
  expect(sealed.map(([name, value]) => `${name}: ${value}`)).toEqual(
    headers.map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase())),
  )
})
