import { X509Certificate } from 'node:crypto'
import { createServer as createPlain, type Server } from 'node:net'
import { createServer as createTls, type TlsOptions } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { lookAtCertificate } from '../../src/cli/doctor/look-at-certificate.ts'
import { chain } from '../deliver/chain-certificate.ts'
import { elsewhere, expired } from '../deliver/elsewhere-certificate.ts'

// What the doctor says of an address whose certificate a provider would not take, or soon no longer.

const opened: Server[] = []
afterEach(() => {
  for (const server of opened.splice(0)) server.close()
})

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(server)
  return (server.address() as { port: number }).port
}

async function tlsPort(options: TlsOptions): Promise<number> {
  const server = createTls(options, (socket) => socket.on('error', () => undefined))
  server.on('tlsClientError', () => undefined)
  return await portOf(server)
}

const { key, leaf, intermediate, root } = chain
const whole = { key, cert: `${leaf}${intermediate}` }
const end = Date.parse(new X509Certificate(leaf).validTo)
const dayMs = 86_400_000

test.each<[string, TlsOptions, string, string | undefined, number, object]>([
  [
    'is right',
    whole,
    '127.0.0.1',
    root,
    end - 90.5 * dayMs,
    {
      state: 'ok',
      says: expect.stringMatching(/^The certificate is trusted and good for 90 days \(TLSv1\.3\)\.$/),
    },
  ],
  [
    'ends in some days',
    whole,
    '127.0.0.1',
    root,
    end - 5.5 * dayMs,
    {
      state: 'warn',
      says: expect.stringContaining('good for 5 days'),
      cure: expect.stringContaining('not renewed'),
    },
  ],
  [
    'comes without the one between',
    { key, cert: leaf },
    '127.0.0.1',
    root,
    Date.now(),
    {
      state: 'bad',
      says: expect.stringContaining('not trusted'),
      cure: expect.stringContaining('fullchain.pem'),
    },
  ],
  [
    'is another name’s',
    whole,
    'localhost',
    root,
    Date.now(),
    {
      state: 'bad',
      says: expect.stringContaining('ALTNAME'),
      cure: expect.stringContaining('for this name'),
    },
  ],
  [
    'is signed by itself',
    elsewhere,
    '127.0.0.1',
    undefined,
    Date.now(),
    {
      state: 'bad',
      says: expect.stringContaining('SELF_SIGNED'),
      cure: expect.stringContaining('public authority'),
    },
  ],
  [
    'is over',
    expired,
    '127.0.0.1',
    expired.cert,
    Date.now(),
    {
      state: 'bad',
      says: expect.stringMatching(/ended \d+ days ago/),
      cure: expect.stringContaining('Renew'),
    },
  ],
])('a certificate that %s', async (_what, options, host, ca, now, finding) => {
  const url = new URL(`https://${host}:${await tlsPort(options)}`)
  expect(await lookAtCertificate(url, ca, now)).toEqual([
    expect.objectContaining({ check: 'certificate', ...finding }),
  ])
})

test('an address without TLS has none; one that says https and speaks something else is told of', async () => {
  const port = await portOf(createPlain((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
  expect(await lookAtCertificate(new URL(`http://127.0.0.1:${port}`), undefined, 0)).toEqual([])
  const [finding] = await lookAtCertificate(new URL(`https://127.0.0.1:${port}`), undefined, 0)
  expect(finding).toMatchObject({ state: 'bad', says: expect.stringContaining('speaks no TLS') })
})
