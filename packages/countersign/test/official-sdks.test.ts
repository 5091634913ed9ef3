import { createHmac } from 'node:crypto'
import { verify as octokitVerify } from '@octokit/webhooks-methods'
import { countersigned, explain, type Scheme, signCountersignature } from 'countersign'
import { github } from 'countersign/schemes/github'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'
import { stripe } from 'countersign/schemes/stripe'
import { svix } from 'countersign/schemes/svix'
import { webex } from 'countersign/schemes/webex'
import { safeVerifySync } from 'countersign/sync'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { Webhook as Svix } from 'svix'
import { afterEach, describe, expect, test, vi } from 'vitest'

// What the providers' own libraries accept, this one accepts, and the other way round: whoever changes over must
// not find messages refused. Where this library is stricter, a test below says so.

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const key = Buffer.from(secret.slice(6), 'base64')
const moment = 1_700_000_000
const body = '{"type":"a","data":{"é":1}}'

afterEach(() => vi.useRealTimers())

function accepted(run: () => unknown): boolean {
  try {
    run()
    return true
  } catch {
    return false
  }
}

const signature = (id: string, at: number): string =>
  createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')

/** An entry of a list of signatures, right ones among them. */
const entry = fc.oneof(
  { weight: 3, arbitrary: fc.constant('right') },
  fc.constantFrom(
    '',
    'v1',
    'v1,',
    ',',
    'junk',
    'v1,AAAA',
    'v1,!!',
    'v2,AAAA',
    'v1a,AAAA',
    'V1,right',
    'v1, right',
  ),
  fc.constant(`v1,${'A'.repeat(43)}=`),
  fc.base64String({ maxLength: 60 }).map((text) => `v1,${text}`),
  fc.string({ unit: fc.constantFrom(...'v1,=+/Aa-_.'), maxLength: 50 }),
)

describe.each([
  [
    'standardwebhooks',
    standardWebhooks,
    'webhook',
    (headers: Record<string, string>): unknown => new Webhook(secret).verify(body, headers),
  ],
  [
    'svix',
    svix,
    'svix',
    (headers: Record<string, string>): unknown => new Svix(secret).verify(body, headers),
  ],
] as const)('beside %s', (_name, scheme, prefix, theirs) => {
  const given = (id: string, at: string, list: string): Record<string, string> => ({
    [`${prefix}-id`]: id,
    [`${prefix}-timestamp`]: at,
    [`${prefix}-signature`]: list,
  })
  const ours = (headers: Record<string, string>): boolean =>
    safeVerifySync({ headers, body }, { scheme, secrets: secret }).ok

  test('lists of any entries, up to sixteen of them', () => {
    vi.useFakeTimers({ now: moment * 1000, toFake: ['Date'] })
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 16 }),
        fc.constantFrom(' ', ' ', '  '),
        (entries, separator) => {
          const list = entries.join(separator).replaceAll('right', signature('msg_1', moment))
          const headers = given('msg_1', String(moment), list.replaceAll(/(^| )(?=[^ ,]{44}( |$))/g, '$1v1,'))
          expect([list, ours(headers)]).toEqual([list, accepted(() => theirs(headers))])
        },
      ),
      { numRuns: 500 },
    )
  })

  test('every age around the tolerance, to the millisecond', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(-302, -301, -300, -299, -1, 0, 1, 299, 300, 301, 302),
        fc.integer({ min: 0, max: 999 }),
        (age, ms) => {
          vi.useFakeTimers({ now: (moment + age) * 1000 + ms, toFake: ['Date'] })
          const headers = given('msg_1', String(moment), `v1,${signature('msg_1', moment)}`)
          const verdict = accepted(() => theirs(headers))
          expect([age, ms, ours(headers)]).toEqual([age, ms, verdict])
          expect(verdict).toBe(Math.abs(age) <= 300)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('any bytes changed', () => {
    vi.useFakeTimers({ now: moment * 1000, toFake: ['Date'] })
    const whole = given('msg_1', String(moment), `v1,${signature('msg_1', moment)}`)
    const names = Object.keys(whole)
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.nat(),
        fc.integer({ min: 33, max: 126 }),
        (name, where, code) => {
          const value = whole[name] ?? ''
          const at = where % value.length
          const changed = value.slice(0, at) + String.fromCharCode(code) + value.slice(at + 1)
          const headers = { ...whole, [name]: changed }
          // `1700000000` and `17000000.0` are one number to parseInt, and a dot in an id shifts the border.
          fc.pre(name === `${prefix}-signature` || /^[0-9A-Za-z_]+$/.test(changed))
          expect([headers, ours(headers)]).toEqual([headers, accepted(() => theirs(headers))])
        },
      ),
      { numRuns: 500 },
    )
  })

  test('stricter here: something behind the signature, a timestamp with more behind it, a dot in the id', () => {
    vi.useFakeTimers({ now: moment * 1000, toFake: ['Date'] })
    const right = signature('msg_1', moment)
    for (const headers of [
      given('msg_1', String(moment), `v1,${right},x`),
      given('msg_1', `${moment}abc`, `v1,${right}`),
      given('msg_1', ` ${moment}`, `v1,${right}`),
      given('msg.1', String(moment), `v1,${signature('msg.1', moment)}`),
    ]) {
      expect(ours(headers)).toBe(false)
      expect(accepted(() => theirs(headers))).toBe(true)
    }
  })
})

describe('Svix’s own header names', () => {
  const headers = {
    'svix-id': 'msg_1',
    'svix-timestamp': String(moment),
    'svix-signature': `v1,${signature('msg_1', moment)}`,
  }
  const at = { secrets: secret, now: new Date(moment * 1000) }

  test('are a scheme that is asked for, and explain() says so', async () => {
    expect(safeVerifySync({ headers, body }, { scheme: svix, ...at })).toMatchObject({
      ok: true,
      event: { id: 'msg_1', type: 'a', verdict: 'verified', dedupe: { basis: 'signed-id' } },
    })
    expect(safeVerifySync({ headers, body }, { scheme: standardWebhooks, ...at }).ok).toBe(false)
    expect(await explain({ headers, body }, { scheme: standardWebhooks, ...at })).toMatchObject({
      confidence: 'proven',
      codes: ['another-form'],
      cause: expect.stringContaining('It is signed as Svix signs (svix), not as Standard Webhooks'),
      fix: 'Use the scheme svix.',
    })
  })

  test('nor does the scheme svix take the specification’s', async () => {
    const renamed = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.replace('svix', 'webhook'), value]),
    )
    const { fix } = await explain({ headers: renamed, body }, { scheme: svix as Scheme, ...at })
    expect(fix).toBe('Use the scheme standard-webhooks.')
  })
})

test('a countersignature among malformed ones', async () => {
  const scheme = countersigned(webex)
  const said = {
    ...{ id: 'evt_1', timestamp: String(moment), source: 'bot', type: '', verdict: 'verified', attempt: '1' },
    ...{ replay: '', bodyHash: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a' },
  }
  const right = await signCountersignature(said, secret)
  const outcome = (value: string): unknown => {
    const headers = {
      ...{ 'webhook-id': 'evt_1', 'webhook-timestamp': said.timestamp, 'countersign-source': 'bot' },
      ...{ 'countersign-verdict': 'verified', 'countersign-attempt': '1', 'countersign-signature': value },
      'webhook-signature': `v1,${createHmac('sha256', key).update(`evt_1.${moment}.{}`).digest('base64')}`,
    }
    const result = safeVerifySync(
      { headers, body: '{}' },
      { scheme, secrets: secret, now: new Date(moment * 1000) },
    )
    return result.ok || result.error.code
  }
  expect(outcome(`v1,AAAA ${right}`)).toBe(true)
  expect(outcome('v1,AAAA v1')).toBe('ERR_SIGNATURE_MALFORMED')
})

/** As stripe-node does (lib/Webhooks.js, parseHeader and validateComputedSignature), which is not installed here. */
function stripeNode(header: string, now: number): boolean {
  const details = { timestamp: -1, signatures: [] as string[] }
  for (const item of header.split(',')) {
    const [name, value = ''] = item.split('=')
    if (name === 't') details.timestamp = Number.parseInt(value, 10)
    if (name === 'v1') details.signatures.push(value)
  }
  const expected = createHmac('sha256', secret).update(`${details.timestamp}.${body}`).digest('hex')
  return details.signatures.includes(expected) && Math.floor(now / 1000) - details.timestamp <= 300
}

describe('beside stripe-node’s rules', () => {
  const right = createHmac('sha256', secret).update(`${moment}.${body}`).digest('hex')
  const ours = (header: string, now: number): unknown => {
    const input = { headers: { 'Stripe-Signature': header }, body }
    const result = safeVerifySync(input, { scheme: stripe, secrets: secret, now: new Date(now) })
    return result.ok || result.error.code
  }
  const item = fc.oneof(
    { weight: 3, arbitrary: fc.constant(`v1=${right}`) },
    fc.constantFrom(
      '',
      'v1',
      'v1=',
      '=',
      'junk',
      'v1=abc',
      `v0=${right}`,
      `v1=${'0'.repeat(64)}`,
      `v1=${right.toUpperCase()}`,
    ),
    fc.string({ unit: fc.constantFrom(...'v1=t0aA'), maxLength: 12 }).filter((text) => !/^t(=|$)/.test(text)),
  )

  test('lists of any entries, of any age up to 302 s', () => {
    fc.assert(
      // A bare `t` is NaN to stripe-node, and here an entry like any other without a value.
      fc.property(fc.array(item, { maxLength: 15 }), fc.nat(302_999), (items, age) => {
        const header = [`t=${moment}`, ...items].join(',')
        const now = moment * 1000 + age
        expect([header, age, ours(header, now) === true]).toEqual([header, age, stripeNode(header, now)])
      }),
      { numRuns: 500 },
    )
  })

  test('stricter here: two timestamps, and a date in the future', () => {
    expect(ours(`t=1,t=${moment},v1=${right}`, moment * 1000)).toBe('ERR_TIMESTAMP_MALFORMED')
    expect(ours(`t=${moment},v1=${right}`, (moment - 301) * 1000)).toBe('ERR_TIMESTAMP_TOO_NEW')
  })
})

test('beside @octokit/webhooks-methods: any signature', async () => {
  const right = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  await fc.assert(
    fc.asyncProperty(fc.nat(right.length), fc.constantFrom('', '0', 'f', 'F', ' ', '='), async (at, put) => {
      const changed = right.slice(0, at) + put + right.slice(at + put.length)
      const input = { headers: { 'x-hub-signature-256': changed }, body }
      const theirs = await octokitVerify(secret, body, changed)
      expect([changed, safeVerifySync(input, { scheme: github, secrets: secret }).ok]).toEqual([
        changed,
        theirs,
      ])
    }),
    { numRuns: 200 },
  )
})
