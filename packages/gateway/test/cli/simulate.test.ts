import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { codes } from '../../src/model/codes.ts'
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

/** As where the package is not installed: Node does not find it. */
const without = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({
    resolve(name, context, next) {
      if (name !== '@countersign/simulators') return next(name, context)
      throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
    },
  })`)}`
const env = { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${without}` }

test.each(['webex', 'seatable'])(
  'countersign simulate %s: without the package one error says how to get it',
  async (provider) => {
    const { code, stdout, stderr } = await cli(['simulate', provider, '--port', '0'], { env })
    expect({ code, stdout, stderr }).toEqual({
      code: 78,
      stdout: '',
      stderr: `error: ERR_SIMULATORS_MISSING: ${codes.ERR_SIMULATORS_MISSING.title} Run \`npm install @countersign/simulators\`.\n`,
    })
  },
)

test('countersign simulate --help: works without the package', async () => {
  const { code, stdout } = await cli(['simulate', '--help'], { env })
  expect(code).toBe(0)
  expect(stdout).toContain('npm install @countersign/simulators')
  expect((await cli(['simulate', 'webex', '--help'], { env })).code).toBe(0)
})
