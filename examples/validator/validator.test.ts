import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { runExample, runToEnd } from '../run-example.ts'

const body = '{"a":1,"b":2,"c":{"d":3}}'
const signature = '01e0cb6a53731b9615b483335d77d97023410c72'

describe('the validator', () => {
  test('prints computed, received and whether they are equal; answers true', async () => {
    const { url, output } = await runExample('validator/validator.ts', { WEBEX_SECRET: 'myBongoSecret' })
    const post = (bytes: string): Promise<Response> =>
      fetch(url, { method: 'POST', body: bytes, headers: { 'X-Spark-Signature': signature } })
    expect(await (await post(body)).json()).toBe(true)
    await expect.poll(output).toContain(`computed ${signature}\nreceived ${signature}\nequal\n`)
    expect(await (await post(`${body}\n`)).json()).toBe(true)
    await expect
      .poll(output)
      .toMatch(/computed [0-9a-f]{40}\nreceived 01e0[0-9a-f]+\nnot equal: ERR_SIGNATURE_MISMATCH\n$/)
  })

  test('survives a missing header, and a body beyond the limit', async () => {
    const { url, output } = await runExample('validator/validator.ts', { WEBEX_SECRET: 'myBongoSecret' })
    expect(await (await fetch(url, { method: 'POST', body })).json()).toBe(true)
    await expect.poll(output).toContain('received (none)\nnot equal: ERR_SIGNATURE_MISSING')
    const large = await fetch(url, { method: 'POST', body: new Uint8Array(3 * 1024 * 1024) }).catch(
      () => null,
    )
    expect(large === null || large.status === 413).toBe(true)
    expect(await (await fetch(url, { method: 'POST', body })).json()).toBe(true)
  })

  test('does not start without a secret', async () => {
    const { code, output } = await runToEnd('validator/validator.ts', { WEBEX_SECRET: '' })
    expect(code).not.toBe(0)
    expect(output).toContain('ERR_SECRET_EMPTY')
  })

  test('is under forty lines', async () => {
    const text = await readFile(new URL('validator.ts', import.meta.url), 'utf8')
    expect(text.trimEnd().split('\n').length).toBeLessThan(40)
  })
})
