import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { InlineHmac, InlinePlace } from '../../src/model/scheme-ref.ts'
import { addNewestSecret, createConnection, removeConnection, takeBack } from '../../src/setup/connection.ts'
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
import { confirmSource, enrollSource, pendingSecrets } from '../../src/setup/enrollment.ts'
import { changeRoute, createRoute, deleteRoute } from '../../src/setup/route.ts'
import { addSecret, endSecret, revokeSecret, secretFor } from '../../src/setup/secret.ts'
import {
  changeSource,
  createSource,
  deleteSource,
  provideOperationalSource,
  type SourceInput,
} from '../../src/setup/source.ts'
import { createToken, deleteToken, hashToken } from '../../src/setup/token.ts'
import { applyChange, codeOf, noon, Stage } from './standing.ts'

const given = (value: string) => ({ value, notBefore: null, expiresAt: null })
const webex: SourceInput = {
  name: 'in',
  scheme: 'webex',
  secrets: [given('a-webex-secret')],
  unsigned: false,
}
const app: NewDestination = {
  name: 'app',
  scheme: 'standard-webhooks',
  beside: { url: 'https://app.example.com/hook' },
  secret: `whsec_${'Q'.repeat(43)}=`,
}

const ownHmac: InlineHmac = {
  kind: 'hmac',
  name: 'own',
  hash: 'sha256',
  encoding: 'hex',
  signature: { header: 'X-Signature' },
}
const unsent = (signature: InlinePlace): InlineHmac => ({
  ...ownHmac,
  signature,
  content: ['id'],
  id: { header: 'X-Id' },
})

/** A source `in`, a destination `app` and the route between them. */
function stage(): Stage {
  const made = new Stage()
  made.run(createSource, webex)
  made.run(createDestination, app)
  made.run(createRoute, { source: 'in', destination: 'app', filter: null })
  return made
}

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

describe('a route', () => {
  /** A source `in` and one `other`, and destinations that lead to each of them. */
  function looping(): Stage {
    const made = new Stage()
    made.run(createSource, webex)
    made.run(createSource, { ...webex, name: 'other' })
    made.run(createDestination, { ...app, name: 'to-in', beside: { url: 'https://hooks.example.com/in/in' } })
    made.run(createDestination, {
      ...{ ...app, name: 'to-other' },
      beside: { url: 'http://localhost:10007/in/other?a', allowPrivate: true },
    })
    return made
  }
  const route = (source: string, destination: string) => ({ source, destination, filter: null })

  it('may lead to another source of this gateway, and not back to its own', () => {
    const made = looping()
    made.run(createRoute, route('in', 'to-other'))
    expect(() => made.run(createRoute, route('in', 'to-in'))).toThrow('in → to-in → in.')
    expect(() => made.run(createRoute, route('other', 'to-in'))).toThrow(
      'other → to-in → in → to-other → other.',
    )
    expect(codeOf(() => made.run(createRoute, route('other', 'to-in')))).toBe('ERR_CYCLE')
  })

  it('is not led back by another address of its destination, and can be taken apart', () => {
    const made = looping()
    made.run(createRoute, route('in', 'to-other'))
    made.run(createDestination, app)
    made.run(createRoute, route('other', 'app'))
    const to = (url: string) => ({ destination: 'app', change: { beside: { url } } })
    expect(() => made.run(changeDestination, to('https://HOOKS.example.com:443/in/in'))).toThrow(
      'other → app → in → to-other → other.',
    )
    for (const url of ['https://elsewhere.example.com/in/in', 'https://hooks.example.com/in/in/x'])
      made.run(changeDestination, to(url))
    // One that stands from before this was refused: its destinations can still be renamed, paused and deleted.
    const cycle = changeDestination(made.now, to('https://hooks.example.com/in/in'), made.context)
    made.configuration = applyChange(made.configuration, cycle)
    made.run(changeDestination, { destination: 'app', change: { name: 'app2', paused: true } })
    made.run(deleteDestination, { destination: 'app2' })
  })
})

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

  it('takes no larger body than the gateway, and null takes a limit away', () => {
    const made = stage()
    const change = { maxBodyBytes: 5_000_000, ratePerSecond: 5 }
    made.run(changeSource, { source: 'in', change })
    expect(made.now.source('in')?.policy).toMatchObject({ maxBodyBytes: 1_000_000, ratePerSecond: 5 })
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

describe('a route', () => {
  it.each([
    ['leads from and to what is there', {}, 'none'],
    ['not from what is not', { source: 'none' }, 'ERR_NOT_FOUND'],
    ['not to what is not', { destination: 'none' }, 'ERR_NOT_FOUND'],
    ['has a filter that compiles', { filter: 'type ==' }, 'ERR_FILTER'],
  ])('%s', (_what, change, code) => {
    const input = { source: 'in', destination: 'app', filter: null, ...change }
    expect(codeOf(() => stage().run(createRoute, input))).toBe(code)
  })

  it('is changed and deleted by its id', () => {
    const made = stage()
    const route = [...made.configuration.routes][0]?.id ?? ''
    expect(codeOf(() => made.run(changeRoute, { route, filter: '(' }))).toBe('ERR_FILTER')
    made.run(changeRoute, { route, filter: 'type == "a"' })
    expect(made.now.route(route)?.filter).toBe('type == "a"')
    made.run(deleteRoute, { route })
    expect(codeOf(() => made.run(deleteRoute, { route }))).toBe('ERR_NOT_FOUND')
    expect(codeOf(() => made.run(changeRoute, { route, filter: null }))).toBe('ERR_NOT_FOUND')
  })
})

describe('a secret', () => {
  const ofApp = { noun: 'destination', owner: 'app' } as const
  const ofSource = { noun: 'source', owner: 'in' } as const

  it('is added beside the others, which end later in a rotation', () => {
    const made = stage()
    const { id = '' } = made.now.source('in') ?? {}
    const [first] = made.now.secretsOf(id)
    made.run(addSecret, { ...ofSource, ...given('another-webex-secret'), expireOthersAfterSeconds: 60 })
    const ends = made.now.secretsOf(id).map((one) => [one.id === first?.id, one.expiresAt])
    expect(Object.fromEntries(ends)).toEqual({ true: noon + 60_000, false: null })
  })

  it('is made for a destination, and is the provider’s of a source', () => {
    const made = stage()
    expect(secretFor(made.now, ofApp, made.context)).toMatch(/^whsec_/)
    expect(codeOf(() => secretFor(made.now, ofSource, made.context))).toBe('ERR_INPUT')
    made.run(createSource, { name: 'own', scheme: 'publish', secrets: [], unsigned: false })
    const ofOwn = { noun: 'source', owner: 'own' } as const
    expect(codeOf(() => secretFor(made.now, ofOwn, made.context))).toBe('ERR_SECRET_NOT_WANTED')
    expect(codeOf(() => made.run(addSecret, { ...ofOwn, ...given('x'.repeat(20)) }))).toBe(
      'ERR_SECRET_NOT_WANTED',
    )
  })

  it('signs for what was unsigned', () => {
    const made = new Stage()
    made.run(createDestination, { ...app, secret: null, unsigned: true })
    made.run(addSecret, { ...ofApp, ...given(`whsec_${'Q'.repeat(43)}=`) })
    expect(made.now.destination('app')?.unsigned).toBe(false)
  })

  it('ends and is revoked, but the last one of a destination is not', () => {
    const made = stage()
    const secretOf = (owner = '') => made.now.secretsOf(owner)[0]?.id ?? ''
    const source = secretOf(made.now.source('in')?.id)
    const destination = secretOf(made.now.destination('app')?.id)
    made.run(endSecret, { ...ofSource, secret: source, expiresAt: noon })
    expect([...made.configuration.secrets][0]?.expiresAt).toBe(noon)
    expect(codeOf(() => made.run(revokeSecret, { ...ofApp, secret: destination }))).toBe('ERR_LAST_SECRET')
    expect(codeOf(() => made.run(revokeSecret, { ...ofApp, secret: source }))).toBe('ERR_NOT_FOUND')
    made.run(revokeSecret, { ...ofSource, secret: source })
    expect([...made.configuration.secrets].map(({ id }) => id)).toEqual([destination])
  })
})

describe('a token', () => {
  it('has a name of its own, and is kept as its hash', () => {
    const made = stage()
    made.run(createToken, { name: 'ops', scope: 'read', text: 'cst_text' })
    expect(made.now.token('ops')?.hash).toEqual(hashToken('cst_text'))
    expect(codeOf(() => made.run(createToken, { name: 'ops', scope: 'read', text: 'x' }))).toBe(
      'ERR_CONFLICT',
    )
    made.run(deleteToken, { token: 'ops' })
    expect(codeOf(() => made.run(deleteToken, { token: 'ops' }))).toBe('ERR_NOT_FOUND')
  })

  it('pulls from destinations of kind pull alone, by their ids', () => {
    const made = stage()
    const token = (destinations: string[]) => ({ name: 'p', scope: 'pull' as const, text: 'x', destinations })
    expect(codeOf(() => made.run(createToken, token(['app'])))).toBe('ERR_DESTINATION_KIND')
    expect(codeOf(() => made.run(createToken, token(['none'])))).toBe('ERR_NOT_FOUND')
    made.run(createDestination, { ...app, name: 'queue', kind: 'pull', beside: {} })
    made.run(createToken, token(['queue', 'queue']))
    expect(made.now.token('p')?.destinations).toEqual([made.now.destination('queue')?.id])
  })
})

describe('a connection', () => {
  const wanted = {
    connection: {
      ...{ id: 'con_1', provider: 'webex', api: 'https://webexapis.com/v1', settings: {}, createdAt: noon },
      sealedToken: new Uint8Array([1]),
    },
    ...{ title: 'Webex', name: 'rooms', secret: 'made-for-the-webhook', filter: null },
    forwardSecret: `whsec_${'U'.repeat(43)}=`,
  }

  it('has a source, a destination and a route, and all of it is taken back', () => {
    const made = stage()
    const { configuration: before } = made
    const change = made.run(createConnection, { ...wanted, forward: 'http://127.0.0.1:3000/' })
    const source = made.now.source('rooms')?.id ?? ''
    expect(made.now.connection('con_1')).toMatchObject({ source, state: 'connecting', webhook: null })
    expect(made.now.routesOf(source)).toHaveLength(1)
    expect(codeOf(() => made.run(createConnection, wanted))).toBe('ERR_CONFLICT')
    made.run(takeBack, change)
    expect(made.now.source('rooms')).toBeUndefined()
    expect(made.now.destination('rooms')).toBeUndefined()
    const { routes, secrets, connections } = made.configuration
    expect([routes.size, secrets.size, connections.size]).toEqual([
      before.routes.size,
      before.secrets.size,
      0,
    ])
  })

  it('takes a source that is there and fits it', () => {
    const made = stage()
    made.run(createSource, { ...webex, name: 'rooms' })
    made.run(createConnection, { ...wanted, destination: 'app' })
    const source = made.now.source('rooms')?.id ?? ''
    // The newest is the provider's, though both were made at one moment.
    const [old, fresh] = made.now.secretsOf(source)
    expect(fresh?.createdAt).toBe((old?.createdAt ?? 0) + 1)
    const other = { ...wanted, connection: { ...wanted.connection, provider: 'seatable' }, name: 'in' }
    expect(codeOf(() => made.run(createConnection, other))).toBe('ERR_CONFLICT')
  })

  it('gets newer secrets whatever the clock does, and goes with its source', () => {
    const made = new Stage()
    made.run(createConnection, wanted)
    const source = made.now.source('rooms')?.id ?? ''
    made.run(addNewestSecret, { source, value: 'the-next-of-the-webhook' }, noon - 60_000)
    expect(made.now.secretsOf(source).map(({ createdAt }) => createdAt)).toEqual([noon, noon + 1])
    const connection = made.now.connection('con_1')
    if (connection === undefined) throw new Error('It was not made.')
    made.run(removeConnection, connection)
    expect(made.now.source('rooms')).toBeUndefined()
    expect([...made.configuration.connections, ...made.configuration.secrets]).toEqual([])
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
})
