import { hash } from 'node:crypto'
import type { WebhookEvent } from 'countersign'
import { expect, test } from 'vitest'
import { idempotencyEntry, isUsedUp, ledgerEntry } from '../../src/ingest/ledger-key.ts'
import type { Source } from '../../src/model/source.ts'
import { sampleSource } from '../journal/samples.ts'

const source: Source = { ...sampleSource('in'), number: 3 }
const body = Buffer.from('{"id":1}')
const dropping: Source = { ...source, policy: { ...source.policy, dropSameBytesWithinMs: 5000 } }
const keyOf = (type: string, bytes: Uint8Array = body, of: Source = dropping): string =>
  Buffer.from(ledgerEntry(of, null, type, bytes).key).toString('hex')

test('to be dropped, the same bytes are the same only at the same source and of the same type', () => {
  expect(keyOf('push')).toBe(keyOf('push'))
  // GitHub names the type in a header: a body of its own says nothing of it.
  expect(keyOf('push')).not.toBe(keyOf('ping'))
  expect(keyOf('push')).not.toBe(keyOf('push', Buffer.from('{"id":2}')))
  expect(keyOf('push')).not.toBe(keyOf('push', body, { ...dropping, number: 4 }))
})

test('no type and body together make the key of another type and body', () => {
  expect(keyOf('a', Buffer.from('b,c'))).not.toBe(keyOf('a,b', Buffer.from('c')))
  expect(keyOf('', Buffer.from('1:a,b'))).not.toBe(keyOf('a', Buffer.from('b')))
  expect(keyOf('é', Buffer.from('x'))).not.toBe(keyOf('e', Buffer.from('\u0301x')))
})

test('a promised id is the key whatever the bytes, and a repeat of it is suppressed', () => {
  const event = (key: string) => ({ dedupe: { basis: 'id', key } }) as unknown as WebhookEvent
  const first = ledgerEntry(source, event('1'), 'push', body)
  expect(first).toEqual(ledgerEntry(source, event('1'), 'ping', Buffer.from('other')))
  expect(first.repeat).toBe('suppress')
  expect(first.key).not.toEqual(ledgerEntry(source, event('2'), 'push', body).key)
  expect(first.key).not.toEqual(idempotencyEntry(source, null, '1').key)
})

test('without one a repeat is marked, or dropped within the window of the source', () => {
  expect(ledgerEntry(source, null, '', body).repeat).toBe('mark')
  expect(ledgerEntry(dropping, null, '', body).repeat).toBe(5000)
})

test('to be marked, the same bytes are the same whatever an unsigned header says of them, or does not', () => {
  const named = (id: string) =>
    ({
      dedupe: { basis: 'unsigned-id+bytes', key: `${id}${hash('sha256', body)}` },
    }) as unknown as WebhookEvent
  const bare = ledgerEntry(source, null, 'push', body)
  expect(bare.bytesKey).toBeUndefined()
  expect(ledgerEntry(source, null, 'ping', body)).toEqual(bare)
  const first = ledgerEntry(source, named('1:a,'), 'push', body)
  const other = ledgerEntry(source, named('1:b,'), 'ping', body)
  expect([first.repeat, first.bytesKey, other.bytesKey]).toEqual(['suppress', bare.key, bare.key])
  expect(first.key).not.toEqual(other.key)
  expect(ledgerEntry(dropping, null, 'push', body).bytesKey).toEqual(bare.key)
  expect(ledgerEntry(source, null, '', Buffer.from('{}')).key).not.toEqual(bare.key)
  expect(ledgerEntry({ ...source, number: 4 }, null, '', body).key).not.toEqual(bare.key)
})

test('an id that is signed costs no key of the bytes', () => {
  for (const basis of ['signed-id', 'signed-fields'])
    expect(
      ledgerEntry(source, { dedupe: { basis, key: '1' } } as WebhookEvent, '', body).bytesKey,
    ).toBeUndefined()
})

test('what makes a key stays the same from version to version: a store knows repeats by it', () => {
  const half = (text: string | Uint8Array): string => hash('sha256', text, 'hex').slice(0, 32)
  const hex = (key: Uint8Array | undefined): string => Buffer.from(key ?? []).toString('hex')
  const hashOfBody = hash('sha256', body)
  const signed = { dedupe: { basis: 'signed-id', key: 'a b' } } as WebhookEvent
  expect(hex(ledgerEntry(source, signed, 'push', body).key)).toBe(half('3 signed-id a b'))
  const unsigned = { dedupe: { basis: 'unsigned-id+bytes', key: `1:a,${hashOfBody}` } } as WebhookEvent
  const named = ledgerEntry(source, unsigned, 'push', body)
  expect(hex(named.key)).toBe(half(`3 unsigned-id+bytes 1:a,${hashOfBody}`))
  expect(hex(named.bytesKey)).toBe(half(`3 same-bytes ${hashOfBody}`))
  expect(hex(ledgerEntry(source, null, 'push', body).key)).toBe(half(`3 same-bytes ${hashOfBody}`))
  expect(keyOf('é')).toBe(half(Buffer.concat([Buffer.from('3 bytes 2:é,'), body])))
  expect(hex(idempotencyEntry(source, null, 'k').key)).toBe(half('3 idempotency k'))
  expect(hex(idempotencyEntry(source, 'acme', 'k').key)).toBe(half('3 tenant 4:acme idempotency k'))
  expect(idempotencyEntry(source, 'acme', 'k').repeat).toBe('suppress')
  expect(ledgerEntry(source, signed, '', body).repeat).toBe('suppress')
})

test('what was signed for one message alone and without its body is used up with it', () => {
  const event = (verdict: string, basis: string) =>
    ({ verdict, dedupe: { basis, key: '1' } }) as unknown as WebhookEvent
  expect(isUsedUp(event('authenticated', 'signed-fields'))).toBe(true)
  expect(isUsedUp(event('verified', 'signed-fields'))).toBe(false)
  expect(isUsedUp(event('authenticated', 'signed-id'))).toBe(false)
  expect(isUsedUp({ verdict: 'authenticated', dedupe: null } as WebhookEvent)).toBe(false)
  expect(isUsedUp(null)).toBe(false)
})

test('bytes that a scheme cannot describe are known by themselves', () => {
  const odd = {
    verdict: 'authenticated',
    get dedupe(): never {
      throw new TypeError('no JSON')
    },
  } as unknown as WebhookEvent
  expect(ledgerEntry(source, odd, '', body)).toEqual(ledgerEntry(source, null, '', body))
  expect(isUsedUp(odd)).toBe(false)
})
