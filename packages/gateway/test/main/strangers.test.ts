import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway()
}, 30_000)
afterAll(() => gateway.remove())

/** Sends bytes through the keeper and reads until a text has come, or the end. */
function ask(text: string, until = 'ERR_'): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
    let got = ''
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1')
      if (!got.includes(until)) return
      socket.destroy()
      resolve(got)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(got))
    socket.write(text)
  })
}

const head = 'Host: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n'

describe('strangers who ask for nothing that there is', () => {
  // Answered although the body never comes: so nothing was waiting for it, and nothing gathers it.
  test.each([
    ...['/nope', '/in', '/api/v1/nope', '/api/nope'].map((path) => [path, 404, 'ERR_NOT_FOUND'] as const),
    // There, and not to be posted to.
    ...['/', '/metrics'].map((path) => [path, 405, 'ERR_METHOD'] as const),
  ])('POST %s is answered before its body is read, and closed', async (path, status, code) => {
    const answer = await ask(`POST ${path} HTTP/1.1\r\n${head}{`)
    expect(answer.startsWith(`HTTP/1.1 ${status} `)).toBe(true)
    expect(answer).toMatch(/\r\nconnection: close\r\n/i)
    expect(answer).toContain(`"code":"${code}"`)
  })

  test('an address that cannot be decoded has a code of ours and is not quoted', async () => {
    for (const path of ['/in/%zz', '/api/v1/sources/%zz']) {
      const answer = await ask(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`,
        'never',
      )
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
      expect(answer).toContain('ERR_REQUEST_MALFORMED')
      expect(answer).not.toContain('%zz')
    }
  })

  test('CONNECT is refused, not taken to gateway after gateway', async () => {
    const answer = await ask('CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('ERR_REQUEST_MALFORMED')
  })

  test('HTTP/2 is refused at once, as what no header announced', async () => {
    const answer = await ask('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0')
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('ERR_REQUEST_MALFORMED')
    expect(answer).toMatch(/\r\nconnection: close\r\n/i)
  })

  test('a PROXY line of a client’s own is no HTTP', async () => {
    const answer = await ask(
      'PROXY TCP4 198.51.100.1 127.0.0.1 1 2\r\nGET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n',
    )
    expect(answer).toContain('ERR_REQUEST_MALFORMED')
  })
})
