import { schemes } from 'countersign/catalogue'
import { expect, test } from 'vitest'
import type { Message } from '../src/message/message.ts'

/** Every delivery has these, whatever the scheme; `webhook-` is the gateway's own. */
const always = /^(content-type|content-encoding|webhook-.+|host|user-agent)$/

/** The headers that a scheme reads to tell what a message is, whatever else it finds. */
function read(describe: (message: Message) => unknown): ReadonlySet<string> {
  const names = new Set<string>()
  for (const text of ['1', undefined]) {
    for (const field of [{ id: '1' }, '1', undefined]) {
      const headerValues = (name: string): readonly string[] => {
        names.add(name)
        return text === undefined ? [] : [text]
      }
      const message: Message = {
        method: 'POST',
        url: 'https://hooks.example.com/in/a?id=1',
        params: {},
        body: new TextEncoder().encode('{"id":"1"}'),
        header: (name) => headerValues(name)[0],
        headerValues,
        query: () => text,
        queryValues: () => (text === undefined ? [] : [text]),
        field: () => field,
        form: () => new URLSearchParams('id=1'),
      }
      try {
        describe(message)
      } catch {
        // What it read before it gave up counts.
      }
    }
  }
  return names
}

test.each(Object.values(schemes))('$name forwards what tells what its events are', (scheme) => {
  if (scheme.describe === undefined) return
  const known = new Set([...scheme.proof.headers, ...scheme.forward, ...scheme.credentials])
  const missing = [...read(scheme.describe)].filter((name) => !known.has(name) && !always.test(name))
  expect(missing).toEqual([])
})

test('a scheme forwards nothing that carries a credential', () => {
  for (const { name, forward, credentials } of Object.values(schemes)) {
    const both = forward.filter((header) => credentials.includes(header))
    expect([name, both]).toEqual([name, []])
  }
})
