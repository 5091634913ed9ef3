import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway
let host = ''
beforeAll(async () => {
  gateway = await startGateway({ args: ['--source', 'webex=webex', '--secret', 'somesupersecretphrase'] })
  host = new URL(gateway.url).host
})
afterAll(() => gateway.remove())

/** Sends these lines and reads until the gateway closes. */
async function say(
  ...lines: string[]
): Promise<{ status: number; head: string; body: string; answers: number }> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  await once(socket, 'close')
  const text = Buffer.concat(chunks).toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  return {
    status: Number(text.split(' ')[1]),
    head: text.slice(0, end).toLowerCase(),
    body: text.slice(end + 4),
    answers: text.split(/HTTP\/1\.1 \d{3} /).length - 1,
  }
}

const request = (line: string, ...more: string[]) =>
  say(line, `Host: ${host}`, `Authorization: Bearer ${gateway.token}`, ...more, 'Connection: close')

describe('HEAD', () => {
  it.each(['/', '/livez', '/readyz', '/api/openapi.json', '/api/v1/sources', '/api/session'])(
    'of %s says what GET says, without a body',
    async (path) => {
      const [head, get] = [await request(`HEAD ${path} HTTP/1.1`), await request(`GET ${path} HTTP/1.1`)]
      expect(head).toMatchObject({ status: 200, body: '' })
      const type = /content-type: [^\r]+/
      expect(type.exec(head.head)?.[0]).toBe(type.exec(get.head)?.[0])
      expect(/content-length: (\d+)/.exec(head.head)?.[1]).not.toBe('0')
    },
  )

  it.each([
    ['/metrics', 'text/plain; version=0.0.4'],
    ['/api/v1/stream', 'text/event-stream'],
  ])('of %s opens nothing', async (path, type) => {
    const { status, head, body } = await request(`HEAD ${path} HTTP/1.1`)
    expect({ status, body }).toEqual({ status: 200, body: '' })
    expect(head).toContain(`content-type: ${type}`)
  })

  it('asks for a token where GET does, and is the scheme’s where events come in', async () => {
    expect((await say('HEAD /api/v1/sources HTTP/1.1', `Host: ${host}`, 'Connection: close')).status).toBe(
      401,
    )
    expect((await say('HEAD /api/v1/stream HTTP/1.1', `Host: ${host}`, 'Connection: close')).status).toBe(401)
    expect(await request('HEAD /in/webex HTTP/1.1')).toMatchObject({ status: 405 })
  })
})

describe('methods', () => {
  it.each([
    ['DELETE /api/v1/sources', 'get, head, post, options'],
    ['PUT /api/v1/sources/webex', 'delete, get, head, patch, options'],
    ['POST /livez', 'get, head, options'],
    ['PUT /metrics?x=1', 'get, head, options'],
    ['PUT /in/webex', 'post'],
  ])('%s is refused with what would be taken', async (line, allow) => {
    const { status, head } = await request(`${line} HTTP/1.1`, 'Content-Length: 0')
    expect(status).toBe(405)
    expect(head).toContain(`\r\nallow: ${allow}\r\n`)
  })

  it('OPTIONS says which there are, to anybody, and of the whole server nothing', async () => {
    const asked = await say('OPTIONS /api/v1/sources HTTP/1.1', `Host: ${host}`, 'Connection: close')
    expect(asked).toMatchObject({ status: 204, body: '' })
    expect(asked.head).toContain('allow: get, head, post, options')
    expect((await request('OPTIONS * HTTP/1.1')).status).toBe(204)
    expect((await request('OPTIONS /api/v1/nothing HTTP/1.1')).status).toBe(404)
  })
})

describe('targets and heads', () => {
  it('an absolute target is taken for its path, under the host that it names alone', async () => {
    expect(await request(`GET http://${host}/livez HTTP/1.1`)).toMatchObject({
      status: 200,
      body: '{"live":true}',
    })
    expect((await request(`GET http://${host}/api/v1/sources?limit=1 HTTP/1.1`)).status).toBe(200)
    const posted = await request(`POST http://${host}/in/webex?a=1 HTTP/1.1`, 'Content-Length: 0')
    expect(posted.body).toContain('ERR_SIGNATURE_MISSING')
    expect((await request('GET http://evil.example/livez HTTP/1.1')).status).toBe(400)
  })

  it.each([
    ['two hosts', ['GET /livez HTTP/1.1', 'Host: evil.example']],
    [
      'two hosts where events come in',
      ['POST /in/webex HTTP/1.1', 'HOST: evil.example', 'Content-Length: 0'],
    ],
    ['HTTP/2.0', ['GET /livez HTTP/2.0']],
    ['HTTP/0.9', ['GET /livez HTTP/0.9']],
    ['HTTP/1.2', ['GET /livez HTTP/1.2']],
    ['HTTP/01.1', ['GET /livez HTTP/01.1']],
  ])('%s: refused', async (_name, [line = '', ...more]) => {
    const answer = await request(line, ...more)
    expect(answer).toMatchObject({ status: 400, answers: 1 })
    expect(answer.body).toContain('ERR_REQUEST_MALFORMED')
  })
})
