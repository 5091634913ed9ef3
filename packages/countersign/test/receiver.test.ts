import { createServer } from 'node:http'
import { webhook } from 'countersign/node'
import { seatable } from 'countersign/schemes/seatable'
import { receiver, signedMessage, testingSecretOf } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { closers, listening } from './adapter-servers.ts'

const secrets = testingSecretOf(seatable)

describe('a receiver that a test waits at', () => {
  const send = async (url: string, type: 'insert_row' | 'modify_row', body?: object): Promise<number> => {
    const {
      method,
      headers,
      body: bytes,
    } = await signedMessage(seatable, type, { secret: secrets, ...(body && { body }) })
    return (await fetch(url, { method, headers, body: bytes })).status
  }

  test('gives each event once, whether it comes before or after; only what the handler has finished with', async () => {
    const seen: string[] = []
    const hook = receiver<typeof seatable>(async (event) => {
      await new Promise((resolve) => setImmediate(resolve))
      if (event.body.length < 40) throw new Error('the handler fails')
      seen.push(event.type)
    })
    const url = await listening(
      createServer(webhook({ scheme: seatable, secrets, onError: () => undefined }, hook)),
    )
    const later = hook.received('modify_row')
    expect(await send(url, 'insert_row')).toBe(200)
    expect(
      await send(url, 'modify_row', { data: { op_type: 'modify_row', op_time: 1.5, more: 'text' } }),
    ).toBe(200)
    expect([(await later).type, (await hook.received()).type, seen]).toEqual([
      'modify_row',
      'insert_row',
      ['insert_row', 'modify_row'],
    ])
    expect(await send(url, 'insert_row', { data: 1 })).toBe(500)
    expect(await send(url, 'insert_row')).toBe(200)
    await expect(hook.received((event) => event.type === 'other', { timeoutMs: 1 })).rejects.toThrow(
      'No such event in 1 ms; not asked for so far: "insert_row".',
    )
    for (const close of closers.splice(0)) await close()
  })

  test('what does not come is told with what came', async () => {
    const hook = receiver()
    await expect(hook.received('a.b', { timeoutMs: 1 })).rejects.toThrow(
      'No event of type "a.b" in 1 ms; not asked for so far: none.',
    )
  })
})
