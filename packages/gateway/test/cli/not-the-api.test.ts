import { expect, onTestFinished, test } from 'vitest'
import { startReceiver } from '../harness/start-receiver.ts'
import { cli } from './cli.ts'

test.each([
  [200, 'not the API of a gateway (200): name the address of the API'],
  [404, 'not the API of a gateway (404): name the address of the API'],
  [502, 'something before the gateway'],
])('what answers %i with a page is named, and no stack is shown', async (status, sentence) => {
  const site = await startReceiver()
  onTestFinished(() => site.close())
  site.answer(status, { 'content-type': 'text/html' }, '<html>Welcome</html>')
  const gateway = new URL(site.url).origin
  const { code, stdout, stderr } = await cli(['event', 'list', '--gateway', gateway], {
    env: { COUNTERSIGN_TOKEN: 'a-token' },
  })
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^error: [^\n]+\n$/)
  expect(stderr).toContain(sentence)
})
