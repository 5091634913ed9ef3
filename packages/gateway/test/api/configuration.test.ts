import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiAnswer, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway
const secrets = ['first-secret-phrase', 'second-secret-phrase'] as const

beforeAll(async () => {
  gateway = await startGateway()
})

afterAll(async () => gateway.remove())

async function webex(source: string, secret: string, body: string): Promise<number> {
  const signature = createHmac('sha1', secret).update(body).digest('hex')
  return (await gateway.post(source, body, { 'x-spark-signature': signature })).status
}

function refusal(answer: ApiAnswer, status: number, code: string): void {
  expect(answer.body).toMatchObject({ status, code })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
}

describe('If-Match', () => {
  it('changes and deletes what stands as it was looked at, and refuses it after another change', async () => {
    const api = gateway.api
    await api('POST', '/sources', { name: 'two', scheme: 'publish' })
    await api('POST', '/destinations', { name: 'two', kind: 'pull' })
    const { id } = (await api('POST', '/routes', { source: 'two', destination: 'two' })).body
    for (const [path, mine, theirs] of [
      ['/sources/two', { ratePerSecond: 1 }, { ratePerSecond: 2 }],
      ['/destinations/two', { types: ['a'] }, { paused: true }],
      [`/routes/${id}`, { filter: 'true' }, { filter: 'type == "a"' }],
    ] as const) {
      const seen = await api('GET', path)
      const etag = seen.headers.get('etag') ?? ''
      expect(etag).toBe(`"${seen.body.etag}"`)
      const other = await api('PATCH', path, theirs, { 'if-match': etag })
      expect([other.status, other.headers.get('etag') === etag]).toEqual([200, false])
      refusal(await api('PATCH', path, mine, { 'if-match': etag }), 412, 'ERR_CHANGED')
      refusal(await api('DELETE', path, undefined, { 'if-match': `W/${etag}, ` }), 412, 'ERR_CHANGED')
      expect((await api('GET', path)).body).toEqual(other.body)
      const now = other.headers.get('etag') ?? ''
      expect((await api('PATCH', path, mine, { 'if-match': `"x", ${now}` })).status).toBe(200)
      expect((await api('PATCH', path, theirs, { 'if-match': '*' })).status).toBe(200)
      expect((await api('PATCH', path, mine)).status).toBe(200)
    }
    const { etag } = (await api('GET', '/sources/two')).body
    await api('POST', '/sources/two/secrets', { value: 'x' })
    expect((await api('GET', '/sources/two')).body.etag).toBe(etag)
    expect((await api('DELETE', '/sources/two', undefined, { 'if-match': `"${etag}"` })).status).toBe(204)
    refusal(await api('DELETE', '/sources/two', undefined, { 'if-match': '*' }), 404, 'ERR_NOT_FOUND')
  })
})

describe('sources', () => {
  it('are made, shown, changed and deleted, by name and by id', async () => {
    const made = await gateway.api('POST', '/sources', { name: 'a', scheme: 'webex', secrets: [secrets[0]] })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      name: 'a',
      scheme: 'webex',
      onMismatch: 'refuse',
      url: `${gateway.url}/in/a`,
    })
    expect(JSON.stringify(made.body)).not.toContain(secrets[0])
    expect((await gateway.api('GET', `/sources/${made.body.id}`)).body).toEqual(made.body)
    const changed = await gateway.api('PATCH', '/sources/a', { onMismatch: 'hold', ratePerSecond: 5 })
    expect(changed.body).toMatchObject({ onMismatch: 'hold', ratePerSecond: 5 })
    expect((await gateway.api('PATCH', '/sources/a', { ratePerSecond: null })).body.ratePerSecond).toBeNull()
    expect(await webex('a', secrets[0], '{"n":1}')).toBe(200)
    expect((await gateway.api('DELETE', '/sources/a')).status).toBe(204)
    expect(await webex('a', secrets[0], '{"n":2}')).toBe(404)
    refusal(await gateway.api('GET', '/sources/a'), 404, 'ERR_NOT_FOUND')
    expect((await gateway.api('GET', '/events')).body.items[0]).toMatchObject({
      source: 'a',
      verdict: 'verified',
    })
  })

  it('need a secret, or say that they do without', async () => {
    refusal(
      await gateway.api('POST', '/sources', { name: 'b', scheme: 'webex' }),
      400,
      'ERR_SOURCE_WITHOUT_SECRET',
    )
    const input = { name: 'b', scheme: 'webex', unsigned: true }
    refusal(
      await gateway.api('POST', '/sources', { ...input, secrets: ['x'.repeat(20)] }),
      400,
      'ERR_SECRET_NOT_WANTED',
    )
    const { body } = await gateway.api('POST', '/sources', input)
    expect(body.url).toMatch(/\/in\/b-[0-9a-f]{32}$/)
    expect((await gateway.post('b', '{}')).status).toBe(404)
    expect((await gateway.post(body.url.split('/in/')[1], '{}')).status).toBe(200)
  })

  it('know the catalogue, and say what is wrong with a secret without saying it', async () => {
    const make = (scheme: string, secret: string): Promise<ApiAnswer> =>
      gateway.api('POST', '/sources', { name: 'c', scheme, secrets: [secret] })
    for (const scheme of ['nope', 'constructor', '__proto__']) {
      refusal(await make(scheme, secrets[0]), 400, 'ERR_SCHEME_UNKNOWN')
    }
    const dirty = await make('webex', ' spaced-secret-phrase ')
    refusal(dirty, 400, 'ERR_SECRET_MALFORMED')
    expect(JSON.stringify(dirty.body)).not.toContain('spaced-secret')
    refusal(await make('standard-webhooks', 'whsec_'), 400, 'ERR_SECRET_EMPTY')
    refusal(await make('webex', ''), 400, 'ERR_INPUT')
  })

  it('have names of their own that are safe in an address', async () => {
    const make = (name: unknown): Promise<ApiAnswer> =>
      gateway.api('POST', '/sources', { name, scheme: 'webex', secrets: [secrets[0]] })
    for (const name of ['', 'a/b', '../a', 'src_1', 'a b', 'ü', 'x'.repeat(64), 7, null]) {
      refusal(await make(name), 400, 'ERR_INPUT')
    }
    expect((await make('twice')).status).toBe(201)
    refusal(await make('twice'), 409, 'ERR_CONFLICT')
  })

  it('hold seatable’s mismatches unless told otherwise', async () => {
    const input = { name: 'tables', scheme: 'seatable', secrets: [secrets[0]] }
    expect((await gateway.api('POST', '/sources', input)).body.onMismatch).toBe('hold')
  })
})

describe('secrets', () => {
  it('live side by side, and a revoked one is refused once the call has answered', async () => {
    await gateway.api('POST', '/sources', { name: 'rotating', scheme: 'webex', secrets: [secrets[0]] })
    const added = await gateway.api('POST', '/sources/rotating/secrets', { value: secrets[1] })
    expect(added.status).toBe(201)
    expect(added.body).not.toHaveProperty('value')
    expect(await webex('rotating', secrets[0], '{"n":1}')).toBe(200)
    expect(await webex('rotating', secrets[1], '{"n":2}')).toBe(200)
    const { body: list } = await gateway.api('GET', '/sources/rotating/secrets')
    expect(list.items).toHaveLength(2)
    const first = list.items.find(({ id }: { id: string }) => id !== added.body.id)
    expect((await gateway.api('DELETE', `/sources/rotating/secrets/${first.id}`)).status).toBe(204)
    expect(await webex('rotating', secrets[0], '{"n":3}')).toBe(401)
    expect(await webex('rotating', secrets[1], '{"n":4}')).toBe(200)
    refusal(await gateway.api('DELETE', `/sources/rotating/secrets/${first.id}`), 404, 'ERR_NOT_FOUND')
  })

  it('end when they expire, and a source that has lost its last one refuses', async () => {
    const { body } = await gateway.api('POST', '/sources', {
      name: 'ending',
      scheme: 'webex',
      secrets: [secrets[0]],
    })
    const path = `/sources/ending/secrets/${body.secrets[0].id}`
    expect((await gateway.api('PATCH', path, { expiresAt: '2020-01-01T00:00:00Z' })).status).toBe(200)
    expect(await webex('ending', secrets[0], '{"n":1}')).toBe(401)
    expect((await gateway.api('PATCH', path, { expiresAt: null })).status).toBe(200)
    expect(await webex('ending', secrets[0], '{"n":2}')).toBe(200)
    await gateway.api('DELETE', path)
    expect(await webex('ending', secrets[0], '{"n":3}')).toBe(500)
  })

  it('lie sealed in the data folder', () => {
    for (const name of ['journal.sqlite', 'journal.sqlite-wal']) {
      const bytes = readFileSync(join(gateway.data, name))
      for (const secret of secrets) expect(bytes.includes(secret), name).toBe(false)
      expect(bytes.includes(gateway.token), name).toBe(false)
    }
  })
})

describe('destinations', () => {
  it('get a secret that is shown once', async () => {
    const input = { name: 'app', url: 'https://app.example.com/hook' }
    const made = await gateway.api('POST', '/destinations', input)
    expect(made.status).toBe(201)
    expect(made.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const shown = await gateway.api('GET', '/destinations/app')
    expect(shown.body).not.toHaveProperty('secret')
    expect(JSON.stringify((await gateway.api('GET', '/destinations')).body)).not.toContain(made.body.secret)
    refusal(await gateway.api('POST', '/destinations', input), 409, 'ERR_CONFLICT')
  })

  it('do not lie inside, unless that is wanted', async () => {
    const make = (url: string, allowPrivate = false): Promise<ApiAnswer> =>
      gateway.api('POST', '/destinations', { name: 'inside', url, allowPrivate })
    const inside = [
      'http://127.0.0.1/',
      'http://localhost:3000/',
      'http://10.0.0.1/',
      'http://[::1]/',
      'http://0x7f000001/',
      'http://169.254.169.254/latest/meta-data',
      'http://[::ffff:127.0.0.1]/',
    ]
    for (const url of inside) {
      const answer = await make(url)
      refusal(answer, 400, 'ERR_DESTINATION_PRIVATE')
      expect(answer.body.hint).toContain('allowPrivate')
    }
    for (const url of [
      'ftp://example.com',
      'https://user:pass@example.com/',
      'nonsense',
      'https://example.com/#x',
    ]) {
      refusal(await make(url), 400, 'ERR_DESTINATION_URL')
    }
    expect((await make('http://127.0.0.1:9/', true)).status).toBe(201)
    refusal(
      await gateway.api('PATCH', '/destinations/inside', { allowPrivate: false }),
      400,
      'ERR_DESTINATION_PRIVATE',
    )
  })

  it('may not set the gateway’s own headers', async () => {
    for (const name of [
      'Webhook-Id',
      'host',
      'content-length',
      'countersign-x',
      'bad name',
      'cookie',
      'Authorization',
    ]) {
      const input = { name: 'h', url: 'https://example.com/', headers: { [name]: 'x' } }
      refusal(await gateway.api('POST', '/destinations', input), 400, 'ERR_INPUT')
    }
    const input = { name: 'h', url: 'https://example.com/', headers: { 'x-tenant': 'a\r\nb' } }
    refusal(await gateway.api('POST', '/destinations', input), 400, 'ERR_INPUT')
    const made = await gateway.api('POST', '/destinations', { ...input, headers: { 'X-Tenant': 'a' } })
    expect(made.body.headers).toEqual({ 'X-Tenant': 'a' })
  })

  it('are paused, renamed, and keep one secret at least', async () => {
    expect((await gateway.api('PATCH', '/destinations/app', { paused: true })).body.paused).toBe('operator')
    const renamed = await gateway.api('PATCH', '/destinations/app', { name: 'app2', paused: false })
    expect(renamed.body).toMatchObject({ name: 'app2', paused: null })
    const [secret] = renamed.body.secrets
    refusal(await gateway.api('DELETE', `/destinations/app2/secrets/${secret.id}`), 409, 'ERR_LAST_SECRET')
    const added = await gateway.api('POST', '/destinations/app2/secrets', {})
    expect(added.body.value).toMatch(/^whsec_/)
    expect((await gateway.api('DELETE', `/destinations/app2/secrets/${secret.id}`)).status).toBe(204)
  })
})

describe('routes', () => {
  it('lead from a source to a destination, by name or id, with a filter that compiles', async () => {
    const input = { source: 'twice', destination: 'app2', filter: 'type == "messages.created"' }
    const made = await gateway.api('POST', '/routes', input)
    expect(made.body).toMatchObject(input)
    const broken = await gateway.api('POST', '/routes', { ...input, filter: 'type ==' })
    refusal(broken, 400, 'ERR_FILTER')
    expect(broken.body.detail).toMatch(/column/)
    refusal(await gateway.api('POST', '/routes', { ...input, source: 'none' }), 404, 'ERR_NOT_FOUND')
    expect((await gateway.api('PATCH', `/routes/${made.body.id}`, { filter: null })).body.filter).toBeNull()
    expect((await gateway.api('DELETE', `/routes/${made.body.id}`)).status).toBe(204)
    refusal(await gateway.api('GET', `/routes/${made.body.id}`), 404, 'ERR_NOT_FOUND')
  })

  it('go with what they lead from and to', async () => {
    await gateway.api('POST', '/routes', { source: 'twice', destination: 'app2' })
    await gateway.api('DELETE', '/destinations/app2')
    expect((await gateway.api('GET', '/routes')).body.items).toEqual([])
  })
})

describe('requests that are not of the form', () => {
  it('are refused with the place that is wrong', async () => {
    const answer = await gateway.api('POST', '/sources', {
      name: 'z',
      scheme: 'webex',
      secrets: 'x',
      more: 1,
    })
    refusal(answer, 400, 'ERR_INPUT')
    expect(answer.body.errors.map(({ at }: { at: string }) => at)).toContain('/secrets')
    const json = { 'content-type': 'application/json' }
    for (const body of ['{', '[]', 'null', '"x"', Buffer.from([0x7b, 0xff, 0x7d]), '['.repeat(50_000)]) {
      refusal(await gateway.api('POST', '/routes', body, json), 400, 'ERR_INPUT')
    }
    refusal(
      await gateway.api('POST', '/routes', 'source=a', { 'content-type': 'text/plain' }),
      415,
      'ERR_MEDIA_TYPE',
    )
    refusal(
      await gateway.api('POST', '/sources', 'x'.repeat(1024 * 1024 + 1), json),
      413,
      'ERR_REQUEST_TOO_LARGE',
    )
    refusal(await gateway.api('GET', '/sources?limit=0'), 400, 'ERR_INPUT')
    refusal(await gateway.api('GET', '/sources?unknown=1'), 400, 'ERR_INPUT')
    refusal(await gateway.api('GET', '/nothing'), 404, 'ERR_NOT_FOUND')
  })

  it('cannot make one name twice at the same time', async () => {
    const input = { name: 'race', scheme: 'webex', secrets: [secrets[0]] }
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => gateway.api('POST', '/sources', input)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409])
  })
})

describe('lists', () => {
  it('come in pages', async () => {
    const names: string[] = []
    let cursor = ''
    do {
      const { body } = await gateway.api('GET', `/sources?limit=2${cursor && `&cursor=${cursor}`}`)
      expect(body.items.length).toBeLessThanOrEqual(2)
      names.push(...body.items.map(({ name }: { name: string }) => name))
      cursor = body.next ?? ''
    } while (cursor !== '')
    const { body: all } = await gateway.api('GET', '/sources?limit=200')
    expect(names).toEqual(all.items.map(({ name }: { name: string }) => name))
    refusal(await gateway.api('GET', '/sources?cursor=nonsense'), 400, 'ERR_CURSOR')
  })
})
