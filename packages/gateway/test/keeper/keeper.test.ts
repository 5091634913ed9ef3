import { once } from 'node:events'
import { Agent } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { ask, type Kept, startKept } from './kept.ts'

const started: Kept[] = []
async function keep(env?: Record<string, string>): Promise<Kept> {
  const kept = await startKept(env)
  started.push(kept)
  return kept
}
afterEach(async () => {
  for (const kept of started.splice(0)) {
    if (kept.process.exitCode === null && kept.process.signalCode === null) {
      kept.process.kill('SIGTERM')
      await kept.exited
    }
  }
})

/** Everything that a raw connection says until it closes. */
async function talk(port: number, text: string, half = false): Promise<string> {
  const socket = connect({ port, allowHalfOpen: true })
  if (half) socket.end(text)
  else socket.write(text)
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => undefined)
  socket.on('end', () => socket.end())
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}

const kills = Number(process.env.COUNTERSIGN_KILLS ?? '6')

describe('under kill -9', () => {
  test('no caller is refused or reset before its answer has begun', {
    timeout: 60_000 + kills * 4000,
  }, async () => {
    const kept = await keep()
    await kept.gateway()
    let going = true
    let answered = 0
    const wrong: string[] = []
    // Kills that each caller's request has met: the keeper gives one up that six gateways have died over.
    const met = Array.from({ length: 24 }, () => 0)
    const caller = async (number: number): Promise<void> => {
      // Half of the callers keep their connection, half make a new one for each request.
      const agent = new Agent({ keepAlive: number % 2 === 0, maxSockets: 1 })
      for (let turn = 0; going; turn++) {
        const body = `${number}.${turn}.`.padEnd(16, '-').repeat(1 + (turn % 200))
        try {
          met[number] = 0
          const answer = await ask(kept.port, '/in', { body, agent })
          if (answer.status === 200 && answer.body === `${body.length}:${body.slice(0, 16)}`) answered++
          else wrong.push(`${answer.status} ${answer.body}`)
        } catch (error) {
          wrong.push(String(error))
        }
      }
      agent.destroy()
    }
    const callers = met.map((_, number) => caller(number))
    for (let kill = 0; kill < kills; kill++) {
      await sleep(50 + Math.random() * 200)
      await expect.poll(() => Math.max(...met), { timeout: 20_000, interval: 10 }).toBeLessThan(5)
      met.forEach((kills, number) => {
        met[number] = kills + 1
      })
      await kept.kill()
    }
    going = false
    await Promise.all(callers)
    expect(wrong).toEqual([])
    expect(answered).toBeGreaterThan(100)
  })

  test('an idle connection stays open and goes on with the next gateway', async () => {
    const kept = await keep()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const before = await ask(kept.port, '/pid', { agent })
    await kept.kill()
    const after = await ask(kept.port, '/pid', { agent })
    expect(after.body).not.toBe(before.body)
    expect(Number(after.body)).toBe(await kept.gateway())
    agent.destroy()
  })

  test('a request that is still being sent is finished with the next gateway', async () => {
    const kept = await keep({ TELL: 'all' })
    await kept.gateway()
    const socket = connect(kept.port)
    socket.write('POST /in HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 10\r\n\r\n01234')
    await expect.poll(() => kept.told).toContain('got 5 /in')
    await kept.kill()
    socket.write('56789')
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toMatch(/\r\n\r\n10:0123456789$/)
  })

  test('an answer that had begun is cut off, not mixed with another', async () => {
    const kept = await keep()
    const text = await talk(kept.port, 'POST /half HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n')
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(text.endsWith('\r\n\r\nhalf')).toBe(true)
  })

  test('a request that kills every gateway is answered 503 in the end, and others go on', async () => {
    const kept = await keep()
    const poison = await ask(kept.port, '/die')
    expect(poison.status).toBe(503)
    expect(poison.headers['retry-after']).toBe('5')
    expect((await ask(kept.port, '/in', { body: 'x' })).body).toBe('1:x')
  })

  test('a request larger than what is retained is answered 503', async () => {
    const kept = await keep({ TELL: 'all', LIMITS: JSON.stringify({ retainedBytes: 1000 }) })
    await kept.gateway()
    const socket = connect(kept.port)
    socket.write('POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n')
    socket.write('x'.repeat(200_000))
    await expect.poll(() => bodyBytes(kept)).toBe(200_000)
    await kept.kill()
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 503 [\s\S]*ERR_GATEWAY_AWAY/)
  })
})

describe('what is retained in all', () => {
  test('is a limit for the first bytes of a request too', async () => {
    const kept = await keep({ TELL: 'all', LIMITS: JSON.stringify({ retainedBytesInAll: 1000 }) })
    await kept.gateway()
    const socket = connect(kept.port)
    socket.write(`POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n${'x'.repeat(5000)}`)
    await expect.poll(() => bodyBytes(kept)).toBe(5000)
    await kept.kill()
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 503 [\s\S]*ERR_GATEWAY_AWAY/)
  })
})

describe('while the gateway is away', () => {
  test('callers wait for it', async () => {
    const kept = await keep({ START_MS: '500' })
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask(kept.port, '/in', { body: 'early' })),
    )
    expect(answers.map(({ body }) => body)).toEqual(Array(20).fill('5:early'))
  })

  test('a body larger than what is retained waits too, and arrives whole', async () => {
    const kept = await keep({ START_MS: '500', LIMITS: JSON.stringify({ retainedBytes: 1000 }) })
    const answer = await ask(kept.port, '/in', { body: 'b'.repeat(3_000_000) })
    expect(answer.body).toBe(`3000000:${'b'.repeat(16)}`)
  })

  test('beyond what is retained in all the keeper says 503 at once, instead of holding more', async () => {
    const kept = await keep({ START_MS: '30000', LIMITS: JSON.stringify({ retainedBytesInAll: 1000 }) })
    const waiting = connect(kept.port)
    waiting.write('POST /in HTTP/1.1\r\nHost: a\r\n')
    const answer = await ask(kept.port, '/in', { body: 'x'.repeat(2000) })
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
    expect(waiting.destroyed).toBe(false)
    waiting.destroy()
    kept.process.kill('SIGTERM')
  })

  test('after a while the keeper says 503 with Retry-After', async () => {
    const kept = await keep({ START_MS: '30000', LIMITS: JSON.stringify({ awaySeconds: 0 }) })
    const answer = await ask(kept.port, '/in', { body: 'x' })
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
    expect(JSON.parse(answer.body)).toMatchObject({ success: false, error: { code: 'ERR_GATEWAY_AWAY' } })
    kept.process.kill('SIGTERM')
  })
})

describe('carrying', () => {
  test('each gateway of one keeper is told the same identity, which no other keeper has', async () => {
    const kept = await keep()
    const { body: id } = await ask(kept.port, '/keeper')
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    await kept.kill()
    expect((await ask(kept.port, '/keeper')).body).toBe(id)
    expect((await ask((await keep()).port, '/keeper')).body).not.toBe(id)
  })

  test('the gateway learns the address of the client', async () => {
    const kept = await keep()
    expect((await ask(kept.port, '/address')).body).toBe('127.0.0.1')
  })

  test('HEAD, streams, 100-continue and a half-closed client', async () => {
    const kept = await keep()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    expect((await ask(kept.port, '/pid', { method: 'HEAD', agent })).status).toBe(200)
    await kept.kill()
    expect((await ask(kept.port, '/pid', { method: 'HEAD', agent })).status).toBe(200)
    expect((await ask(kept.port, '/stream', { agent })).body).toBe('ab')
    expect(
      (await ask(kept.port, '/in', { agent, body: 'y', headers: { expect: '100-continue' } })).body,
    ).toBe('1:y')
    agent.destroy()
    const half = await talk(kept.port, 'POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc', true)
    expect(half).toMatch(/\r\n\r\n3:abc$/)
  })

  test('for a connection beyond the limit an idle one makes room', async () => {
    const kept = await keep({ LIMITS: JSON.stringify({ connections: 2 }) })
    // Whoever has been answered is in the house, and has nothing to ask now.
    const enter = async (): Promise<Socket> => {
      const socket = connect(kept.port, '127.0.0.1').resume()
      socket.write('GET /pid HTTP/1.1\r\nHost: a\r\n\r\n')
      await once(socket, 'data')
      return socket
    }
    const longest = await enter()
    const shorter = await enter()
    const closed = once(longest, 'close')
    expect((await ask(kept.port, '/in')).status).toBe(200)
    await closed
    expect(shorter.destroyed).toBe(false)
    shorter.destroy()
  })

  test('where none is idle it is closed, and those within the limit are served', async () => {
    const kept = await keep({ TELL: 'all', LIMITS: JSON.stringify({ connections: 2 }) })
    const gateway = await kept.gateway()
    const busy = [ask(kept.port, '/held'), ask(kept.port, '/held')]
    await expect.poll(() => kept.told).toEqual(['asked /held', 'asked /held'])
    await expect(ask(kept.port, '/in')).rejects.toThrow()
    process.kill(gateway, 'SIGUSR2')
    expect((await Promise.all(busy)).map(({ status }) => status)).toEqual([200, 200])
    expect((await ask(kept.port, '/in')).status).toBe(200)
  })

  // Only Linux answers on all of 127.0.0.0/8 without being told to.
  test.runIf(process.platform === 'linux')(
    'whoever fills the house with requests that never end keeps no other network out',
    async () => {
      const kept = await keep({ TELL: 'all', LIMITS: JSON.stringify({ connections: 4 }) })
      await kept.gateway()
      const unfinished = Array.from({ length: 4 }, () => connect(kept.port, '127.0.0.1'))
      for (const socket of unfinished) {
        socket.on('error', () => undefined)
        socket.write('POST /unfinished HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n')
      }
      await expect.poll(() => kept.told).toEqual(Array(4).fill('asked /unfinished'))
      const socket = connect({ port: kept.port, host: '127.0.0.1', localAddress: '127.0.1.1' })
      socket.write('POST /in HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx')
      const chunks: Buffer[] = []
      for await (const chunk of socket) chunks.push(chunk)
      expect(Buffer.concat(chunks).toString()).toMatch(/\r\n\r\n1:x$/)
      for (const one of unfinished) one.destroy()
    },
  )
})

describe('life and death', () => {
  test('a gateway that cannot start ends the keeper with its own code', async () => {
    const kept = await keep({ REFUSE: '78' })
    expect(await kept.exited).toBe(78)
    expect(await (await keep({ REFUSE: '3' })).exited).toBe(3)
  })

  test('SIGTERM lets what is under way finish', async () => {
    const kept = await keep({ TELL: 'all' })
    const gateway = await kept.gateway()
    const held = ask(kept.port, '/held')
    await expect.poll(() => kept.told).toContain('asked /held')
    kept.process.kill('SIGTERM')
    process.kill(gateway, 'SIGUSR2')
    expect((await held).status).toBe(200)
    expect(await kept.exited).toBe(0)
    await expect(ask(kept.port, '/in')).rejects.toThrow(/ECONNREFUSED/)
  })

  test('SIGHUP replaces the gateway, and no caller notices', async () => {
    const kept = await keep({ TELL: 'all' })
    const before = await kept.gateway()
    const agent = new Agent({ keepAlive: true, maxSockets: 4 })
    const slow = ask(kept.port, '/slow')
    await expect.poll(() => kept.told).toContain('asked /slow')
    await kept.hangUp()
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(kept.port, '/in', { agent })))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect((await slow).body).toBe(String(before))
    expect(await kept.gateway()).not.toBe(before)
    agent.destroy()
  })

  test('when the keeper is killed the gateway ends too', async () => {
    const kept = await keep()
    const pid = await kept.gateway()
    kept.process.kill('SIGKILL')
    await kept.exited
    await expect.poll(() => isAlive(pid)).toBe(false)
  })
})

/** The bytes of bodies that its gateways have read. */
function bodyBytes({ told }: Kept): number {
  return told.reduce((sum, line) => sum + Number(/^got (\d+) /.exec(line)?.[1] ?? 0), 0)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
