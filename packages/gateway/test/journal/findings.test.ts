import { expect, test } from 'vitest'
import { Finder } from '../../src/journal/check/findings.ts'
import { storeHeaders } from '../../src/journal/stored-headers.ts'

test('of more findings than are named the rest is counted, and of an intact request there is none', () => {
  const payload = { method: 'POST', url: '/in/a', headers: [], sealedHeaders: null, body: Buffer.from('a') }
  const owner = { source: 1, receivedAt: 1 }
  const { method, url } = payload
  const row = { ...owner, ...{ method, url, sealed: null, tag: 1, kind: 'evt' as const } }
  const headers = Buffer.from(storeHeaders(payload, owner))
  const finder = new Finder()
  finder.look({ ...row, seq: 1, headers, body: payload.body })
  expect(finder.findings()).toEqual({ checked: 1, unchecked: 0, damaged: [], problems: [], unnamed: 0 })
  for (let seq = 1; seq <= 1003; seq++) finder.look({ ...row, seq, headers, body: Buffer.from('b') })
  for (let count = 0; count < 1002; count++) finder.problem('broken')
  const { checked, damaged, problems, unnamed } = finder.findings()
  expect([checked, damaged.length, problems.length, unnamed]).toEqual([1004, 1000, 1000, 5])
})
