import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCommand, startGateway } from '../../packages/gateway/test/harness/start-gateway.ts'
import { parsePage } from './page.ts'
import { root } from './pages.ts'

/** The commands of a section, without `npx countersign`. */
async function commandsOf(heading: string): Promise<string[][]> {
  const text = await readFile(join(root, 'README.md'), 'utf8')
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''
  return parsePage('README.md', section)
    .blocks.filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => code.trim().split('\n'))
    .map((line) => line.split(' '))
    .map(([npx, command, ...args]) => {
      expect([npx, command]).toEqual(['npx', 'countersign'])
      return args
    })
}

test('the README’s sixty seconds go as it says', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-readme-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const [serve = [], ...commands] = await commandsOf('Sixty seconds')
  expect(serve[0]).toBe('serve')
  const gateway = await startGateway({ args: serve.slice(1), data: folder })
  onTestFinished(async () => {
    await gateway.stop()
    await gateway.remove()
  })
  // Another port than the README's, so that tests may run side by side.
  const outcome = (args: readonly string[]): ReturnType<typeof runCommand> =>
    runCommand(
      args.map((word) => word.replace('http://127.0.0.1:10007', gateway.url)),
      { env: { NO_COLOR: '1', COUNTERSIGN_DATA: folder } },
    )

  expect(commands).toHaveLength(4)
  const [send = [], tamper = [], events = [], rejections = []] = commands
  const sent = await outcome(send)
  expect(sent.code).toBe(0)
  expect(sent.stdout).toMatch(/200 \{"success":true,"id":"evt_[0-9a-z]+"\}/)
  const tampered = await outcome(tamper)
  expect(tampered.code).toBe(1)
  expect(tampered.stdout).toMatch(/401 .*ERR_SIGNATURE_MISMATCH/)
  expect((await outcome(events)).stdout).toContain('messages.created')
  // A refusal is answered before it is kept.
  await expect
    .poll(async () => (await outcome(rejections)).stdout, { timeout: 20_000 })
    .toContain('ERR_SIGNATURE_MISMATCH')
})
