import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { parsePage } from './page.ts'
import { root } from './pages.ts'

const launcher = join(root, 'packages', 'countersign', 'bin', 'countersign.js')

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** The commands of the section, with another port than the README's, so that tests may run side by side. */
async function commandsOf(heading: string, port: number): Promise<string[][]> {
  const text = await readFile(join(root, 'README.md'), 'utf8')
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''
  return parsePage('README.md', section)
    .blocks.filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => code.trim().split('\n'))
    .map((line) => line.replace('10007', String(port)).split(' '))
    .map(([npx, command, ...args]) => {
      expect([npx, command]).toEqual(['npx', 'countersign'])
      return args
    })
}

async function outcome(args: readonly string[], cwd: string): Promise<{ code: number; stdout: string }> {
  const env = { ...process.env, NO_COLOR: '1' }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [launcher, ...args], { cwd, env })
    return { code: 0, stdout }
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string }
    return { code, stdout }
  }
}

test('the README’s sixty seconds go as it says', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-readme-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const port = await freePort()
  const [serve = [], ...commands] = await commandsOf('Sixty seconds', port)
  expect(serve[0]).toBe('serve')

  const gateway = spawn(process.execPath, [launcher, ...serve, '--port', String(port)], {
    cwd: folder,
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => gateway.on('close', resolve))
  onTestFinished(async () => {
    gateway.kill()
    await ended
  })
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true)

  expect(commands).toHaveLength(4)
  const [send = [], tamper = [], events = [], rejections = []] = commands
  const sent = await outcome(send, folder)
  expect(sent.code).toBe(0)
  expect(sent.stdout).toMatch(/200 \{"success":true,"id":"evt_[0-9a-z]+"\}/)
  const tampered = await outcome(tamper, folder)
  expect(tampered.code).toBe(1)
  expect(tampered.stdout).toMatch(/401 .*ERR_SIGNATURE_MISMATCH/)
  expect((await outcome(events, folder)).stdout).toContain('messages.created')
  // A refusal is answered before it is kept.
  await expect
    .poll(async () => (await outcome(rejections, folder)).stdout, { timeout: 20_000 })
    .toContain('ERR_SIGNATURE_MISMATCH')
})
