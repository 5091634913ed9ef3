import { createServer as createPlain, type Server } from 'node:net'
import { createServer as createTls, type TlsOptions } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { answer } from '../../../../tools/hostile-behaviors.ts'
import { showAttempt } from '../../src/api/shapes/delivery-json.ts'
import { createEgress } from '../../src/egress/egress.ts'
import { codes } from '../../src/model/codes.ts'
import { Connections } from '../../src/transports/http/connections.ts'
import { send } from '../../src/transports/http/send.ts'
import { chain } from '../deliver/chain-certificate.ts'
import { elsewhere, expired } from '../deliver/elsewhere-certificate.ts'

// Each way in which a TLS connection fails has a code of its own, with a hint that fits it, and names the library's cause.

const opened: (() => unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

const message = { headers: ['content-type', 'text/plain'], body: Buffer.from('hello') }

/** What the API shows of an attempt at this port. */
async function attemptAt(port: number, host: string, ca: string | null): Promise<string> {
  const egress = createEgress({ allow: ['127.0.0.1'], deny: [] }, async () => [
    { address: '127.0.0.1', family: 4 },
  ])
  const connections = new Connections(`https://${host}:${port}`, egress, { allowPrivate: false, ca })
  opened.push(() => connections.close(new Error('the test is over')))
  const got = await send(connections, '/', message, 10_000)
  const { ms, status, body } = got
  const shown = showAttempt({ n: 1, at: 0, ms, status, code: got.failure, answer: body })
  expect(shown.answer).toBe('')
  return `${shown.error} ${shown.cause}`
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(() => server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A server that would answer, if anybody got through its handshake. */
async function tlsServer(options: TlsOptions): Promise<number> {
  const server = createTls(options, (socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => answer(200)(socket, { method: '', path: '', headers: {}, body: Buffer.of() }))
  })
  server.on('tlsClientError', () => undefined)
  return await listening(server)
}

const { key, leaf, intermediate, root } = chain
const whole = `${leaf}${intermediate}`

describe('a certificate that', () => {
  it.each([
    [
      'an unknown authority signed',
      { key, cert: `${whole}${root}` },
      'right.example',
      null,
      'ERR_DELIVERY_TLS_UNTRUSTED SELF_SIGNED_CERT_IN_CHAIN',
    ],
    [
      'an authority that is not sent signed, by way of another',
      { key, cert: whole },
      'right.example',
      null,
      'ERR_DELIVERY_TLS_UNTRUSTED UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    ],
    [
      'signed itself',
      elsewhere,
      'elsewhere.example',
      null,
      'ERR_DELIVERY_TLS_UNTRUSTED DEPTH_ZERO_SELF_SIGNED_CERT',
    ],
    [
      'comes without the intermediate one',
      { key, cert: leaf },
      'right.example',
      root,
      'ERR_DELIVERY_TLS_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    [
      'is made out for another name',
      { key, cert: whole },
      'wrong.example',
      root,
      'ERR_DELIVERY_TLS_NAME ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    [
      'has had its time',
      expired,
      'elsewhere.example',
      expired.cert,
      'ERR_DELIVERY_TLS_EXPIRED CERT_HAS_EXPIRED',
    ],
    ['is right', { key, cert: whole }, 'right.example', root, 'null null'],
    ['is right for an address', { key, cert: whole }, '127.0.0.1', root, 'null null'],
  ])('%s', async (_what, tls, host, ca, expected) => {
    expect(await attemptAt(await tlsServer(tls), host, ca)).toBe(expected)
  })
})

describe('a server that', () => {
  const good = { key, cert: whole }
  it('speaks old TLS alone', async () => {
    const port = await tlsServer({
      ...good,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    expect(await attemptAt(port, 'right.example', root)).toMatch(/^ERR_DELIVERY_TLS_VERSION ERR_SSL_/)
  })

  it('speaks HTTP/2 alone', async () => {
    const port = await tlsServer({ ...good, ALPNProtocols: ['h2'] })
    expect(await attemptAt(port, 'right.example', root)).toMatch(/^ERR_DELIVERY_TLS_HTTP2 ERR_SSL_/)
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('wants a client certificate, by %s', async (version) => {
    const port = await tlsServer({
      ...good,
      ...{ requestCert: true, rejectUnauthorized: true, ca: root },
      ...{ minVersion: version, maxVersion: version },
    })
    const got = await attemptAt(port, 'right.example', root)
    // In 1.2 the alert is that of any failed handshake.
    expect(got).toBe(
      version === 'TLSv1.3'
        ? 'ERR_DELIVERY_TLS_CLIENT ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'
        : 'ERR_DELIVERY_TLS ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
    )
  })

  it('speaks plain HTTP on this port', async () => {
    const port = await listening(
      createPlain((socket) => {
        socket.on('error', () => undefined)
        socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'))
      }),
    )
    expect(await attemptAt(port, 'right.example', root)).toMatch(/^ERR_DELIVERY_TLS_PLAIN ERR_SSL_/)
  })

  it('shares no cipher', async () => {
    const port = await tlsServer({ ...good, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA256' })
    expect(await attemptAt(port, 'right.example', root)).toMatch(/^ERR_DELIVERY_TLS ERR_SSL_/)
  })

  it('hangs up in the middle of the handshake', async () => {
    const port = await listening(
      createPlain((socket) => {
        socket.on('error', () => undefined)
        socket.once('data', () => socket.end())
      }),
    )
    expect(await attemptAt(port, 'right.example', root)).toBe('ERR_DELIVERY_TLS ECONNRESET')
  })

  it('is not there', async () => {
    const gone = createPlain()
    const port = await listening(gone)
    await new Promise((resolve) => gone.close(resolve))
    expect(await attemptAt(port, 'right.example', root)).toBe('ERR_DELIVERY_CONNECT ECONNREFUSED')
  })

  it('takes the connection and never shakes hands', async () => {
    const port = await listening(createPlain((socket) => void socket.on('error', () => undefined)))
    const egress = createEgress({ allow: [], deny: [] })
    const connections = new Connections(`https://127.0.0.1:${port}`, egress, { allowPrivate: true, ca: root })
    expect(await send(connections, '/', message, 300)).toMatchObject({
      failure: 'ERR_DELIVERY_CONNECT_TIMEOUT',
    })
  })
})

it('every code has a title and a hint of its own', () => {
  const rows = Object.entries(codes).filter(([code]) => code.startsWith('ERR_DELIVERY_TLS'))
  expect(rows).toHaveLength(9)
  expect(new Set(rows.map(([, { hint }]) => hint)).size).toBe(9)
})
