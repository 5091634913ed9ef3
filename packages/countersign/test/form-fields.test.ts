import { type Scheme, safeVerify, sign } from 'countersign'
import { mandrill } from 'countersign/schemes/mandrill'
import { plivo } from 'countersign/schemes/plivo'
import { twilio } from 'countersign/schemes/twilio'
import { describe, expect, test } from 'vitest'

const url = 'https://example.com/webhooks'
const secrets = 'a secret that is long enough'
const form = (fields: number): string => Array.from({ length: fields }, (_, at) => `a${at}=1`).join('&')

/** Where a provider signs in one of several ways, another way's refusal is told. */
describe.each<[string, Scheme, string]>([
  ['twilio', twilio, 'ERR_SIGNATURE_MALFORMED'],
  ['mandrill', mandrill, 'ERR_CONTENT_MALFORMED'],
  ['plivo', plivo, 'ERR_CONTENT_MALFORMED'],
])('a form that %s signs field by field', (_name, scheme, code) => {
  const nonce = { 'x-plivo-signature-v3-nonce': '1' }
  const checked = async (body: string) => {
    const { headers: signed } = await sign({ body: form(5000), url, headers: nonce }, { scheme, secrets })
    const headers = { ...nonce, ...signed }
    return await safeVerify({ method: 'POST', url, headers, body }, { scheme, secrets, publicUrl: url })
  }

  test('of 5,000 fields is verified', async () => {
    expect(await checked(form(5000))).toMatchObject({ ok: true })
  })

  test('of more is refused before they are sorted', async () => {
    for (const body of [form(5001), `${form(5000)}&`, '&'.repeat(1_000_000)])
      expect(await checked(body)).toMatchObject({ ok: false, error: { code } })
  })
})
