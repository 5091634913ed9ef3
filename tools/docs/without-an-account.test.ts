import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { userEnvironment } from '../../packages/countersign/test/runtimes/installed.ts'
import { type StartedGateway, startGateway } from '../../packages/gateway/test/harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../../packages/gateway/test/harness/start-receiver.ts'

// What the pages of connections say for who has no account, typed: a simulator, a connection to it, a change there.
const root = fileURLToPath(new URL('../../', import.meta.url))
let gateway: StartedGateway
let receiver: RecordingReceiver
beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
})
afterAll(async () => {
  await gateway?.remove()
  await receiver?.close()
})

const pages = {
  webex: { words: { BOTTOKEN: 'botToken', PERSONTOKEN: 'personToken' }, type: 'messages.created' },
  seatable: {
    words: { ACCOUNTTOKEN: 'accountToken', BASETOKEN: 'baseToken', UUID: 'uuid' },
    type: 'insert_row',
  },
}

test.each(Object.entries(pages))('connect-%s.md', { timeout: 200_000 }, async (name, { words, type }) => {
  const page = readFileSync(join(root, `docs/guides/connect-${name}.md`), 'utf8')
  const section = page.slice(page.indexOf('## Without an account'))
  const [start = '', ...lines] = [...section.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map(
    ([, text = '']) => text,
  )
  const [, port = ''] = /--port (\d+)/.exec(start) ?? []
  const env = {
    ...userEnvironment,
    PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    NODE_OPTIONS: '--conditions=countersign-source --disable-warning=ExperimentalWarning',
    COUNTERSIGN_DATA: gateway.data,
  }
  // As the page has it, but for a port that nothing else has.
  const child = spawn('sh', ['-c', `exec ${start.replace(port, '0')}`], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  const ended = once(child, 'exit')
  const told = (word: string): string => new RegExp(`^ *${word} +(\\S+)$`, 'm').exec(said)?.[1] ?? ''
  try {
    const last = Object.values(words).at(-1) ?? ''
    await expect.poll(() => told(last), { timeout: 60_000 }).not.toBe('')
    const [, address = ''] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? []
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) {
      const typed = Object.entries(words)
        .reduce((text, [word, row]) => text.replaceAll(word, told(row)), line)
        .replaceAll(`http://127.0.0.1:${port}`, address)
        .replaceAll('http://127.0.0.1:3000/hook', receiver.url)
      await promisify(execFile)('sh', ['-ec', typed], { env })
    }
    const types = (): unknown[] => receiver.received.map(({ headers }) => headers['countersign-event-type'])
    await expect.poll(types, { timeout: 60_000 }).toContain(type)
  } finally {
    child.kill()
    await ended
  }
})
