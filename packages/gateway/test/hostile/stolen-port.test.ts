import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPullClient } from '../../src/cli/calls/pull-client.ts'
import { gatewayProof } from '../../src/seal/gateway-proof.ts'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// A gateway that was killed leaves its running file behind, and its port to whoever comes. The command line must not
// hand the operator's token to him.

let gateway: StartedGateway
let thief: Server
const heard: { url: string; authorization: string | undefined }[] = []
let answer: (url: string) => string = () => '{}'

beforeAll(async () => {
  gateway = await startGateway()
  thief = createServer((request, response) => {
    heard.push({ url: request.url ?? '', authorization: request.headers.authorization })
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer(request.url ?? ''))
  })
  await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  thief.close()
  await gateway.remove()
})

const commands = [['stats'], ['login'], ['event', 'list']]

/** What the running file says after a death, with the thief at its port. */
function stolen(): string {
  return `http://127.0.0.1:${(thief.address() as AddressInfo).port}`
}

function pointAt(url: string): void {
  const path = join(gateway.data, 'running.json')
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), url }))
}

describe('whoever has the port of a gateway that died', () => {
  it('is the gateway as long as it lives, and after a crash', async () => {
    const env = { COUNTERSIGN_DATA: gateway.data }
    expect((await runCommand(['stats'], { env })).code).toBe(0)
    await gateway.kill9()
    expect((await runCommand(['stats'], { env })).code).toBe(0)
  })

  it.each([
    ['answers anything', () => '{}'],
    ['answers with the nonce', (url: string) => url.split('nonce=')[1] ?? ''],
    [
      'signs with a key of his own',
      (url: string) => gatewayProof('his key', stolen(), url.split('nonce=')[1] ?? ''),
    ],
  ])('is sent no token where he %s', async (_name, says) => {
    answer = says
    heard.length = 0
    const before = gateway.adminUrl
    pointAt(stolen())
    try {
      for (const command of commands) {
        const { code, stderr } = await runCommand(command, { env: { COUNTERSIGN_DATA: gateway.data } })
        expect([command, code]).toEqual([command, 1])
        expect(stderr).toContain('something else has its port')
      }
    } finally {
      pointAt(before)
    }
    expect(heard.map(({ url }) => url).filter((url) => !url.startsWith('/api/proof?nonce='))).toEqual([])
    expect(heard.filter(({ authorization }) => authorization !== undefined)).toEqual([])
    expect(heard.length).toBeGreaterThanOrEqual(commands.length)
  })

  it('is sent none by who pulls, who asks again and again', async () => {
    answer = () => '{"items":[]}'
    heard.length = 0
    const whyNot = async () => 'it is a stranger'
    const client = createPullClient({ url: stolen(), token: 'a token', whyNot }, 'worker')
    const wanted = { limit: 1, waitSeconds: 0, leaseSeconds: 5 }
    await expect(client.pull(wanted, new AbortController().signal)).rejects.toThrow('it is a stranger')
    await expect(client.acknowledge([])).rejects.toThrow('it is a stranger')
    expect(heard).toEqual([])
  })

  it('gains nothing by asking a gateway that lives elsewhere', async () => {
    const there = gateway.adminUrl
    const asked: Promise<string>[] = []
    const relay = createServer((request, response) => {
      const passed = fetch(there + request.url).then((one) => one.text())
      asked.push(passed)
      void passed.then((text) => response.writeHead(200, { 'content-length': text.length }).end(text))
    })
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
    pointAt(`http://127.0.0.1:${(relay.address() as AddressInfo).port}`)
    try {
      const { code, stderr } = await runCommand(['stats'], { env: { COUNTERSIGN_DATA: gateway.data } })
      expect(code).toBe(1)
      expect(stderr).toContain('something else has its port')
      // The gateway did sign: for its own address.
      expect((await asked[0])?.length).toBe(43)
      expect(asked).toHaveLength(1)
    } finally {
      pointAt(there)
      relay.close()
    }
  })

  it('an address and a token that are given by hand are sent as given', async () => {
    answer = () => '{}'
    heard.length = 0
    const env = { COUNTERSIGN_URL: stolen(), COUNTERSIGN_TOKEN: 'given by hand, for a test' }
    expect((await runCommand(['stats', '--json'], { env })).code).toBe(0)
    expect(heard).toEqual([{ url: '/api/v1/stats', authorization: `Bearer ${env.COUNTERSIGN_TOKEN}` }])
  })
})

it('the proof is signed for nonces alone, and says nothing of the token', async () => {
  const ask = (nonce: string): Promise<Response> => fetch(`${gateway.adminUrl}/api/proof?nonce=${nonce}`)
  for (const nonce of ['', 'x', 'x'.repeat(42), 'x'.repeat(44), encodeURIComponent(`${'x'.repeat(42)}\n`)])
    expect((await ask(nonce)).status).toBe(404)
  const nonce = 'A'.repeat(43)
  const { proofKey } = JSON.parse(readFileSync(join(gateway.data, 'running.json'), 'utf8'))
  expect(await (await ask(nonce)).text()).toBe(gatewayProof(proofKey, gateway.adminUrl, nonce))
  expect(proofKey).not.toContain(gateway.token)
})
