import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiAnswer, runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

let gateway: StartedGateway
let receiver: RecordingReceiver

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
  const url = `${receiver.url}/dying`
  const more = { tenant: 'dying', allowPrivate: true, retryScheduleMs: [] }
  await gateway.api('POST', '/destinations', { name: 'dying', url, ...more })
})

afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

function refusal(answer: ApiAnswer, status: number, code: string): void {
  expect(answer.body).toMatchObject({ status, code })
}

describe('a retry of many dead letters', () => {
  const dead = async (): Promise<number> => (await gateway.api('GET', '/stats')).body.deliveries.dead
  const retry = (body: object): Promise<ApiAnswer> => gateway.api('POST', '/deliveries/retry', body)
  const env = () => ({ COUNTERSIGN_URL: gateway.adminUrl, COUNTERSIGN_TOKEN: gateway.token })
  const command = (...args: string[]) => runCommand(['delivery', 'retry', ...args], { env: env() })

  it('brings back those that are meant, page by page, each once', async () => {
    receiver.answer(400)
    const events = Array.from({ length: 30 }, (_, n) => ({
      ...{ source: 'shop', type: n % 3 === 0 ? 'odd' : 'even', data: { n }, tenant: 'dying' },
    }))
    await gateway.api('POST', '/events', { events })
    await expect.poll(dead, { timeout: 20_000 }).toBe(30)
    receiver.answer(200)
    const came = receiver.received.length

    const tried = await retry({ destination: 'dying', filter: 'json.n < 10', dryRun: true })
    expect(tried.body).toEqual({ matched: 10, retried: 0, expired: 0, next: null })
    expect((await retry({ code: 'ERR_DELIVERY_FAILED' })).body.matched).toBe(0)
    expect((await retry({ to: '2020-01-01T00:00:00Z' })).body.matched).toBe(0)
    expect((await retry({ state: 'discarded', type: 'odd' })).body.matched).toBe(0)
    expect(await dead()).toBe(30)

    let [next, retried, calls]: [string | undefined, number, number] = [undefined, 0, 0]
    do {
      const asked = { code: 'ERR_DELIVERY_REFUSED', type: 'even', limit: 7, cursor: next }
      const { body } = await retry(asked)
      retried += body.retried
      next = body.next ?? undefined
      calls += 1
    } while (next !== undefined)
    expect([retried, calls]).toEqual([20, 5])
    await receiver.until(came + 20)
    await expect.poll(dead, { timeout: 20_000 }).toBe(10)
    const ids = receiver.received.slice(came).map(({ headers }) => headers['webhook-id'])
    expect(new Set(ids).size).toBe(20)
    expect(receiver.received.at(-1)?.headers['countersign-attempt']).toBe('2')
  })

  it('is refused where it is unclear, and for those who may not', async () => {
    refusal(await retry({ filter: 'type ==' }), 400, 'ERR_FILTER')
    refusal(await retry({ destination: 'nobody' }), 404, 'ERR_NOT_FOUND')
    refusal(await retry({ state: 'delivered' }), 400, 'ERR_INPUT')
    refusal(await retry({ cursor: 'x' }), 400, 'ERR_CURSOR')
    const { body } = await gateway.api('POST', '/tokens', { name: 'reader', scope: 'read' })
    const answer = await fetch(`${gateway.adminUrl}/api/v1/deliveries/retry`, {
      ...{ method: 'POST', body: '{}' },
      headers: { authorization: `Bearer ${body.token}`, 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(403)
  })

  it('goes by the command too, which counts first where asked, and never takes all by accident', async () => {
    const none = await command()
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('--all') })
    expect((await command('dlv_x', '--all')).code).toBe(2)
    const counted = await command('--destination', 'dying', '--dry-run')
    expect(counted).toMatchObject({ code: 0, stdout: '10 deliveries would be retried.\n', stderr: '' })
    const done = await command('--type', 'odd', '--filter', 'json.n > 5', '--json')
    expect(JSON.parse(done.stdout)).toEqual({ matched: 8, retried: 8, expired: 0 })
    expect(await command('--all')).toMatchObject({ code: 0, stdout: '2 deliveries are on the way again.\n' })
    await expect.poll(dead, { timeout: 20_000 }).toBe(0)
  })
})
