import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type SeaTableSimulator,
  simulateSeaTable,
  simulateWebex,
  type WebexSimulator,
} from '../../../simulators/src/index.ts'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway
let webex: WebexSimulator
let seatable: SeaTableSimulator

beforeAll(async () => {
  webex = await simulateWebex()
  seatable = await simulateSeaTable()
  gateway = await startGateway()
})
afterAll(async () => {
  await gateway.remove()
  await Promise.all([webex.close(), seatable.close()])
})

async function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const [bot] = [...webex.world.accounts.values()].filter(({ person }) => person.type === 'bot')
  const env = {
    COUNTERSIGN_DATA: gateway.data,
    NO_COLOR: '1',
    BOT: bot?.token ?? '',
    ACCOUNT: seatable.tokens.account,
    WRONG: 'wrong',
  }
  const result = await runCommand(args, { env })
  for (const token of [env.BOT, env.ACCOUNT]) expect(result.stdout + result.stderr).not.toContain(token)
  return result
}

test('connect, look, rotate, fetch, disconnect, from the shell', async () => {
  const made = await run(
    ...[
      'connect',
      'webex',
      '--token-env',
      'BOT',
      '--api',
      webex.api,
      '--resource',
      'messages',
      '--event',
      'created',
    ],
    ...['--forward', 'http://127.0.0.1:9/', '--name', 'bot'],
  )
  expect(made.code, made.stderr).toBe(0)
  expect(made.stdout).toContain(`webex sends to ${gateway.url}/in/bot`)
  expect(made.stdout).toMatch(/whsec_\S{44}/)
  expect(made.stderr).toContain('warning: 127.0.0.1 is this machine')
  const tables = await run(
    ...['connect', 'seatable', '--token-env', 'ACCOUNT', '--server', seatable.server, '--workspace', '1'],
    ...['--base', 'Projects', '--name', 'tables', '--json'],
  )
  expect(JSON.parse(tables.stdout)).toMatchObject({
    name: 'tables',
    status: 'active',
    destinationSecret: null,
  })

  const list = await run('connection', 'list')
  expect(list.stdout).toMatch(/bot.*webex.*active/)
  expect(list.stdout).toMatch(/tables.*seatable.*active/)
  for (const args of [['check'], ['repair'], ['rotate'], ['backfill', '--from', '2026-01-31T12:00:00Z']]) {
    const [verb = '', ...rest] = args
    const done = await run('connection', verb, 'tables', ...rest, '--json')
    expect([done.code, done.stderr], verb).toEqual([0, ''])
  }
  for (const name of ['bot', 'tables']) expect((await run('disconnect', name)).code).toBe(0)
  expect([webex.webhooks.all.size, seatable.webhooks.all.size]).toEqual([0, 0])
  expect((await run('connection', 'list')).stdout).toBe('none\n')
})

test('what is wrong is said in a sentence, with an exit code', async () => {
  const webexArgs = ['connect', 'webex', '--api', webex.api, '--resource', 'messages', '--event', 'created']
  const wrong = await run(...webexArgs, '--token-env', 'WRONG')
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('ERR_PROVIDER_TOKEN')])
  const missing = await run(...webexArgs, '--token-env', 'NOT_SET')
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('NOT_SET is not set')])
  expect((await run('connect', 'webex', '--token-env', 'BOT')).code).toBe(2)
  expect((await run('disconnect', 'nothing')).stderr).toContain('There is no connection "nothing".')
})
