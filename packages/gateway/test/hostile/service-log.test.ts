import { afterAll, beforeAll, expect, it } from 'vitest'
import { bannerOf } from '../../src/cli/serve/banner.ts'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// A service's stderr is its log: kept, copied, and read by many. What a first start shows on a terminal must not
// stand there.

let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway({
    args: ['--source', 'hooks=webex', '--secret', 'changeme', '--forward', 'http://127.0.0.1:9/hook'],
  })
  await gateway.api('POST', '/sources', { name: 'open', scheme: 'webex', unsigned: true })
})
afterAll(async () => gateway.remove())

it('a first start writes no sign-in link, no secret and no token into the log', async () => {
  const { stdout, stderr } = gateway.output()
  const written = stdout + stderr
  expect(written).not.toMatch(/#sign-in=|whsec_|changeme/)
  expect(written).not.toContain(gateway.token)
  expect(stderr).toContain('sign in: countersign login prints a link')
  expect(stderr).toContain('countersign destination secret add hooks')
})

it('the commands that it names show them', async () => {
  const env = { COUNTERSIGN_DATA: gateway.data }
  expect((await runCommand(['login'], { env })).stdout).toMatch(/#sign-in=/)
  const added = await runCommand(['destination', 'secret', 'add', 'hooks'], { env })
  expect(added.stdout).toMatch(/whsec_/)
})

it('the address of an unsigned source is not in the log of a later start', async () => {
  const { body } = await gateway.api('GET', '/sources/open')
  await gateway.kill9()
  gateway.signal('SIGTERM')
  const exit = await gateway.stop()
  expect(exit).toBe(0)
  const again = await startGateway({ data: gateway.data })
  try {
    expect(again.output().stderr).toContain('countersign source show open')
    expect(again.output().stderr + again.output().stdout).not.toContain(new URL(body.url).pathname)
  } finally {
    await again.remove()
  }
})

it('a terminal shows all of it', () => {
  const shown = bannerOf(
    {
      ...{ url: 'http://a', adminUrl: 'http://a', signIn: 'http://a/#sign-in=1', tokenFile: null },
      sources: [{ name: 'open', scheme: 'webex', url: 'http://a/in/open-1', unsigned: true }],
      made: [{ destination: 'hooks', secret: 'whsec_1' }],
    },
    true,
  )
  for (const secret of ['#sign-in=1', '/in/open-1', 'whsec_1']) expect(shown).toContain(secret)
})
