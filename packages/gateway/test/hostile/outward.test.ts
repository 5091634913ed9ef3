import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { answer } from '../../../../tools/hostile-behaviors.ts'
import { startReceiver } from '../../../../tools/hostile-receiver.ts'
import { chain } from '../deliver/chain-certificate.ts'
import { startNameServer } from '../egress/name-server.ts'
import { runCommand, startGateway } from '../harness/start-gateway.ts'

// A whole gateway: names by the name servers that it is told, certificates of its own authority beside the system's.

it('names, addresses and certificates are those that the operator has set', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-ca-'))
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, `Our own authority\n${chain.root}`)
  const tls = { key: chain.key, cert: `${chain.leaf}${chain.intermediate}` }
  const receiver = await startReceiver(answer(200), { tls })
  const server = await startNameServer({
    'right.example': { a: ['127.0.0.1'] },
    'wrong.example': { a: ['127.0.0.1'] },
    'hangs.example': { hangs: 'all' },
  })
  const gateway = await startGateway({
    args: ['--ca', ca, '--resolver', server.address, '--egress-allow', '127.0.0.1'],
  })
  try {
    const tested = async (host: string): Promise<unknown> => {
      const url = `https://${host}:${receiver.port}/hook`
      await gateway.api('POST', '/destinations', { name: host.replace('.', '-'), url, timeoutMs: 3_000 })
      const { body } = await gateway.api('POST', `/destinations/${host.replace('.', '-')}/test`, {})
      return { delivered: body.delivered, status: body.status, error: body.error, cause: body.cause }
    }
    const hanging = tested('hangs.example')
    expect(await tested('right.example')).toEqual({ delivered: true, status: 200, error: null, cause: null })
    expect(await tested('wrong.example')).toEqual({
      ...{ delivered: false, status: null },
      ...{ error: 'ERR_DELIVERY_TLS_NAME', cause: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    })
    expect(await hanging).toMatchObject({ delivered: false, error: 'ERR_DELIVERY_CONNECT_TIMEOUT' })
    // A connection to a provider: the same name servers, the same authority.
    const refused = await gateway.api('POST', '/connections', {
      ...{ provider: 'webex', token: 'a-token', name: 'bot', assumeReachable: true },
      ...{
        api: `https://right.example:${receiver.port}/v1`,
        settings: { resource: 'messages', event: 'created' },
      },
    })
    expect(refused.body.code).toBe('ERR_PROVIDER_ANSWER')
    expect(receiver.requests.at(-1)?.path).toMatch(/^\/v1\/webhooks/)
  } finally {
    await gateway.remove()
    await receiver.close()
    await server.close()
    rmSync(folder, { recursive: true })
  }
})

it('a file of certificates that holds none is refused at the start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-ca-'))
  const file = join(folder, 'ca.pem')
  try {
    const started = async (): Promise<string> => {
      const { code, stderr } = await runCommand(['serve', '--port', '0', '--data', folder, '--ca', file])
      return `${code} ${stderr.trim().split('\n').at(0)}`
    }
    expect(await started()).toBe(`78 ERR_SETTING: --ca: ${file} cannot be read (ENOENT).`)
    writeFileSync(file, 'no certificate')
    const env = { COUNTERSIGN_CA_FILE: file }
    writeFileSync(file, '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n')
    const named = await runCommand(['serve', '--port', '0', '--data', folder], { env })
    expect(`${named.code} ${named.stderr}`).toContain('holds a certificate that cannot be read')
    writeFileSync(file, 'no certificate')
    expect(await started()).toBe(`78 ERR_SETTING: --ca: ${file} holds no certificate in PEM.`)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
