import { expect, test } from 'vitest'
import { openSqliteJournal } from '../../../src/journal/sqlite/open.ts'
import { noon, sampleDestination } from '../samples.ts'
import { temporaryFolder } from './subject.ts'

test('a configuration that is read whole holds equal policies once, and sealed secrets side by side', async () => {
  const { folder, remove } = await temporaryFolder()
  const journal = await openSqliteJournal({ folder })
  const names = Array.from({ length: 300 }, (_, at) => `d${at}`)
  const sealed = (at: number): Uint8Array => Buffer.alloc(70, at)
  await journal.configure(
    {
      destinations: names.map((name) => sampleDestination(name)),
      secrets: names.map((name, at) => ({
        ...{ id: `sec_${name}`, owner: `dst_${name}`, sealed: sealed(at) },
        ...{ notBefore: null, expiresAt: null, createdAt: noon },
      })),
    },
    noon,
  )
  const { destinations, secrets } = await journal.since(null)
  expect(new Set(destinations.map(({ policy }) => policy)).size).toBe(1)
  expect(new Set(destinations.map(({ headers }) => headers)).size).toBe(1)
  expect(secrets.map(({ sealed: bytes }) => Buffer.from(bytes))).toEqual(names.map((_, at) => sealed(at)))
  expect(new Set(secrets.map(({ sealed: { buffer } }) => buffer)).size).toBe(2)
  await journal.close()
  await remove()
})
