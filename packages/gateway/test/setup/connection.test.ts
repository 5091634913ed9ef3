import { describe, expect, it } from 'vitest'
import { tokenBinding } from '../../src/model/seal-bindings.ts'
import {
  addNewestSecret,
  addressConnection,
  beginDisconnect,
  createConnection,
  finishConnection,
  removeConnection,
  takeBack,
} from '../../src/setup/connection.ts'
import { createSource } from '../../src/setup/source.ts'
import { stage, webex } from './stage.ts'
import { codeOf, noon, Stage } from './standing.ts'

describe('a connection', () => {
  const wanted = {
    connection: {
      ...{ id: 'con_1', provider: 'webex', api: 'https://webexapis.com/v1', settings: {}, createdAt: noon },
      sealedToken: new Uint8Array([1]),
    },
    ...{ token: 'a-bots-token', title: 'Webex', name: 'rooms', secret: 'made-for-the-webhook', filter: null },
    forwardSecret: `whsec_${'U'.repeat(43)}=`,
  }

  it('has a source, a destination and a route, and all of it is taken back', () => {
    const made = stage()
    const { configuration: before } = made
    const change = made.run(createConnection, { ...wanted, forward: 'http://127.0.0.1:3000/' })
    const source = made.now.source('rooms')?.id ?? ''
    expect(made.now.connection('con_1')).toMatchObject({ source, state: 'connecting', webhook: null })
    expect(made.now.routesOf(source)).toHaveLength(1)
    // By the key of now: what was sealed before the provider was asked may be opened by nobody any more.
    const sealed = made.now.connection('con_1')?.sealedToken ?? new Uint8Array()
    expect(Buffer.from(made.context.seal.open(sealed, tokenBinding('con_1'))).toString()).toBe('a-bots-token')
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

  it('keeps the token that it was given while its provider was asked', () => {
    const made = stage()
    made.run(createConnection, wanted)
    const before = made.now.connection('con_1')
    if (before === undefined) throw new Error('It was not made.')
    const sealedToken = new Uint8Array([2])
    made.run(() => ({ connections: [{ ...before, sealedToken }] }), null)
    made.run(finishConnection, { connection: before, webhook: 'hook' })
    expect(made.now.connection('con_1')).toMatchObject({ sealedToken, webhook: 'hook', state: 'connected' })
    made.run(addressConnection, { connection: before, address: 'https://other.example.com' })
    made.run(beginDisconnect, before)
    expect(made.now.connection('con_1')).toMatchObject({
      ...{ sealedToken, webhook: 'hook', address: 'https://other.example.com', state: 'disconnecting' },
    })
    expect(made.run(beginDisconnect, before).connections).toEqual([])
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
