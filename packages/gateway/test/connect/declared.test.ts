import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { simulateWebex, type WebexSimulator } from '../../../simulators/src/index.ts'
import { cli } from '../cli/cli.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

const newcomers = ['bottoken', 'nexttoken'].map((token) => ({
  ...{ token, email: `${token}@webex.bot`, displayName: token, type: 'bot' as const },
}))
const token = 'bottoken'
const folder = scratchFolder('countersign-declared-')
let gateway: StartedGateway
let receiver: RecordingReceiver
let webex: WebexSimulator

beforeAll(async () => {
  receiver = await startReceiver()
  webex = await simulateWebex({ newcomers })
  gateway = await startGateway({ args: ['--watch-seconds', '3600'] })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await gateway.remove()
  await Promise.all([webex.close(), receiver.close()])
})

const webhooks = () => [...webex.webhooks.all.values()].map(({ targetUrl }) => targetUrl)

function written(names: readonly string[], more = ''): string {
  const file = join(folder, 'countersign.yaml')
  const one = (name: string): string =>
    `  - { name: ${name}, provider: webex, api: '${webex.api}/', token: { env: BOT_TOKEN }, settings: { resource: messages, event: created${more} } }\n`
  writeFileSync(
    file,
    `connections:${names.length === 0 ? ' []' : `\n${names.map(one).join('')}`}
destinations:
  - { name: app, url: '${receiver.url}', allowPrivate: true, secret: { env: APP_SECRET } }
routes:
${names.map((name) => `  - { source: ${name}, destination: app }\n`).join('') || '  []\n'}`,
  )
  return file
}

const env = (at = gateway): Record<string, string> => ({
  COUNTERSIGN_DATA: at.data,
  BOT_TOKEN: token,
  APP_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
})
const run = (args: readonly string[], more: Record<string, string> = {}) =>
  cli(args, { env: { ...env(), ...more } })

test('connections stand in files: planned, made once with source and route, told of alike, and removed by prune', async () => {
  const file = written(['bot'])
  const planned = await run(['apply', '-f', file, '--dry-run'])
  expect(planned).toMatchObject({ code: 0, stderr: '' })
  expect(planned.stdout).toContain('+ connection bot\n')
  expect(webhooks()).toEqual([])
  expect((await gateway.api('GET', '/sources/bot')).status).toBe(404)

  const applied = await run(['apply', '-f', file])
  expect(applied).toMatchObject({ code: 0, stderr: '' })
  expect(applied.stdout).toContain('+ connection bot\n')
  expect(webhooks()).toEqual([`${gateway.url}/in/bot`])
  expect((await gateway.api('GET', '/connections/bot')).body).toMatchObject({ state: 'connected' })
  // The source has one secret that counts: the one that the provider was given.
  const { body: held } = await gateway.api('GET', '/sources/bot/secrets')
  const now = Date.now()
  expect(held.items.filter(({ expiresAt }: { expiresAt: string | null }) => expiresAt === null)).toHaveLength(
    1,
  )
  for (const { expiresAt } of held.items)
    if (expiresAt !== null) expect(Date.parse(expiresAt)).toBeLessThanOrEqual(now)
  for (const command of ['apply', 'diff'])
    expect(await run([command, '-f', file, '--prune'])).toEqual({
      ...{ code: 0, stdout: 'Nothing to do.\n', stderr: '' },
    })

  // Another token is used from then on.
  const next = await run(['apply', '-f', file], { BOT_TOKEN: 'nexttoken' })
  expect(next.stdout).toContain('~ connection bot: token\n')
  expect((await run(['apply', '-f', file])).stdout).toContain('~ connection bot: token\n')

  // What it asks the provider for does not change under its name.
  const other = await run(['diff', '-f', written(['bot'], ', filter: roomId=R1')])
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('does not change') })

  // What is exported makes the same elsewhere.
  const exported = await run(['export'])
  expect(exported.stdout).not.toContain(token)
  expect(parse(exported.stdout).connections).toEqual([
    {
      ...{ name: 'bot', provider: 'webex', api: webex.api, token: { env: 'BOT_TOKEN' } },
      settings: { resource: 'messages', event: 'created' },
    },
  ])
  const copy = join(folder, 'exported.yaml')
  writeFileSync(copy, exported.stdout)
  // Its source is declared by that, which is all that there is to do.
  expect((await run(['apply', '-f', copy, '--prune'])).stdout).toBe(
    '~ source bot: managedBy\n0 created, 1 changed, 0 removed.\n',
  )
  expect((await run(['diff', '-f', copy, '--prune'])).stdout).toBe('Nothing to do.\n')
  const second = await startGateway({ args: ['--watch-seconds', '3600', '--apply', copy], env: env(gateway) })
  onTestFinished(() => second.remove())
  await expect.poll(webhooks).toEqual([`${gateway.url}/in/bot`, `${second.url}/in/bot`])
  // The secret that the connection brings, and its rotation, are no change of what is declared.
  await gateway.api('POST', '/connections/bot/rotate', { overlapSeconds: 0 })
  for (const { api } of [gateway, second])
    await expect
      .poll(async () => (await api('GET', '/sources/bot')).body)
      .toMatchObject({ managedBy: 'files', drifted: false })

  const pruned = await run(['apply', '-f', written([]), '--prune'])
  expect(pruned).toMatchObject({ code: 0, stderr: '' })
  expect(pruned.stdout).toContain('- connection bot\n')
  expect(webhooks()).toEqual([`${second.url}/in/bot`])
  expect((await gateway.api('GET', '/sources/bot')).status).toBe(404)
  for (const { stdout, stderr } of [gateway.output(), second.output(), planned, applied, next, pruned])
    expect(stdout + stderr).not.toMatch(/bottoken|nexttoken/)
}, 90_000)

test('a token never stands in the file, and one that the provider refuses is told of by its connection, to go on later', async () => {
  const inline = join(folder, 'inline.yaml')
  writeFileSync(
    inline,
    `connections: [{ name: bot, provider: webex, token: ${token}, settings: { resource: 5 } }]`,
  )
  const refused = await run(['apply', '-f', inline])
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('a secret does not stand in the file')
  expect(refused.stderr).not.toContain(token)

  const file = written(['one', 'two'])
  const failed = await run(['apply', '-f', file], { BOT_TOKEN: 'of-yesterday' })
  expect(failed.code).toBe(1)
  expect(failed.stderr).toMatch(/ERR_PROVIDER_TOKEN: connection one: .* \(and 1 more\)/)
  expect(failed.stderr).not.toContain('of-yesterday')
  // What was set up beside them stands, takes nothing in yet, and the same call goes on.
  expect((await gateway.api('GET', '/sources/one')).status).toBe(200)
  expect((await gateway.post('one', '{}', { 'x-spark-signature': '0'.repeat(40) })).status).not.toBe(200)
  const again = await run(['apply', '-f', file])
  expect(again).toMatchObject({ code: 0, stderr: '' })
  expect(again.stdout).toBe('+ connection one\n+ connection two\n2 created, 0 changed, 0 removed.\n')
  expect(webhooks()).toEqual(expect.arrayContaining([`${gateway.url}/in/one`, `${gateway.url}/in/two`]))
}, 60_000)
