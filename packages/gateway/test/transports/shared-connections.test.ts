import { afterEach, describe, expect, it } from 'vitest'
import { answer, type Behavior } from '../../../../tools/hostile-behaviors.ts'
import { type HostileReceiver, startReceiver } from '../../../../tools/hostile-receiver.ts'
import { createEgress } from '../../src/egress/egress.ts'
import { http } from '../../src/transports/http.ts'
import { createTransports, type Transports } from '../../src/transports/transports.ts'
import { elsewhere } from '../deliver/elsewhere-certificate.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function receiver(...given: Parameters<typeof startReceiver>): Promise<HostileReceiver> {
  const started = await startReceiver(...given)
  closing.push(() => started.close())
  return started
}

const transports = (): Transports =>
  createTransports(http, [], { egress: createEgress({ allow: ['127.0.0.1'], deny: [] }) })
const message = { headers: ['content-type', 'text/plain'], body: Buffer.from('hello') }

function wayTo(url: string, by: Transports, more: object = {}, apart = false) {
  const way = by.open({ to: { url, allowPrivate: true, ca: null, ...more } }, apart)
  if (way === null) throw new Error('There is no way.')
  closing.push(() => way.transport.close())
  return way.transport
}

/** Answers nothing until it is let go. */
function held(): { readonly behavior: Behavior; letGo(): void } {
  const waiting: (() => void)[] = []
  let open = false
  return {
    behavior: (socket, ...rest) => {
      const go = (): void => answer(200)(socket, ...rest)
      if (open) go()
      else waiting.push(go)
    },
    letGo() {
      open = true
      for (const go of waiting.splice(0)) go()
    },
  }
}

describe('connections to one server', () => {
  it('are shared by all ways that lead there, no more than are in use', async () => {
    const server = await receiver()
    const by = transports()
    for (let customer = 0; customer < 20; customer++)
      expect(await wayTo(`${server.url}/${customer}`, by).send(message, 1_000)).toMatchObject({ status: 200 })
    expect([server.requests.length, server.connections]).toEqual([20, 1])
    expect(new Set(server.requests.map(({ path }) => path)).size).toBe(20)

    const { behavior, letGo } = held()
    server.behave(behavior)
    const sent = [1, 2, 3].map((customer) => wayTo(`${server.url}/${customer}`, by).send(message, 5_000))
    await server.received(23)
    expect(server.connections).toBe(3)
    letGo()
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('are not shared where another server is meant, or one that is trusted or may be reached otherwise', async () => {
    const [server, other] = [await receiver(), await receiver()]
    const by = transports()
    await wayTo(server.url, by).send(message, 1_000)
    await wayTo(other.url, by).send(message, 1_000)
    await wayTo(server.url, by, { allowPrivate: false }).send(message, 1_000)
    await wayTo(server.url, by, { ca: elsewhere.cert }).send(message, 1_000)
    expect([server.connections, other.connections]).toEqual([3, 1])
    // Nor with who goes out by other rules, nor by a way that is to be apart.
    await wayTo(server.url, transports()).send(message, 1_000)
    await wayTo(server.url, by, {}, true).send(message, 1_000)
    expect([server.requests.length, server.connections]).toEqual([5, 5])
  })

  it('stay while one way leads there, and are closed with the last', async () => {
    const server = await receiver()
    const by = transports()
    const [one, two] = [wayTo(`${server.url}/1`, by), wayTo(`${server.url}/2`, by)]
    await one.send(message, 1_000)
    one.retire()
    await two.send(message, 1_000)
    expect(server.connections).toBe(1)

    const { behavior, letGo } = held()
    server.behave(behavior)
    const last = two.send(message, 5_000)
    await server.received(3)
    two.retire()
    letGo()
    expect(await last).toMatchObject({ status: 200 })
    // Not over the one of before, which nobody may use any more.
    await wayTo(`${server.url}/3`, by).send(message, 1_000)
    expect(server.connections).toBe(2)
    await expect.poll(() => server.open).toBe(1)
  })

  it('that a way has taken are closed with it at once, and no others', async () => {
    const server = await receiver()
    const by = transports()
    const { behavior, letGo } = held()
    server.behave(behavior)
    const [one, two] = [wayTo(`${server.url}/1`, by), wayTo(`${server.url}/2`, by)]
    const sent = [one.send(message, 5_000), two.send(message, 5_000)]
    await server.received(2)
    one.close()
    expect(await sent[0]).toMatchObject({ status: null, failure: 'ERR_DELIVERY_CLOSED' })
    letGo()
    expect(await sent[1]).toMatchObject({ status: 200 })
    await expect.poll(() => server.open).toBe(1)
  })
})
