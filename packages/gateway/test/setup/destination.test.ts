import { describe, expect, it } from 'vitest'
import type { InlinePlace, InlineScheme } from '../../src/model/scheme-ref.ts'

import {
  changeDestination,
  createDestination,
  type DestinationChange,
  deleteDestination,
  type NewDestination,
  pauseFailed,
  renewDestination,
  withSecret,
} from '../../src/setup/destination.ts'
import { app, stage } from './stage.ts'
import { codeOf, noon, Stage } from './standing.ts'

const ownHmac: Extract<InlineScheme, { kind: 'hmac' }> = {
  kind: 'hmac',
  name: 'own',
  hash: 'sha256',
  encoding: 'hex',
  signature: { header: 'X-Signature' },
}

const unsent = (signature: InlinePlace): Extract<InlineScheme, { kind: 'hmac' }> => ({
  ...ownHmac,
  signature,
  content: ['id'],
  id: { header: 'X-Id' },
})

describe('a destination', () => {
  it.each<[string, Partial<NewDestination>, string]>([
    ['is made', {}, 'none'],
    ['has a name of its own', { name: 'app' }, 'ERR_CONFLICT'],
    ['has an address', { beside: {} }, 'ERR_DESTINATION_URL'],
    ['has one that can be delivered to', { beside: { url: 'ftp://example.com' } }, 'ERR_DESTINATION_URL'],
    ['does not lie inside', { beside: { url: 'http://127.0.0.1/' } }, 'ERR_DESTINATION_PRIVATE'],
    [
      'lies inside where that is wanted',
      { beside: { url: 'http://127.0.0.1/', allowPrivate: true } },
      'none',
    ],
    ['has a scheme of the catalogue', { scheme: 'nope' }, 'ERR_SCHEME_UNKNOWN'],
    ['has a secret that signs', { secret: 'whsec_' }, 'ERR_SECRET_EMPTY'],
    ['is unsigned without a secret', { secret: null, unsigned: true }, 'none'],
    ['is unsigned on purpose alone', { secret: null }, 'ERR_SECRET_NOT_WANTED'],
    ['has no secret where it is unsigned', { unsigned: true }, 'ERR_SECRET_NOT_WANTED'],
    ['is ordered by what compiles', { order: { key: 'json.', whenDead: 'skip' } }, 'ERR_FILTER'],
    ['has one of its own', { scheme: ownHmac }, 'none'],
    [
      'has one with a token',
      { scheme: { kind: 'token', name: 'own', at: { header: 'Authorization' } } },
      'none',
    ],
    [
      'has none of its own by a name of the catalogue',
      { scheme: { ...ownHmac, name: 'github' } },
      'ERR_INPUT',
    ],
    ['has none that contradicts itself', { scheme: { ...ownHmac, id: { header: 'X-Id' } } }, 'ERR_INPUT'],
    [
      'has none that writes into the body',
      { scheme: unsent({ json: ['signature'] }) },
      'ERR_SCHEME_CANNOT_SIGN',
    ],
    ['has none that writes into the address', { scheme: unsent({ query: 's' }) }, 'ERR_SCHEME_CANNOT_SIGN'],
    ['has none that writes a form', { scheme: unsent({ form: 's' }) }, 'ERR_SCHEME_CANNOT_SIGN'],
    ['splits no requests', { scheme: unsent({ header: 'Content-Length' }) }, 'ERR_SCHEME_CANNOT_SIGN'],
    [
      'writes no line break into a header',
      { scheme: { ...ownHmac, prefix: 'v1=\r\nX-Forged: ' } },
      'ERR_SCHEME_CANNOT_SIGN',
    ],
    ['nor what is beyond Latin-1', { scheme: { ...ownHmac, prefix: '署名=' } }, 'ERR_SCHEME_CANNOT_SIGN'],
    [
      'nor by the name of a parameter',
      { scheme: unsent({ header: 'X-S', parameter: 'v\n1' }) },
      'ERR_SCHEME_CANNOT_SIGN',
    ],
    [
      'nor by a token',
      {
        scheme: { kind: 'token', name: 'own', at: { header: 'X-Token' } },
        secret: 'a\nsecret-of-some-length',
      },
      'ERR_SCHEME_CANNOT_SIGN',
    ],
    ['writes Latin-1', { scheme: { ...ownHmac, prefix: 'clé=' } }, 'none'],
    [
      'signs no header that is not sent',
      { scheme: { ...ownHmac, content: [{ header: 'X-Id' }, 'body'] } },
      'ERR_SCHEME_CANNOT_SIGN',
    ],
    [
      'has none of the catalogue that writes into the body',
      { scheme: 'mailgun', secret: 'key' },
      'ERR_SCHEME_CANNOT_SIGN',
    ],
    ['nor into the time of the body', { scheme: 'linear', secret: 'key' }, 'ERR_SCHEME_CANNOT_SIGN'],
    ['of kind pull has no address', { kind: 'pull' }, 'ERR_INPUT'],
    ['of kind pull may be', { kind: 'pull', beside: {} }, 'none'],
  ])('%s', (_what, change, code) => {
    const made = stage()
    expect(codeOf(() => made.run(createDestination, { ...app, name: 'other', ...change }))).toBe(code)
  })

  it.each<[string, DestinationChange, string]>([
    ['is renamed', { name: 'new' }, 'none'],
    ['keeps its name', { name: 'app' }, 'none'],
    ['takes no name of another', { name: 'other' }, 'ERR_CONFLICT'],
    ['is moved', { beside: { url: 'https://elsewhere.example.com/' } }, 'none'],
    ['is not moved inside', { beside: { url: 'http://10.0.0.1/' } }, 'ERR_DESTINATION_PRIVATE'],
    ['is ordered by what compiles', { order: { key: ')', whenDead: 'block' } }, 'ERR_FILTER'],
  ])('%s', (_what, change, code) => {
    const made = stage()
    made.run(createDestination, { ...app, name: 'other' })
    expect(codeOf(() => made.run(changeDestination, { destination: 'app', change }))).toBe(code)
  })

  it('says all that is wrong with it', () => {
    const wrong = {
      ...app,
      beside: { url: 'nonsense' },
      scheme: 'nope',
      order: { key: ')', whenDead: 'skip' },
    } as const
    const faults: unknown[] = []
    try {
      stage().run(createDestination, wrong)
    } catch (error) {
      faults.push(...(error as { faults: { at: string }[] }).faults.map(({ at }) => at))
    }
    expect(faults).toEqual(['/url', '/scheme', '/order/key', '/name'])
  })

  it('is another tenant’s only when nothing waits', () => {
    const made = stage()
    const { id } = made.now.destination('app') ?? {}
    const change = { destination: 'app', change: { tenant: 'acme' } }
    expect(changeDestination(made.now, change, made.context).idle).toEqual([id])
    made.run(changeDestination, change)
    expect(changeDestination(made.now, change, made.context).idle).toEqual([])
  })

  it('is paused by its failure unless somebody has resumed it, and goes on when it is mended', () => {
    const made = stage()
    const { id = '', resumedAt } = made.now.destination('app') ?? {}
    const failed = { destination: id, resumedAt, paused: 'health' as const }
    made.run(pauseFailed, failed)
    expect(made.now.destination('app')?.paused).toBe('health')
    expect(codeOf(() => made.run(renewDestination, { destination: 'app' }))).toBe('ERR_DESTINATION_PAUSED')
    made.run(changeDestination, {
      destination: 'app',
      change: { beside: { url: 'https://mended.example.com/' } },
    })
    expect(made.now.destination('app')).toMatchObject({ paused: null, resumedAt: noon })
    expect(made.run(pauseFailed, failed)).toEqual({})
    made.run(renewDestination, { destination: 'app' })
    expect(made.now.destination('app')?.resumedAt).toBe(noon + 1)
  })

  it('goes with its secrets and routes', () => {
    const made = stage()
    made.run(deleteDestination, { destination: 'app' })
    expect(made.configuration.routes.size).toBe(0)
    expect(made.configuration.secrets.size).toBe(1)
  })

  it('gets a secret of the form that its scheme reads, unless it is unsigned', () => {
    const { context } = new Stage()
    const secretOf = (scheme: string, more = {}) => withSecret({ name: 'x', scheme, ...more }, context).secret
    expect(secretOf('standard-webhooks')).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(secretOf('webex')).toMatch(/^[\w-]{43}$/)
    expect(secretOf('webex', { secret: 'given' })).toBe('given')
    expect(secretOf('webex', { unsigned: true })).toBeNull()
  })
})

it.each(['sendgrid', 'discord', 'postmark'])(
  'no secret is made for %s, whose form only its owner has',
  (scheme) => {
    const made = stage()
    expect(
      codeOf(() =>
        withSecret({ name: 'other', scheme, url: 'https://app.example.com/' } as never, made.context),
      ),
    ).toBe('ERR_SECRET_NEEDED')
  },
)
