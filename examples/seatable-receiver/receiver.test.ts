import { readFile } from 'node:fs/promises'
import { seatable } from 'countersign/schemes/seatable'
import { signedMessage } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { runExample, runToEnd } from '../run-example.ts'

const secret = 'the-secret-of-this-test'

describe('the SeaTable receiver', () => {
  test('says whether a webhook is authentic', async () => {
    const { url, output } = await runExample('seatable-receiver/receiver.ts', { SEATABLE_SECRET: secret })
    const { headers, body } = await signedMessage(seatable, 'insert_row', { secret })
    const post = async (bytes: Uint8Array<ArrayBuffer> | string): Promise<unknown> => {
      const response = await fetch(url, { method: 'POST', headers, body: bytes })
      return { status: response.status, answer: await response.json() }
    }
    expect(await post(body)).toEqual({ status: 200, answer: { success: true } })
    await expect.poll(output).toContain('a new row in ')
    const writtenAgain = JSON.stringify(JSON.parse(new TextDecoder().decode(body)))
    expect(await post(writtenAgain)).toMatchObject({ status: 401, answer: { success: false } })
    await expect.poll(output).toContain('refused: ERR_SIGNATURE_MISMATCH')
  })

  test('refuses a large body and one without a signature; does not start without a secret', async () => {
    const { url } = await runExample('seatable-receiver/receiver.ts', { SEATABLE_SECRET: secret })
    const large = await fetch(url, { method: 'POST', body: new Uint8Array(3 * 1024 * 1024) }).catch(
      () => null,
    )
    expect(large === null || large.status === 413).toBe(true)
    expect(await (await fetch(url, { method: 'POST', body: '{}' })).json()).toMatchObject({ success: false })
    const { code, output } = await runToEnd('seatable-receiver/receiver.ts', { SEATABLE_SECRET: '' })
    expect(code).not.toBe(0)
    expect(output).toContain('ERR_SECRET_EMPTY')
  })

  test('is under forty lines', async () => {
    const text = await readFile(new URL('receiver.ts', import.meta.url), 'utf8')
    expect(text.trimEnd().split('\n').length).toBeLessThan(40)
  })
})
