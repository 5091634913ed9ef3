import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { github } from 'countersign/schemes/github'
import { signedMessage } from 'countersign/testing'
import { expect, test } from 'vitest'
import { scratchFolder } from '../../packages/gateway/test/harness/scratch-folder.ts'
import { starts } from './framework-starts.ts'

// Pages that say how they are started are gone through as they stand: their files written, their command run.
const root = fileURLToPath(new URL('../../', import.meta.url))

async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The page's blocks of one language. */
const blocks = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text)

test.each(Object.keys(starts))('%s: the page, typed', { timeout: 90_000 }, async (name) => {
  const page = readFileSync(join(root, `docs/frameworks/${name}.md`), 'utf8')
  const [[shown = ''], [serve = '']] = [blocks(page, 'ts'), blocks(page, 'js')]
  const [install, command = '', sending = ''] = blocks(page, 'sh')
  const [, file = ''] = /^`([\w./]+)`, by /m.exec(page) ?? []
  const port = await freePort()
  const folder = scratchFolder(`countersign-page-${name}-`)
  // As the page has it, but for a port that nothing else has.
  const files = {
    [file]: shown,
    'serve.js': serve.replace('3000', `${port}`),
    'package.json': '{"type":"module"}',
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const [variable = '', program = '', ...args] = command.trim().split(' ')
  const [key = '', secret = ''] = variable.split('=')
  const child = spawn(
    join(root, 'node_modules/.bin', program),
    ['--conditions=countersign-source', ...args],
    {
      cwd: folder,
      env: { ...process.env, [key]: secret },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let said = ''
  for (const out of [child.stdout, child.stderr])
    out.on('data', (chunk) => {
      said += chunk
    })
  const ended = once(child, 'exit')
  try {
    expect(install).toContain('npm pkg set type=module')
    expect(sending).toContain(`http://localhost:3000/hooks --secret ${secret}\n`)
    const { headers, body } = await signedMessage(github, 'ping', { secret })
    const asked = async (bytes: Uint8Array): Promise<number | string> => {
      const sent = { method: 'POST', headers, body: Buffer.from(bytes) }
      return fetch(`http://localhost:${port}/hooks`, sent).then(
        ({ status }) => status,
        () => said,
      )
    }
    await expect.poll(() => asked(body), { timeout: 60_000 }).toBe(200)
    expect(await asked(Buffer.concat([body, Buffer.of(32)]))).toBe(401)
    await expect.poll(() => said, { timeout: 40_000 }).toContain('ping')
  } finally {
    child.kill()
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
})
