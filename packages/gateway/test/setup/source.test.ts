import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { certificates } from '../../../countersign/test/fixtures/certificates.ts'
import { confirmSource, enrollSource, pendingSecrets } from '../../src/setup/enrollment.ts'
import { addSecret, endSecret, revokeSecret } from '../../src/setup/secret.ts'
import {
  changeSource,
  createSource,
  deleteSource,
  provideOperationalSource,
  type SourceInput,
} from '../../src/setup/source.ts'
import { given, stage, webex } from './stage.ts'
import { codeOf, noon, Stage } from './standing.ts'

const ecPem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .publicKey.export({ format: 'pem', type: 'spki' })
  .toString()

describe('a source whose provider sets the secret', () => {
  const tasks: SourceInput = { name: 'tasks', scheme: 'notion', secrets: [], unsigned: false }
  const secret = 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl'

  it('takes one, shows it, and is live once it is confirmed', () => {
    const made = new Stage()
    made.run(createSource, tasks)
    const id = made.now.source('tasks')?.id ?? ''
    expect(made.now.source('tasks')?.state).toBe('enrolling')
    expect(codeOf(() => made.run(confirmSource, { source: 'tasks' }))).toBe('ERR_NOT_ENROLLING')
    const change = { source: 'tasks', change: { state: 'live' } } as const
    expect(codeOf(() => made.run(changeSource, change))).toBe('ERR_NOT_ENROLLING')
    expect(codeOf(() => made.run(enrollSource, { source: id, secret: ' spaced ' }))).toBe(
      'ERR_SECRET_MALFORMED',
    )
    made.run(enrollSource, { source: id, secret })
    expect(made.run(enrollSource, { source: id, secret })).toEqual({})
    expect(codeOf(() => made.run(enrollSource, { source: id, secret: 'another' }))).toBe('ERR_NOT_ENROLLING')
    expect(pendingSecrets(made.now, 'tasks', made.context)).toMatchObject([{ value: secret }])
    made.run(confirmSource, { source: 'tasks' })
    expect(made.now.source('tasks')?.state).toBe('live')
    expect(codeOf(() => pendingSecrets(made.now, 'tasks', made.context))).toBe('ERR_NOT_ENROLLING')
    const [held] = made.now.secretsOf(id)
    // Not even where the one that was there has been revoked since.
    made.run(revokeSecret, { noun: 'source', owner: 'tasks', secret: held?.id ?? '' })
    expect(codeOf(() => made.run(enrollSource, { source: id, secret }))).toBe('ERR_NOT_ENROLLING')
  })

  it('is live at once where the operator gives the secret, before or after it is made', () => {
    const made = new Stage()
    made.run(createSource, { ...tasks, name: 'known', secrets: [given(secret)] })
    expect(made.now.source('known')?.state).toBe('live')
    made.run(createSource, tasks)
    made.run(addSecret, { noun: 'source', owner: 'tasks', ...given(secret) })
    expect(made.now.source('tasks')?.state).toBe('live')
  })

  it('is not confirmed with two secrets, of which one may be a stranger’s', () => {
    const made = new Stage()
    made.run(createSource, tasks)
    made.run(enrollSource, { source: made.now.source('tasks')?.id ?? '', secret })
    made.run(addSecret, { noun: 'source', owner: 'tasks', ...given('the operator’s own') })
    expect(made.now.source('tasks')?.state).toBe('enrolling')
    expect(codeOf(() => made.run(confirmSource, { source: 'tasks' }))).toBe('ERR_NOT_ENROLLING')
  })
})

describe('a source whose provider gives the key only once it stands', () => {
  it.each(['ebay', 'nylas', 'onfleet', 'plaid', 'salesforce-mc-ens'])(
    '%s: begins without one, and is live with the first',
    (scheme) => {
      const made = new Stage()
      made.run(createSource, { name: 'one', scheme, secrets: [], unsigned: false })
      const id = made.now.source('one')?.id ?? ''
      expect(made.now.source('one')?.state).toBe('enrolling')
      expect(codeOf(() => made.run(confirmSource, { source: 'one' }))).toBe('ERR_NOT_ENROLLING')
      const key = { ebay: ecPem, plaid: ecPem }[scheme] ?? 'b537207f20cbfa02357cf448134da559'
      made.run(addSecret, { noun: 'source', owner: 'one', ...given(key) })
      expect(made.now.source('one')?.state).toBe('live')
      expect(codeOf(() => made.run(enrollSource, { source: id, secret: key }))).toBe('ERR_NOT_ENROLLING')
    },
  )
})

const publicKeys = [
  generateKeyPairSync('ed25519').publicKey,
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
  generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey,
]

const [ed25519, , rsa] = publicKeys as [KeyObject, KeyObject, KeyObject]
const spki = ed25519.export({ format: 'der', type: 'spki' })
const pkcs1 = rsa.export({ format: 'der', type: 'pkcs1' })
const certificate = new X509Certificate(certificates.good).raw
const ssh = (name: string, ...parts: Buffer[]) =>
  `${name} ${Buffer.concat([Buffer.from(name), ...parts].flatMap((part) => [Buffer.of(0, 0, 0, part.length), part])).toString('base64')}`

/** Public keys as other consoles and files have them. */
const otherForms: readonly (readonly [what: string, text: string, scheme?: string])[] = [
  ['SPKI behind whsec_', `whsec_${spki.toString('base64')}`, 'standard-webhooks'],
  ['SPKI behind whsec_, whose text is the key', `whsec_${spki.toString('base64')}`, 'stripe'],
  ['SPKI behind v1,whsec_', `v1,whsec_${spki.toString('base64')}`, 'supabase-auth-hook'],
  ['PKCS #1 key in base64', pkcs1.toString('base64')],
  ['PKCS #1 key in hex', pkcs1.toString('hex')],
  ['certificate in base64', certificate.toString('base64')],
  ['certificate in hex', certificate.toString('hex')],
  ['JSON Web Key', JSON.stringify(rsa.export({ format: 'jwk' }))],
  ['JSON Web Key of a curve', JSON.stringify(ed25519.export({ format: 'jwk' }), undefined, 2)],
  ['JSON Web Key Set', JSON.stringify({ keys: publicKeys.map((key) => key.export({ format: 'jwk' })) })],
  ['key of OpenSSH', `${ssh('ssh-ed25519', spki.subarray(-32))} me@example.com`],
]

describe('a source', () => {
  it.each<[string, Partial<SourceInput>, string]>([
    ['is made', {}, 'none'],
    ['has a name of its own', { name: 'in' }, 'ERR_CONFLICT'],
    ['has a scheme of the catalogue', { scheme: 'nope' }, 'ERR_SCHEME_UNKNOWN'],
    ['has a scheme, not a property of every object', { scheme: 'constructor' }, 'ERR_SCHEME_UNKNOWN'],
    ['needs a secret', { secrets: [] }, 'ERR_SOURCE_WITHOUT_SECRET'],
    ['does without one on purpose', { secrets: [], unsigned: true }, 'none'],
    ['has none where it is unsigned', { unsigned: true }, 'ERR_SECRET_NOT_WANTED'],
    ['has none where it is for publishing', { scheme: 'publish' }, 'ERR_SECRET_NOT_WANTED'],
    ['may be for publishing', { scheme: 'publish', secrets: [] }, 'none'],
    ['has a secret that its scheme can read', { secrets: [given(' spaced ')] }, 'ERR_SECRET_MALFORMED'],
    ...(['base64', 'hex'] as const).flatMap((encoding) =>
      publicKeys.map((key): [string, Partial<SourceInput>, string] => [
        `holds no public key of ${key.asymmetricKeyType} in ${encoding} for a secret`,
        { secrets: [given(key.export({ format: 'der', type: 'spki' }).toString(encoding))] },
        'ERR_SECRET_MALFORMED',
      ]),
    ),
    [
      'holds no public key in lines, either',
      {
        secrets: [
          given(
            `${publicKeys[2]?.export({ format: 'pem', type: 'spki' })}`
              .replace(/-----[A-Z ]+-----/g, '')
              .trim(),
          ),
        ],
      },
      'ERR_SECRET_MALFORMED',
    ],
    ...otherForms.map(([what, text, scheme = 'webex']): [string, Partial<SourceInput>, string] => [
      `holds no ${what} for a secret`,
      { scheme, secrets: [given(text)] },
      'ERR_SECRET_MALFORMED',
    ]),
    ['may have a secret that begins as a public key does', { secrets: [given('MCowBQYDK2VwAyEA')] }, 'none'],
    [
      'may have a secret that is JSON, and a key that is nobody else’s',
      {
        secrets: [given('{"kty":"oct","k":"c2VjcmV0"}'), given('{"a":1}'), given('{"keys":[]}'), given('{')],
      },
      'none',
    ],
  ])('%s', (_what, change, code) => {
    const made = stage()
    expect(codeOf(() => made.run(createSource, { ...webex, name: 'other', ...change }))).toBe(code)
  })

  it('has an address that nobody guesses where it is unsigned, and holds what does not match where it must', () => {
    const made = stage()
    made.run(createSource, { ...webex, name: 'open', secrets: [], unsigned: true })
    expect(made.now.source('open')?.path).toMatch(/^open-[0-9a-f]{32}$/)
    made.run(createSource, { ...webex, name: 'tables', scheme: 'seatable' })
    expect(made.now.source('tables')?.policy.onMismatch).toBe('hold')
  })

  it('takes no larger body than the gateway, by whose limit it goes unless it has its own, and null takes a limit away', () => {
    const made = stage()
    const policy = () => made.now.source('in')?.policy
    expect(policy()?.maxBodyBytes).toBeNull()
    expect(() => made.run(changeSource, { source: 'in', change: { maxBodyBytes: 5_000_000 } })).toThrow(
      '/maxBodyBytes: 5000000 bytes are more than the gateway takes, which are 1000000 (--max-body-bytes).',
    )
    const change = { maxBodyBytes: 1_000_000, ratePerSecond: 5 }
    made.run(changeSource, { source: 'in', change })
    expect(policy()).toMatchObject(change)
    made.run(changeSource, { source: 'in', change: { maxBodyBytes: null } })
    expect(policy()).toMatchObject({ maxBodyBytes: null, ratePerSecond: 5 })
    made.run(changeSource, { source: 'in', change: { ratePerSecond: null } })
    expect(made.now.source('in')?.policy.ratePerSecond).toBeNull()
    expect(codeOf(() => made.run(changeSource, { source: 'none', change }))).toBe('ERR_NOT_FOUND')
  })

  it('goes with its secrets and routes', () => {
    const made = stage()
    made.run(deleteSource, { source: 'in' })
    expect([...made.configuration.sources][0]?.deletedAt).toBe(noon)
    expect(made.configuration.routes.size).toBe(0)
    expect(made.configuration.secrets.size).toBe(1)
    expect(codeOf(() => made.run(deleteSource, { source: 'in' }))).toBe('ERR_NOT_FOUND')
    expect(codeOf(() => made.run(createSource, webex))).toBe('none')
  })

  it('of the gateway itself is made once', () => {
    const made = new Stage()
    made.run(provideOperationalSource, {})
    expect(made.now.source('countersign')?.scheme).toBe('standard-webhooks')
    expect(made.run(provideOperationalSource, {})).toEqual({})
  })
})

describe('the params of a source', () => {
  const monday = {
    name: 'board',
    scheme: 'monday',
    secrets: [given('a-monday-secret-of-bytes')],
    unsigned: false,
  }
  const made = (params?: Record<string, string>) => {
    const now = new Stage()
    now.run(createSource, { ...monday, ...(params && { params }) })
    return now
  }

  it('are those that its scheme needs or knows, by name, when it is made and when it is changed', () => {
    expect(() => made()).toThrow(/\/params\/audience: is missing: monday needs it/)
    expect(() => made({ audience: '' })).toThrow(/\/params\/audience: is missing/)
    expect(() => made({ audience: 'https://a.example', audiance: 'x' })).toThrow(
      /audiance: is no param of monday/,
    )
    const now = made({ audience: 'https://a.example' })
    expect(now.now.source('board')?.params).toEqual({ audience: 'https://a.example' })
    expect(codeOf(() => now.run(changeSource, { source: 'board', change: { params: {} } }))).toBe('ERR_INPUT')
    now.run(addSecret, { noun: 'source', owner: 'board', ...given('another-monday-secret') })
    expect([...now.now.secretsOf(now.now.source('board')?.id ?? '')]).toHaveLength(2)
  })

  it.each([
    ['aws-sns', 'topicArn', 'arn:aws:sns:eu-west-1:123456789012:mine'],
    ['fal', 'userId', 'user-1'],
  ])('%s signs for anybody: whose events are taken is said with %s', (scheme, param, own) => {
    const key = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString()
    const secrets = scheme === 'fal' ? [given(key)] : []
    const source = { name: 'hooks', scheme, secrets, unsigned: false }
    expect(() => new Stage().run(createSource, source)).toThrow(
      new RegExp(`/params/${param}: is missing: ${scheme} needs it, .*; \\* takes any`),
    )
    for (const value of [own, '*']) {
      const now = new Stage()
      now.run(createSource, { ...source, params: { [param]: value } })
      expect(now.now.source('hooks')?.params).toEqual({ [param]: value })
    }
    new Stage().run(createSource, { ...source, secrets: [], unsigned: true })
  })
})

describe('a scheme of one’s own', () => {
  const own = {
    kind: 'hmac',
    name: 'acme',
    hash: 'sha256',
    encoding: 'hex',
    signature: { header: 'x-sig' },
  } as const
  const change = (scheme: SourceInput['scheme']) => ({ source: 'acme', change: { scheme } })

  it('is changed into another under its secrets, and into none of the catalogue', () => {
    const made = new Stage()
    made.run(createSource, {
      name: 'acme',
      scheme: own,
      secrets: [given('a-secret-of-bytes')],
      unsigned: false,
    })
    const id = made.now.source('acme')?.id ?? ''
    const [secret] = made.now.secretsOf(id)
    made.run(changeSource, change({ ...own, name: 'acme-two', hash: 'sha512' }))
    expect(made.now.source('acme')).toMatchObject({ scheme: 'acme-two', inline: { hash: 'sha512' } })
    expect(made.now.secretsOf(id)).toEqual([secret])
    expect(codeOf(() => made.run(changeSource, change('github')))).toBe('ERR_FIXED')
    expect(codeOf(() => made.run(changeSource, change({ ...own, name: 'github' })))).toBe('ERR_INPUT')
    const hex = { ...own, key: { encoding: 'hex' } } as const
    expect(codeOf(() => made.run(changeSource, change(hex)))).toBe('ERR_SECRET_MALFORMED')
    expect(made.now.source('acme')?.scheme).toBe('acme-two')
  })

  const paired = {
    kind: 'public-key',
    name: 'acme',
    algorithm: 'ed25519',
    encoding: 'hex',
    signature: { header: 'x-sig' },
  } as const
  const known = generateKeyPairSync('ed25519')
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64')

  it('whose secrets are public keys becomes none of shared secrets while they stay', () => {
    const made = new Stage()
    made.run(createSource, { name: 'acme', scheme: paired, secrets: [given(known)], unsigned: false })
    const id = made.now.source('acme')?.id ?? ''
    for (const scheme of [own, { kind: 'token', name: 'acme', at: { header: 'x-token' } }] as const)
      expect(codeOf(() => made.run(changeSource, change(scheme)))).toBe('ERR_FIXED')
    made.run(changeSource, change({ ...paired, signature: { header: 'x-other' } }))
    made.run(revokeSecret, {
      noun: 'source',
      owner: 'acme',
      secret: made.now.secretsOf(id)[0]?.id ?? '',
    })
    made.run(changeSource, change(own))
    expect(made.now.source('acme')?.inline).toEqual(own)
  })

  it('has a message hashed 64 times at most, whoever posts it', () => {
    const { name: _name, ...proof } = own
    const ways = { kind: 'either', name: 'acme', schemes: [proof, proof, proof, proof] } as const
    const places = {
      ...paired,
      signature: ['a', 'b', 'c', 'd'].map((header) => ({ header })),
    } as const
    const secrets = (count: number) => Array.from({ length: count }, (_, at) => given(`secret-${at}-of-acme`))
    const source = { name: 'acme', scheme: ways, secrets: secrets(17), unsigned: false }
    expect(() => new Stage().run(createSource, source)).toThrow(/hashed 68 times, 4 for each of 17 secrets/)
    expect(() =>
      new Stage().run(createSource, { ...source, scheme: places, secrets: Array(17).fill(given(known)) }),
    ).toThrow(/hashed 68 times/)
    const made = new Stage()
    made.run(createSource, { ...source, secrets: secrets(16) })
    const another = { noun: 'source', owner: 'acme', ...given('another-of-acme') } as const
    expect(() => made.run(addSecret, another)).toThrow(/hashed 68 times/)
    const secret = made.now.secretsOf(made.now.source('acme')?.id ?? '')[0]?.id ?? ''
    made.run(endSecret, { noun: 'source', owner: 'acme', secret, expiresAt: noon })
    made.run(addSecret, another)
    const revived = { noun: 'source', owner: 'acme', secret, expiresAt: null } as const
    expect(() => made.run(endSecret, revived)).toThrow(/hashed 68 times/)
    const alone = new Stage()
    alone.run(createSource, { ...source, scheme: own })
    expect(() => alone.run(changeSource, change(ways))).toThrow(/hashed 68 times/)
  })
})
