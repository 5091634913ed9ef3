import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// Whoever may read metrics or follow the stream, and hangs up at once again and again, takes no place from others.

const linux = process.platform === 'linux'
if (!linux)
  console.log(
    'not looked at: descriptors that a flood leaves behind; this system does not list them in /proc',
  )

let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => gateway.remove())

/** Sends a request and resets the connection: at once, or with the first bytes of the answer. */
async function abort(path: string, headers: string, when: 'sent' | 'answered'): Promise<void> {
  const { hostname, port, host } = new URL(gateway.adminUrl)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const sent = new Promise((resolve) =>
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n`, resolve),
  )
  await (when === 'sent' ? sent : Promise.race([once(socket, 'data'), once(socket, 'close')]))
  socket.resetAndDestroy()
}

function descriptors(): number {
  return linux ? readdirSync(`/proc/${gateway.pid()}/fd`).length : 0
}

test('floods of requests that are given up leave metrics, stream and intake as they were', async () => {
  const authorization = `Authorization: Bearer ${gateway.token}\r\n`
  const { url } = (await gateway.api('POST', '/sign-ins')).body
  const opened = await fetch(`${gateway.adminUrl}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: url.split('#sign-in=')[1] }),
  })
  const cookie = `Cookie: ${opened.headers.get('set-cookie')?.split(';')[0]}\r\n`
  const before = descriptors()
  const kinds = [
    ['/metrics', ''],
    ['/api/v1/stream', authorization],
    // Whose session it is the store is asked: meanwhile they are gone.
    ['/api/v1/stream', cookie],
  ] as const
  for (let round = 0; round < 10; round++)
    for (const [path, headers] of kinds)
      await Promise.all(
        Array.from({ length: 20 }, (_, at) => abort(path, headers, at % 2 === 0 ? 'sent' : 'answered')),
      )
  // As many as may follow at once: no place is taken by any of the four hundred.
  const leave = new AbortController()
  await expect
    .poll(async () => {
      const answer = await fetch(`${gateway.adminUrl}/metrics`)
      return [answer.status, (await answer.text()).includes('countersign_store_kept')]
    })
    .toEqual([200, true])
  const follow = (): Promise<Response> =>
    fetch(`${gateway.adminUrl}/api/v1/stream`, {
      headers: { authorization: `Bearer ${gateway.token}` },
      signal: leave.signal,
    })
  await expect.poll(descriptors, { timeout: 10_000 }).toBeLessThan(before + 10)
  const followers = await Promise.all(Array.from({ length: 64 }, follow))
  expect(followers.map(({ status }) => status)).toEqual(Array(64).fill(200))
  expect(await (await follow()).json()).toMatchObject({ status: 429, code: 'ERR_STREAM_FULL' })
  leave.abort()
  const { body } = await gateway.api('POST', '/sources', { name: 'in', scheme: 'github', unsigned: true })
  expect((await fetch(body.url, { method: 'POST', body: '{}' })).status).toBe(200)
  expect(gateway.output().stdout).not.toContain('"level":"error"')
}, 60_000)
