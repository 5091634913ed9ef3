import { execFileSync } from 'node:child_process'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

/** Signs with nothing of this project: a Python one-liner. */
function pythonHmac(hash: 'sha1' | 'sha256', secret: string, body: Uint8Array): string {
  const program =
    'import hmac,sys;print(hmac.new(sys.argv[1].encode(),sys.stdin.buffer.read(),sys.argv[2]).hexdigest())'
  return execFileSync('python3', ['-c', program, secret, hash], { input: body }).toString().trim()
}

const webexBody = Buffer.from(
  '{"id":"Y2lzY29zcGFyazovL3VzL1dFQkhPT0s","name":"room 🦇","resource":"messages","event":"created","data":{"id":"m1","personEmail":"a@example.com"}}',
)
const seatableBody = Buffer.from(
  '{"event": "update", "data": {"dtable_uuid": "0b1a", "row_id": "R1", "op_type": "modify_row", "op_time": 1700000000.0, "row_name": "\\u00fcber $& \\ud83e\\udd87"}}',
)

let gateway: StartedGateway
let receiver: RecordingReceiver
/** Of the destination `webex`, beside the one that the gateway made. */
let secret: string

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway({
    args: [
      ...['--source', 'webex=webex', '--secret', 'somesupersecretphrase', '--forward', receiver.url],
      ...['--source', 'tables=seatable', '--secret', 'another secret phrase', '--forward', receiver.url],
    ],
  })
  const added = await gateway.api('POST', '/destinations/webex/secrets', {})
  secret = added.body.value
})

afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

describe('a signed webhook in, a countersigned delivery out', () => {
  it('announces its sources, and how to see a secret of its destinations', () => {
    const { stderr } = gateway.output()
    expect(stderr).toContain(`${gateway.url}/in/webex`)
    expect(stderr).toContain('countersign destination secret add webex')
    expect(stderr).not.toMatch(/whsec_|somesupersecretphrase/)
  })

  it('takes in what Python has signed and delivers the same bytes', async () => {
    const signature = pythonHmac('sha1', 'somesupersecretphrase', webexBody)
    const answer = await gateway.post('webex', webexBody, {
      'content-type': 'application/json;charset=UTF-8',
      'x-spark-signature': signature,
    })
    expect(answer.status).toBe(200)
    const { success, id } = (await answer.json()) as { success: boolean; id: string }
    expect(success).toBe(true)
    const [delivery] = await receiver.until(1)
    expect(delivery?.body.equals(webexBody)).toBe(true)
    expect(delivery?.headers).toMatchObject({
      'webhook-id': id,
      'content-type': 'application/json;charset=UTF-8',
      'countersign-source': 'webex',
      'countersign-event-type': 'messages.created',
      'countersign-verdict': 'verified',
      'countersign-attempt': '1',
      'x-spark-signature': signature,
    })
    expect(delivery?.headers).toHaveProperty('countersign-signature')
    const body = await gateway.api('GET', `/events/${id}/body`)
    expect(body.headers.get('content-disposition')).toContain('attachment')
    expect(body.bytes.equals(webexBody)).toBe(true)
  })

  it('delivers what the standardwebhooks package verifies', () => {
    const [delivery] = receiver.received
    const headers = delivery?.headers as Record<string, string>
    expect(() => new Webhook(secret).verify(delivery?.body ?? '', headers)).not.toThrow()
  })

  it('answers a repeat and does not deliver it again', async () => {
    const headers = { 'x-spark-signature': pythonHmac('sha1', 'somesupersecretphrase', webexBody) }
    const answer = await gateway.post('webex', webexBody, headers)
    expect(await answer.json()).toMatchObject({ success: true, duplicate: true })
    expect(receiver.received).toHaveLength(1)
  })

  it('takes in SeaTable’s bytes to the letter', async () => {
    const signature = pythonHmac('sha256', 'another secret phrase', seatableBody)
    const answer = await gateway.post('tables', seatableBody, {
      'X-SeaTable-Signature': `sha256=${signature}`,
    })
    expect(await answer.json()).toMatchObject({ success: true })
    const delivery = (await receiver.until(2))[1]
    expect(delivery?.body.equals(seatableBody)).toBe(true)
    expect(delivery?.headers['countersign-event-type']).toBe('modify_row')
  })

  it('refuses a forged one, keeps it, and holds SeaTable’s', async () => {
    const forged = await gateway.post('webex', webexBody, { 'x-spark-signature': '0'.repeat(40) })
    expect(forged.status).toBe(401)
    expect(await forged.json()).toMatchObject({ success: false, error: { code: 'ERR_SIGNATURE_MISMATCH' } })
    const held = await gateway.post('tables', seatableBody, {
      'x-seatable-signature': `sha256=${'0'.repeat(64)}`,
    })
    expect(held.status).toBe(200)
    expect(await held.json()).toEqual({ success: false, held: true })
    await expect.poll(async () => (await gateway.api('GET', '/rejections')).body.items.length).toBe(2)
    const { body: stats } = await gateway.api('GET', '/stats')
    expect(stats).toMatchObject({ events: 2, verified: 2, duplicates: 1, rejections: 2 })
  })
})
