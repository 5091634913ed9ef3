import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { cli } from './cli.ts'

test.each(['webex', 'seatable'])(
  'countersign simulate %s: a port that is taken is told in a sentence',
  async (provider) => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void taken.close())
    const { port } = taken.address() as AddressInfo
    const { code, stderr } = await cli(['simulate', provider, '--port', String(port)])
    expect(code).toBe(78)
    expect(stderr).toContain(`port ${port} is in use`)
    expect(stderr).not.toContain('at Server')
  },
)
