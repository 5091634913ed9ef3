import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { isLow, watchDisk } from '../../src/ingest/disk-watch.ts'
import { mountSmallDisk } from '../harness/small-disk.ts'

const disk = mountSmallDisk(8)
if (typeof disk === 'string') console.warn(`disk-watch.test.ts is skipped: ${disk}`)

afterAll(() => {
  if (typeof disk !== 'string') disk.unmount()
})

test('just above the limit is enough for one that was not low, and not for one that was', () => {
  expect([15, 16, 17].map((free) => isLow(free, 16, false))).toEqual([true, false, false])
  expect([15, 16, 17].map((free) => isLow(free, 16, true))).toEqual([true, true, false])
})

test.skipIf(typeof disk === 'string')(
  'a disk that runs low is told of once, and once when it has room',
  async () => {
    if (typeof disk === 'string') return
    const told: boolean[] = []
    const watch = watchDisk(disk.folder, 2 * 2 ** 20, (low) => told.push(low))
    const filler = join(disk.folder, 'filler')
    writeFileSync(filler, Buffer.alloc(7 * 2 ** 20))
    await vi.waitFor(() => expect(watch.low).toBe(true), { timeout: 10_000 })
    rmSync(filler)
    await vi.waitFor(() => expect(told).toEqual([true, false]), { timeout: 10_000 })
    expect(watch.low).toBe(false)
    watch.stop()
  },
)
