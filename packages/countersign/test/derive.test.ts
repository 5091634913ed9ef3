import { createHmac } from 'node:crypto'
import { derive } from 'countersign/derive'
import { describe, expect, test } from 'vitest'

const secret = 'a-secret-of-many-bytes'
const body = '{"type":"paid"}'
const mac = (text: string, encoding: 'hex' | 'base64url' = 'hex', key: string | Buffer = secret): string =>
  createHmac('sha256', key).update(text).digest(encoding)

describe('derive', () => {
  test.each<[string, { headers: Record<string, string>; url?: string; secret?: string }, object | undefined]>(
    [
      [
        'the body alone, behind a prefix',
        { headers: { 'X-Sig': `sha256=${mac(body)}` } },
        { signature: { header: 'x-sig' }, prefix: 'sha256=', encoding: 'hex', content: ['body'] },
      ],
      [
        'a time in a list of parameters',
        { headers: { 'X-Sig': `t=1700000000,v1=${mac(`1700000000.${body}`)}` } },
        {
          signature: { header: 'x-sig', parameter: 'v1' },
          content: ['timestamp', '.', 'body'],
          timestamp: { header: 'x-sig', parameter: 't', unit: 'seconds' },
        },
      ],
      [
        'the tag of the signature before a time',
        { headers: { 'X-Sig': `v0=${mac(`v0:1700000000:${body}`)}`, 'X-Time': '1700000000' } },
        { content: [{ text: 'v0' }, ':', 'timestamp', ':', 'body'], prefix: 'v0=' },
      ],
      [
        'an id that must not hold what parts it from the rest',
        { headers: { 'X-Sig': mac(`n-1.${body}`), 'X-Nonce': 'n-1' } },
        { content: ['id', '.', 'body'], id: { header: 'x-nonce' }, idWithout: '.' },
      ],
      [
        'a key in base64 behind whsec_, URL-safe',
        {
          headers: { 'X-Sig': mac(body, 'base64url', Buffer.alloc(32, 7)) },
          secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
        },
        { encoding: 'base64url', key: { encoding: 'base64', prefix: 'whsec_' } },
      ],
      [
        'method, path and body',
        { headers: { 'X-Sig': mac(`POST\n/in/a?b=1\n${body}`) }, url: 'https://h.example/in/a?b=1' },
        { content: ['method', '\n', 'path', '\n', 'body'] },
      ],
      [
        'no id right before the body, whose beginning could be moved into it',
        { headers: { 'X-Sig': mac(`n-1${body}`), 'X-Nonce': 'n-1' } },
        undefined,
      ],
      [
        'nothing of a signature with another secret',
        { headers: { 'X-Sig': mac(body, 'hex', 'x') } },
        undefined,
      ],
    ],
  )('finds %s', async (_what, { secret: own = secret, ...input }, wanted) => {
    const found = await derive({ ...input, body: Buffer.from(body) }, { secret: own, name: 'acme' })
    expect(found.complete).toBe(true)
    if (wanted === undefined) expect(found.schemes).toEqual([])
    else expect(found.schemes[0]).toMatchObject({ kind: 'hmac', name: 'acme', ...wanted })
    expect(JSON.stringify(found)).not.toContain(own)
  })

  const basic = `Basic ${Buffer.from('user:pass').toString('base64')}`
  test.each<[string, { headers: Record<string, string>; url?: string; secret?: string }, object[]]>([
    ['a header alone', { headers: { 'X-Token': secret } }, [{ kind: 'token', at: { header: 'x-token' } }]],
    [
      'a header behind a word',
      { headers: { Authorization: `Bearer ${secret}` } },
      [{ kind: 'token', at: { header: 'authorization' }, prefix: 'Bearer ' }],
    ],
    [
      'the query',
      { headers: {}, url: `https://h.example/in?key=${secret}` },
      [{ kind: 'token', at: { query: 'key' } }],
    ],
    ['basic credentials', { headers: { Authorization: basic }, secret: 'user:pass' }, [{ kind: 'basic' }]],
    ['basic credentials elsewhere', { headers: { 'X-Sig': basic }, secret: 'user:pass' }, []],
    ['basic credentials of another', { headers: { Authorization: basic }, secret: 'user:other' }, []],
    ['a header that ends with it', { headers: { 'X-Token': `a.b ${secret}` } }, []],
    ['a header that goes on behind it', { headers: { 'X-Token': `${secret}a` } }, []],
  ])('finds the secret itself in %s', async (_what, { secret: own = secret, ...input }, wanted) => {
    const found = await derive({ ...input, body: Buffer.from(body) }, { secret: own, name: 'acme' })
    expect(found).toEqual({
      schemes: wanted.map((one) => ({ name: 'acme', ...one })),
      tried: 0,
      complete: true,
    })
  })

  test('tells of five at most, the secret itself first', async () => {
    const sig = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`X-${at}`, secret]))
    const headers = { 'X-Sig': mac(body), ...sig }
    const { schemes } = await derive({ headers, body: Buffer.from(body) }, { secret })
    expect(schemes.map(({ kind }) => kind)).toEqual(Array(5).fill('token'))
    const one = await derive(
      { headers: { 'X-Sig': mac(body), 'X-A': secret }, body: Buffer.from(body) },
      { secret },
    )
    expect(one.schemes.slice(0, 2).map(({ kind }) => kind)).toEqual(['token', 'hmac'])
  })

  test('ends at its bound, and says so', async () => {
    const headers = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`x-${at}`, mac(String(at))]))
    const input = { headers, body: Buffer.alloc(100_000) }
    const found = await derive(input, { secret, maxHashedBytes: 1_000_000 })
    expect(found).toMatchObject({ schemes: [], complete: false })
    expect(found.tried).toBeLessThanOrEqual(10)
  })

  test('refuses what is no secret or no message', async () => {
    await expect(derive({ headers: {}, body }, { secret: ' ' })).rejects.toMatchObject({
      code: 'ERR_SECRET_EMPTY',
    })
    await expect(derive({ headers: {}, body: Buffer.alloc(2 ** 21) }, { secret })).rejects.toMatchObject({
      code: 'ERR_BODY_TOO_LARGE',
    })
  })
})
