import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
// @ts-expect-error It comes without types.
import { Base } from 'seatable-api'
import { afterEach, describe, expect, test } from 'vitest'
import { pythonWith } from '../../../tools/python-with.ts'
import { installApart, installMs } from '../../countersign/test/frameworks/apart.ts'
import { simulateSeaTable } from '../src/seatable/server.ts'
import { simulateWebex } from '../src/webex/server.ts'

const run = promisify(execFile)
const all = process.env.COUNTERSIGN_TEST_SDKS === 'all'
const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

describe('SeaTable’s own clients', () => {
  test('the one of npm', async () => {
    const simulator = await simulateSeaTable()
    stops.push(simulator.close)
    const base = new Base({ server: simulator.server, APIToken: simulator.tokens.api })
    await base.auth()
    expect((await base.getTables()).map(({ name }: { name: string }) => name)).toEqual(['Opportunities'])
    expect(await base.listColumns('Opportunities')).toMatchObject([{ name: 'Name' }, { name: 'Status' }])
    const added = await base.appendRow('Opportunities', { Name: 'Ada', Status: 'open' })
    await base.batchAppendRows('Opportunities', [{ Name: 'Bo' }, { Name: 'Cy' }])
    await base.updateRow('Opportunities', added._id, { Status: 'done' })
    expect(await base.getRow('Opportunities', added._id)).toMatchObject({ Name: 'Ada', Status: 'done' })
    const names = (rows: readonly { Name: string }[]) => rows.map(({ Name }) => Name)
    expect(names(await base.listRows('Opportunities', undefined, 'Name', true))).toEqual(['Cy', 'Bo', 'Ada'])
    expect(names(await base.query("SELECT * FROM Opportunities WHERE Name = 'Bo'"))).toEqual(['Bo'])
    await base.deleteRow('Opportunities', added._id)
    expect(names(await base.listRows('Opportunities'))).toEqual(['Bo', 'Cy'])
    await expect(base.getLinkedRecords('0000', 'x', [])).rejects.toMatchObject({
      response: { data: { error_msg: expect.stringContaining('The simulator has no POST ') } },
    })
  })

  test('the one of PyPI', { timeout: installMs + 50_000 }, async ({ skip }) => {
    const python = await pythonWith('seatable_api', 'seatable-api==4.0.0', all)
    if (python === null) {
      console.warn(
        'SKIPPED seatable-api of PyPI: no Python has it. COUNTERSIGN_TEST_SDKS=all installs it apart.',
      )
      return skip()
    }
    const simulator = await simulateSeaTable()
    stops.push(simulator.close)
    const program = `
import json, sys
from seatable_api import Base
base = Base(sys.argv[2], sys.argv[1])
base.auth()
row = base.append_row('Opportunities', {'Name': 'Ada', 'Status': 'open'})
base.batch_append_rows('Opportunities', [{'Name': 'Bo'}, {'Name': 'Cy'}])
base.update_row('Opportunities', row['_id'], {'Status': 'done'})
print(json.dumps({
  'tables': [table['name'] for table in base.list_tables()],
  'columns': [column['name'] for column in base.list_columns('Opportunities')],
  'row': base.get_row('Opportunities', row['_id'])['Status'],
  'rows': [one['Name'] for one in base.list_rows('Opportunities', order_by='Name', desc=True)],
  'found': [one['Name'] for one in base.query('SELECT Name FROM Opportunities WHERE Name = ?', parameters=['Bo'])],
  'deleted': base.delete_row('Opportunities', row['_id'])['deleted_rows'],
}))
`
    const { stdout } = await run(python, ['-c', program, simulator.server, simulator.tokens.api])
    expect(JSON.parse(stdout)).toEqual({
      tables: ['Opportunities'],
      columns: ['Name', 'Status'],
      row: 'done',
      rows: ['Cy', 'Bo', 'Ada'],
      found: ['Bo'],
      deleted: 1,
    })
  })
})

describe('Webex’s own framework for bots', () => {
  test.runIf(all)(
    'webex-node-bot-framework answers a message',
    async () => {
      const folder = await installApart('webex', { 'webex-node-bot-framework': '2.3.14' })
      const simulator = await simulateWebex()
      stops.push(simulator.close)
      const [person, bot] = [...simulator.world.accounts.values()]
      if (person === undefined || bot === undefined) throw new Error('The simulator has nobody.')
      // Where its SDK looks for the API, and for the list of services, which is not there.
      process.env.HYDRA_SERVICE_URL = simulator.api
      process.env.U2C_SERVICE_URL = simulator.api
      process.env.WEBEX_LOG_LEVEL = 'error'
      const Framework = createRequire(`${folder}/x.js`)('webex-node-bot-framework') as new (
        options: object,
      ) => {
        hears(phrase: string, action: (bot: { say(text: string): Promise<unknown> }) => unknown): void
        on(event: string, heard: () => void): void
        start(): Promise<unknown>
        stop(): Promise<unknown>
        webhook: unknown
      }
      const takeWebhook = createRequire(`${folder}/x.js`)('webex-node-bot-framework/webhook') as (
        framework: unknown,
      ) => (request: object) => unknown
      let take: ((request: object) => unknown) | undefined
      const server = createServer(async (request, response) => {
        const chunks: Buffer[] = []
        for await (const chunk of request) chunks.push(chunk as Buffer)
        response.end('OK')
        take?.({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) })
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      stops.push(() => new Promise((resolve) => server.close(resolve)))
      const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/framework`
      const framework = new Framework({ token: bot.token, webhookUrl, webhookSecret: 'a secret of its own' })
      take = takeWebhook(framework)
      framework.hears('/batman', (heard) => heard.say("I'm Batman!"))
      await framework.start()
      await expect.poll(() => simulator.webhooks.all.size).toBe(2)
      const headers = { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' }
      const write = async (text: string): Promise<void> => {
        const body = JSON.stringify({ toPersonEmail: 'batbot@webex.bot', text })
        await fetch(`${simulator.api}/messages`, { method: 'POST', headers, body })
      }
      // The framework passes over what is said while it looks a new room over: it is met first.
      const met = new Promise<void>((resolve) => framework.on('spawn', resolve))
      await write('hello')
      await met
      await write('/batman')
      await expect
        .poll(() => [...simulator.world.messages.values()].map(({ text }) => text))
        .toContain("I'm Batman!")
      await framework.stop()
      expect(simulator.webhooks.all.size).toBe(0)
    },
    installMs + 50_000,
  )
  test.skipIf(all)('SKIPPED: COUNTERSIGN_TEST_SDKS=all installs webex-node-bot-framework apart', ({ skip }) =>
    skip(),
  )
})
