import { createHmac } from 'node:crypto'
import { Agent } from 'node:http'
import { expect, test } from 'vitest'
import { startGateway } from '../harness/start-gateway.ts'
import { ask } from '../keeper/kept.ts'

const secret = 'a webex secret that is long enough'

test('a gateway is replaced under load by SIGHUP, and every caller is answered 200', async () => {
  const gateway = await startGateway({ args: ['--log-level', 'silent'] })
  try {
    await gateway.api('POST', '/sources', { name: 'webex', scheme: 'webex', secrets: [secret] })
    const port = Number(new URL(gateway.url).port)
    const first = gateway.pid()
    const wrong: string[] = []
    let accepted = 0
    let going = true
    const callers = Array.from({ length: 8 }, async (_, caller) => {
      const agent = new Agent({ keepAlive: caller % 2 === 0, maxSockets: 1 })
      for (let turn = 0; going; turn++) {
        const body = JSON.stringify({
          resource: 'messages',
          event: 'updated',
          data: { id: `${caller}-${turn}` },
        })
        const headers = { 'x-spark-signature': createHmac('sha1', secret).update(body).digest('hex') }
        const answer = await ask(port, '/in/webex', { agent, body, headers }).catch(String)
        if (typeof answer !== 'string' && answer.status === 200) accepted++
        else wrong.push(typeof answer === 'string' ? answer : `${answer.status} ${answer.body}`)
      }
      agent.destroy()
    })
    const more = async (count: number): Promise<void> => {
      const enough = accepted + count
      await expect.poll(() => accepted).toBeGreaterThanOrEqual(enough)
    }
    await more(100)
    gateway.signal('SIGHUP')
    await expect.poll(() => gateway.pid(), { timeout: 30_000 }).not.toBe(first)
    await more(100)
    going = false
    await Promise.all(callers)
    expect(wrong).toEqual([])
    const { body } = await gateway.api('GET', '/stats')
    expect(body.events).toBeGreaterThanOrEqual(accepted)
  } finally {
    await gateway.stop()
    await gateway.remove()
  }
})
