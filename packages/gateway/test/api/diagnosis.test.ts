import { createHmac } from 'node:crypto'
import { sign } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiAnswer, runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway
const secret = 'a-secret-phrase-of-webex'
const standardSecret = `whsec_${Buffer.from('a standard secret of 32 bytes, ok').toString('base64')}`

beforeAll(async () => {
  gateway = await startGateway()
  for (const source of [
    { name: 'webex', scheme: 'webex', secrets: [secret] },
    { name: 'standard', scheme: 'standard-webhooks', secrets: [standardSecret] },
  ]) {
    expect((await gateway.api('POST', '/sources', source)).status).toBe(201)
  }
})

afterAll(async () => {
  await gateway.remove()
})

function webexSignature(body: string | Uint8Array, by: string = secret): string {
  return createHmac('sha1', by).update(body).digest('hex')
}

const seen = new Set<string>()

/** Sends what is refused; answers the id of its rejection, which is kept soon after the answer. */
async function refuse(
  source: string,
  body: string | Uint8Array,
  headers: Record<string, string>,
): Promise<string> {
  expect((await gateway.post(source, body, headers)).status).toBe(401)
  const newest = async (): Promise<string | undefined> =>
    (await gateway.api('GET', `/rejections?source=${source}&limit=1`)).body.items[0]?.id
  await expect
    .poll(async () => seen.has((await newest()) ?? '') || (await newest()) === undefined)
    .toBe(false)
  const id = (await newest()) ?? ''
  seen.add(id)
  return id
}

/** The rejection as the API and as the command shows it. */
async function shown(id: string): Promise<{ rejection: ApiAnswer['body']; text: string }> {
  const { status, body: rejection } = await gateway.api('GET', `/rejections/${id}`)
  expect(status).toBe(200)
  const env = { COUNTERSIGN_DATA: gateway.data, NO_COLOR: '1' }
  const { code, stdout, stderr } = await runCommand(['rejection', 'show', id], { env })
  expect(code, stderr).toBe(0)
  expect(typeof rejection.explanation).toBe('string')
  return { rejection, text: stdout }
}

const body = '{"resource":"messages","event":"created","data":{"id":"1"}}'

describe('a rejection says why', () => {
  it('where the secret is another one', async () => {
    const id = await refuse('webex', body, { 'x-spark-signature': webexSignature(body, 'another') })
    const { rejection, text } = await shown(id)
    expect(rejection.diagnosis).toMatchObject({
      matched: false,
      confidence: 'unknown',
      codes: ['ERR_SIGNATURE_MISMATCH'],
      evidence: [],
      work: { complete: true },
    })
    expect(text).toContain(`let it in once that is mended: countersign rejection reverify ${id}\n`)
    expect(rejection.diagnosis.work.trials).toBeGreaterThan(0)
    expect(rejection.diagnosis.fix).toContain('Compare the secret')
    expect(text).toMatch(/^refused: .*another secret.* \(unknown, ERR_SIGNATURE_MISMATCH\)$/m)
    expect(text).toMatch(/^what to do: Compare the secret/m)
    expect(text + JSON.stringify(rejection)).not.toContain('explain()')
  })

  it('where the provider’s secret has a line end', async () => {
    const id = await refuse('webex', body, { 'x-spark-signature': webexSignature(body, `${secret}\n`) })
    const { rejection, text } = await shown(id)
    expect(rejection.diagnosis).toMatchObject({
      confidence: 'proven',
      codes: [expect.stringMatching(/^[a-z]+-[a-z0-9-]+$/)],
    })
    expect(rejection.diagnosis.cause).toContain('white space at its end')
    expect(text).toContain('white space at its end')
  })

  it('where the secret of another source has signed', async () => {
    const secrets = ['the secret of its sister']
    await gateway.api('POST', '/sources', { name: 'sister', scheme: 'webex', secrets })
    const id = await refuse('webex', body, { 'x-spark-signature': webexSignature(body, secrets[0]) })
    const { rejection, text } = await shown(id)
    expect(rejection.diagnosis).toMatchObject({
      codes: ['secret-of-another-source'],
      evidence: ['A secret of sister signed it.'],
    })
    expect(text).toContain('A secret of sister signed it.')
    expect(text + JSON.stringify(rejection)).not.toContain(secrets[0])
  })

  it('where the body was parsed and written again', async () => {
    const signed = body.replaceAll(':', ': ').replaceAll(',', ', ')
    const id = await refuse('webex', body, { 'x-spark-signature': webexSignature(signed) })
    const { rejection, text } = await shown(id)
    expect(rejection.diagnosis).toMatchObject({ confidence: 'proven' })
    expect(rejection.diagnosis.cause).toContain('written again')
    expect(text).toMatch(/^ {2}- Written as Python’s json\.dumps/m)
  })

  it('where another provider’s scheme has signed', async () => {
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
    const id = await refuse('webex', body, { 'x-hub-signature-256': signature })
    const { rejection } = await shown(id)
    expect(rejection.code).toBe('ERR_SIGNATURE_MISSING')
    expect(rejection.diagnosis).toMatchObject({ confidence: 'proven' })
    expect(rejection.diagnosis.fix).toMatch(/^Use the scheme /)
  })

  it('where it was too old at its receipt, by its source’s own tolerance', async () => {
    const scheme = schemes['standard-webhooks']
    if (scheme === undefined) throw new Error('The catalogue has no standard-webhooks.')
    const old = new Date(Date.now() - 3_600_000)
    const { headers } = await sign({ body, id: 'msg_1' }, { scheme, secrets: standardSecret, now: old })
    const id = await refuse('standard', body, { ...headers })
    const { rejection } = await shown(id)
    expect(rejection.diagnosis).toMatchObject({ matched: false, confidence: 'proven' })
    expect(rejection.diagnosis.cause).toContain('older than the tolerance')
    expect(rejection.diagnosis.evidence).toContain('The signature itself matches.')
    await gateway.api('PATCH', '/sources/standard', { toleranceSeconds: 7200 })
    expect((await shown(id)).rejection.diagnosis).toMatchObject({ matched: true })
  })

  it('once the secret is mended: that it may be let in', async () => {
    const id = await refuse('webex', body, { 'x-spark-signature': webexSignature(body, 'the-new-one') })
    const added = await gateway.api('POST', '/sources/webex/secrets', { value: 'the-new-one' })
    expect(added.status).toBe(201)
    const { rejection, text } = await shown(id)
    expect(rejection.diagnosis).toMatchObject({ matched: true, confidence: 'proven' })
    expect(rejection.diagnosis.evidence).toEqual([`Secret ${added.body.id} signed it.`])
    expect(text).toContain('rejection reverify')
    expect((await gateway.api('POST', `/rejections/${id}/reverify`)).status).toBe(200)
  })
})

describe('a rejection never says', () => {
  it('a secret, nor a signature that would be right', async () => {
    const id = await refuse('webex', body, { 'x-spark-signature': '0'.repeat(40) })
    const { rejection, text } = await shown(id)
    for (const said of [text, JSON.stringify(rejection)]) {
      expect(said).not.toContain(secret)
      expect(said).not.toContain(webexSignature(body))
    }
  })

  it('a credential that came with it, though it is opened', async () => {
    const id = await refuse('webex', body, {
      'x-spark-signature': '0'.repeat(40),
      authorization: 'Bearer very-private',
      cookie: 'session=very-private',
    })
    const { rejection, text } = await shown(id)
    expect(rejection.diagnosis.confidence).toBe('unknown')
    for (const said of [text, JSON.stringify(rejection)]) expect(said).not.toContain('very-private')
  })
})

describe('a rejection is explained', () => {
  it('though its source was deleted meanwhile', async () => {
    await gateway.api('POST', '/sources', { name: 'gone', scheme: 'webex', secrets: [secret] })
    const id = await refuse('gone', body, { 'x-spark-signature': webexSignature(body, 'another') })
    expect((await gateway.api('DELETE', '/sources/gone')).status).toBe(204)
    const { rejection, text } = await shown(id)
    expect(rejection.diagnosis).toMatchObject({ matched: false, confidence: 'unknown' })
    expect(rejection.diagnosis.cause).toContain('was deleted')
    expect(text).toContain('was deleted')
  })

  it('within bounds: the longest body that is rewritten, asked for by many at once, while others come in', async () => {
    const long = `[${'1,"",'.repeat(209_000)}0]`
    const id = await refuse('webex', long, { 'x-spark-signature': webexSignature(long, 'another') })
    const asked = Array.from({ length: 12 }, () => gateway.api('GET', `/rejections/${id}`))
    const own = await gateway.post('webex', body, { 'x-spark-signature': webexSignature(body) })
    expect(own.status).toBe(200)
    const answers = (await Promise.all(asked)).map((answer) => answer.body.diagnosis)
    expect(answers.filter((diagnosis) => diagnosis?.confidence === 'unknown').length).toBeGreaterThan(0)
    expect(answers.filter((diagnosis) => diagnosis === null).length).toBeGreaterThan(0)
  })
})
