import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { watchDisk } from '../../src/ingest/disk-watch.ts'
import { mountSmallDisk } from '../harness/small-disk.ts'

const disk = mountSmallDisk(8)
if (typeof disk === 'string') console.warn(`disk-watch.test.ts is skipped: ${disk}`)

afterAll(() => {
  if (typeof disk !== 'string') disk.unmount()
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
    // Just above the limit is not yet enough.
    writeFileSync(filler, Buffer.alloc(6 * 2 ** 20 - 65_536))
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect(told).toEqual([true])
    rmSync(filler)
    await vi.waitFor(() => expect(told).toEqual([true, false]), { timeout: 10_000 })
    expect(watch.low).toBe(false)
    watch.stop()
  },
)
