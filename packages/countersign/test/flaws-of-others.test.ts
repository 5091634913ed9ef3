import { safeVerify, sign, WebhookError } from 'countersign'
import { github } from 'countersign/schemes/github'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'
import { expect, test } from 'vitest'

// Flaws that other libraries had, each with what an attacker sent, on schemes whose shape is that of the flawed one.

const body = '{"type":"a","data":{}}'
const now = new Date('2026-11-28T12:00:00Z')
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const signed = await sign({ body, id: 'msg_1' }, { scheme: standardWebhooks, secrets: secret, now })
const right = signed.headers['webhook-signature'] ?? ''
const verified = async (signature: string, text: string | Uint8Array = body): Promise<boolean> => {
  const headers = { ...signed.headers, 'webhook-signature': signature }
  return (await safeVerify({ headers, body: text }, { scheme: standardWebhooks, secrets: secret, now })).ok
}

test('the start of a signature is none: as many bytes are compared as there are (CVE-2024-21491)', async () => {
  expect(await verified(right)).toBe(true)
  for (let length = 0; length < right.length; length++)
    expect([length, await verified(right.slice(0, length))]).toEqual([length, false])
  const hex = (await sign({ body }, { scheme: github, secrets: 'a secret' })).headers
  const whole = hex['X-Hub-Signature-256'] ?? ''
  const at = async (signature: string) =>
    (
      await safeVerify(
        { headers: { ...hex, 'X-Hub-Signature-256': signature }, body },
        { scheme: github, secrets: 'a secret' },
      )
    ).ok
  expect(await at(whole)).toBe(true)
  for (let length = 0; length < whole.length; length++)
    expect([length, await at(whole.slice(0, length))]).toEqual([length, false])
})

test('nothing that is sent ends the process: what is no message is refused (CVE-2023-50728)', async () => {
  const odd = [undefined, null, '', 'null', '[]', '"x"', '{', '\0', new Uint8Array([0xff, 0xfe]), 7, {}]
  for (const text of odd)
    for (const signature of [undefined, '', 'sha256=', 'sha256=x', `sha256=${'0'.repeat(64)}`, '\0']) {
      const input = { headers: { 'X-Hub-Signature-256': signature }, body: text } as never
      const result = await safeVerify(input, { scheme: github, secrets: 'a secret' })
      expect(result.ok).toBe(false)
      if (!result.ok) expect(WebhookError.is(result.error)).toBe(true)
    }
})

test('of a list of signatures one must be right, whole and under its own tag (CVE-2025-53548)', async () => {
  const bare = right.slice(3)
  expect(await verified(`v1,${Buffer.alloc(32).toString('base64')} ${right}`)).toBe(true)
  for (const list of [
    ...['v1,', 'v1', ',', ' ', 'v1, v1,', `v1,${Buffer.alloc(32).toString('base64')}`],
    ...[bare, `v2,${bare}`, `v1a,${bare}`, `,${bare}`, `v1 ${bare}`, `v1,${bare},`, `v1,x,${bare}`],
  ])
    expect([list, await verified(list)]).toEqual([list, false])
})

test('what is checked is what is used: bytes that only look alike, or read alike, are others', async () => {
  for (const other of [
    ...[`${body}\n`, ` ${body}`, body.replace('"a"', '"\\u0061"'), `\ufeff${body}`],
    ...[
      body.replace('{"type":"a"', '{"type":"a","type":"b"'),
      Buffer.concat([Buffer.from(body), Buffer.from([0])]),
    ],
  ])
    expect(await verified(right, other)).toBe(false)
})
