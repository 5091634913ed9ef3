import { createHmac, randomBytes } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { runCommand, type StartedGateway, type StartOptions, startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'

const started: StartedGateway[] = []
const folders: string[] = []

async function start(options?: StartOptions): Promise<StartedGateway> {
  const gateway = await startGateway(options)
  started.push(gateway)
  return gateway
}

function folder(): string {
  const made = scratchFolder('countersign-test-')
  folders.push(made)
  return made
}

afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway.remove()
  for (const made of folders.splice(0))
    rmSync(made, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

const oneLine = ['--source', 'webex=webex', '--secret', 'a-secret-phrase-of-webex']

describe('SIGTERM', () => {
  it('leaves an unready gateway open for as long as is set, then ends it', async () => {
    const gateway = await start({ args: [...oneLine, '--unready-seconds', '5'] })
    const ready = async (): Promise<number> => (await fetch(`${gateway.url}/readyz`)).status
    expect(await ready()).toBe(200)
    const ended = gateway.stop()
    await expect.poll(ready, { interval: 50, timeout: 4000 }).toBe(503)
    // Connections that are new are taken, and what comes is answered as ever.
    const posted = await gateway.post('webex', '{}', { connection: 'close' })
    expect(posted.status).toBe(401)
    expect(await ended).toBe(0)
    await expect(ready()).rejects.toThrow()
  })
})

describe('a start', () => {
  it('makes token and key that nobody else can read, and keeps them', async () => {
    const data = folder()
    const gateway = await start({ data })
    for (const name of ['token', 'key']) expect(statSync(join(data, name)).mode & 0o777, name).toBe(0o600)
    expect(gateway.output().stderr).toContain(join(data, 'token'))
    expect(gateway.output().stderr + gateway.output().stdout).not.toContain(gateway.token)
    expect(await gateway.stop()).toBe(0)
    const again = await start({ data })
    expect(again.token).toBe(gateway.token)
    expect((await again.api('GET', '/stats')).status).toBe(200)
  })

  it('takes token and key from the environment, or from files that it names', async () => {
    const data = folder()
    const token = randomBytes(24).toString('hex')
    const file = join(data, 'key-file')
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
    const gateway = await start({ data, env: { COUNTERSIGN_ADMIN_TOKEN: token, COUNTERSIGN_KEY_FILE: file } })
    expect((await gateway.api('GET', '/stats')).status).toBe(200)
    expect(() => readFileSync(join(data, 'token'))).toThrow()
  })

  it('sets up from one line, and the same line again makes nothing twice', async () => {
    const data = folder()
    const receiver = await startReceiver()
    const args = [...oneLine, '--forward', receiver.url]
    const first = await start({ data, args })
    const { body: source } = await first.api('GET', '/sources/webex')
    await first.stop()
    const second = await start({ data, args })
    expect((await second.api('GET', '/sources/webex')).body.id).toBe(source.id)
    expect((await second.api('GET', '/destinations')).body.items).toHaveLength(1)
    expect((await second.api('GET', '/routes')).body.items).toHaveLength(1)
    expect(second.output().stderr).not.toContain('whsec_')
    await second.stop()
    const changed = [
      '--source',
      'webex=webex',
      '--secret',
      'the-next-secret-phrase',
      '--forward',
      `${receiver.url}2`,
    ]
    const third = await start({ data, args: changed })
    const { body: after } = await third.api('GET', '/sources/webex')
    expect(after.secrets).toHaveLength(1)
    expect(after.secrets[0].id).not.toBe(source.secrets[0].id)
    expect((await third.api('GET', '/destinations/webex')).body.url).toBe(`${receiver.url}2`)
    await receiver.close()
  })

  it('says where it is, and serves health without a token', async () => {
    const gateway = await start()
    expect(await (await fetch(`${gateway.url}/livez`)).json()).toEqual({ live: true })
    const ready = await fetch(`${gateway.url}/readyz`)
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({ ready: true })
  })

  it('parts the public from the admin listener where the address is not a loopback one', async () => {
    const gateway = await start({ args: ['--host', '0.0.0.0', '--admin-listen', '127.0.0.1:0', ...oneLine] })
    expect(gateway.adminUrl).not.toBe(gateway.url)
    expect((await gateway.api('GET', '/stats')).status).toBe(200)
    for (const path of ['/api/v1/stats', '/api/openapi.json', '/metrics', '/']) {
      expect((await fetch(`${gateway.url}${path}`)).status, path).toBe(404)
    }
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200)
    expect((await fetch(`${gateway.adminUrl}/in/webex`, { method: 'POST', body: '{}' })).status).toBe(404)
    const signature = createHmac('sha1', 'a-secret-phrase-of-webex').update('{}').digest('hex')
    expect((await gateway.post('webex', '{}', { 'x-spark-signature': signature })).status).toBe(200)
  })
})

describe('a start that cannot work ends with 78 and says why', () => {
  const serve = (args: readonly string[], env = {}): ReturnType<typeof runCommand> =>
    runCommand(['serve', '--port', '0', ...args], { env })

  it.runIf(process.platform === 'linux')('on a data folder that the system lets nobody make', async () => {
    for (const data of ['/proc/x', '/proc/x/y']) {
      const { code, stderr } = await serve(['--data', data])
      expect(code).toBe(78)
      expect(stderr).toContain(`The data folder ${data} cannot be used: ENOENT`)
    }
  })

  it('on a data folder that is in use', async () => {
    const gateway = await start()
    const { code, stderr } = await serve(['--data', gateway.data])
    expect(code).toBe(78)
    expect(stderr).toContain(`Another gateway is using the data folder ${gateway.data}`)
    expect((await gateway.api('GET', '/stats')).status).toBe(200)
  })

  it('on a port that is in use', async () => {
    const gateway = await start()
    const { port } = new URL(gateway.url)
    const { code, stderr } = await runCommand(['serve', '--port', port, '--data', folder()])
    expect(code).toBe(78)
    expect(stderr).toContain(port)
  })

  it('with settings that are wrong, each named', async () => {
    const data = folder()
    const config = join(data, 'config.json')
    writeFileSync(config, JSON.stringify({ publicUrl: 'nonsense', colour: 'blue' }))
    const env = {
      COUNTERSIGN_MAX_BODY_BYTES: 'many',
      COUNTERSIGN_ADMIN_TOKEN: 'short-token-that-must-not-show',
    }
    const short = { ...env, COUNTERSIGN_ADMIN_TOKEN: 'hunter2' }
    const { code, stderr } = await serve(['--data', data, '--config', config, '--log-level', 'loud'], short)
    expect(code).toBe(78)
    for (const name of [
      'publicUrl',
      'colour',
      'COUNTERSIGN_MAX_BODY_BYTES',
      'COUNTERSIGN_ADMIN_TOKEN',
      '--log-level',
    ]) {
      expect(stderr).toContain(name)
    }
    for (const line of stderr.trim().split('\n')) expect(line).toMatch(/^ERR_SETTING: /)
    expect(stderr).not.toContain('hunter2')
  })

  it('with another sealing key than the secrets were sealed with', async () => {
    const data = folder()
    const gateway = await start({ data, args: oneLine })
    await gateway.stop()
    const { code, stderr } = await serve(['--data', data], {
      COUNTERSIGN_KEY: randomBytes(32).toString('base64'),
    })
    expect(code).toBe(78)
    expect(stderr).toContain('sealing key')
    rmSync(join(data, 'key'))
    const lost = await serve(['--data', data])
    expect(lost.code).toBe(78)
    expect(lost.stderr).toContain('key')
  })

  it('with a one-line source that cannot be', async () => {
    for (const [args, said] of [
      [['--source', 'webex=nope', '--secret', 'xxxxxxxxxxxx'], 'nope'],
      [['--source', 'webex=webex', '--secret', ' dirty-secret '], 'white space'],
      [['--source', 'webex=webex', '--secret', 'a-secret-phrase', '--forward', 'ftp://x'], 'address'],
    ] as const) {
      const { code, stderr } = await serve(['--data', folder(), ...args])
      expect(code, stderr).toBe(78)
      expect(stderr).toContain(said)
      expect(stderr).not.toContain('dirty-secret')
    }
  })

  it.each([
    ['sealing key', { COUNTERSIGN_ADMIN_TOKEN: 'cst_of-all-gateways-of-this-database' }, 'COUNTERSIGN_KEY'],
    ['operator’s token', { COUNTERSIGN_KEY: randomBytes(32).toString('base64') }, 'COUNTERSIGN_ADMIN_TOKEN'],
  ])('on a database without the %s', async (_what, env, named) => {
    const { code, stderr } = await serve(
      ['--data', folder(), '--database-url', 'postgres://127.0.0.1:1/none'],
      env,
    )
    expect(code, stderr).toBe(78)
    expect(stderr).toContain(named)
  })

  it('on a data folder that cannot be made', async () => {
    const file = join(folder(), 'file')
    writeFileSync(file, '')
    const data = join(file, 'data')
    const { code, stderr } = await serve(['--data', data])
    expect(code).toBe(78)
    expect(stderr).toContain(data)
  })

  it('ends with 2 for a command line that is wrong', async () => {
    expect((await runCommand(['serve', '--prot', '1'])).code).toBe(2)
    expect((await runCommand(['serve', '--forward', 'http://x'])).code).toBe(2)
    expect((await runCommand(['serve', '--source', 'webex', '--secret', 'x'])).code).toBe(2)
    expect((await runCommand(['nonsense'])).code).toBe(2)
  })
})

describe('a replacement', () => {
  it('is made on SIGHUP while callers wait', async () => {
    const gateway = await start({ args: oneLine })
    const before = gateway.pid()
    gateway.signal('SIGHUP')
    const body = '{"n":1}'
    const signature = createHmac('sha1', 'a-secret-phrase-of-webex').update(body).digest('hex')
    const answers = Array.from({ length: 20 }, async (_, n) => {
      await wait(n * 50)
      return (await gateway.post('webex', body, { 'x-spark-signature': signature })).status
    })
    expect(new Set(await Promise.all(answers))).toEqual(new Set([200]))
    await expect.poll(() => gateway.pid(), { timeout: 20_000 }).not.toBe(before)
    expect((await gateway.api('GET', '/stats')).body.events).toBeGreaterThan(0)
    expect(gateway.output().stderr.match(/Countersign is up/g)).toHaveLength(1)
  })
})

describe('a stop', () => {
  it('finishes what is under way, and says no more', async () => {
    const gateway = await start({ args: oneLine })
    const { port } = new URL(gateway.url)
    const body = '{"n":1}'
    const signature = createHmac('sha1', 'a-secret-phrase-of-webex').update(body).digest('hex')
    const socket = connect({ port: Number(port), host: '127.0.0.1' })
    let answer = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk
    })
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
    socket.write(
      `POST /in/webex HTTP/1.1\r\nHost: localhost\r\nX-Spark-Signature: ${signature}\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n${body.slice(0, 3)}`,
    )
    await expect.poll(() => answer, { timeout: 20_000 }).toMatch(/^HTTP\/1\.1 100 .*\r\n\r\n$/s)
    const stopping = gateway.stop()
    await expect.poll(() => gateway.output().stdout, { timeout: 20_000 }).toContain('The gateway stops')
    socket.write(body.slice(3))
    expect(await stopping).toBe(0)
    await closed
    expect(answer).toMatch(/\r\n\r\nHTTP\/1\.1 (200|503)/)
    await expect(fetch(gateway.url)).rejects.toThrow()
    expect(() => readFileSync(join(gateway.data, 'running.json'))).toThrow()
  })

  it('keeps what waits for the next start', async () => {
    const data = folder()
    const receiver = await startReceiver()
    receiver.answer(503)
    const args = [...oneLine, '--forward', receiver.url]
    const first = await start({ data, args })
    await first.api('PATCH', '/destinations/webex', { retryScheduleMs: [100, 100, 100, 1000, 1000, 1000] })
    const signature = createHmac('sha1', 'a-secret-phrase-of-webex').update('{}').digest('hex')
    await first.post('webex', '{}', { 'x-spark-signature': signature })
    await receiver.until(1)
    expect(await first.stop()).toBe(0)
    receiver.answer(200)
    const second = await start({ data, args })
    await expect
      .poll(async () => (await second.api('GET', '/stats')).body.deliveries.delivered, { timeout: 20_000 })
      .toBe(1)
    await receiver.close()
  })
})
