// SeaTable on a small server: its webhook connected, a row changed, the gateway killed under it, nothing lost.
import { existsSync, readFileSync } from 'node:fs'
import { end, port, read, run, say, start, waitFor } from './tell.mjs'

const server = `http://127.0.0.1:${port(10011)}`

try {
  const seatable = await start(
    ['simulate', 'seatable', '--port', port(10011), '--base', 'Projects'],
    /table\s+\S+/,
  )
  const named = (name) => new RegExp(`${name}\\s+(\\S+)`).exec(seatable.said())?.[1]
  await start(['serve', '--port', port(10007)], /Countersign is up/)
  const base = [
    '--server',
    server,
    '--workspace',
    named('workspace'),
    '--base',
    'Projects',
    '--name',
    'projects',
  ]
  const forward = ['--forward', `http://127.0.0.1:${port(10020)}/hook`, '--json']
  const env = { SEATABLE_TOKEN: named('accountToken') }
  await run(['connect', 'seatable', '--token-env', 'SEATABLE_TOKEN', ...base, ...forward], {
    env,
    show: () => '',
  })
  await addRow(named, 'before')
  await waitFor(async () => (await read('/events?source=projects')).length === 1)
  const { pid } = JSON.parse(readFileSync('.countersign/running.json', 'utf8'))
  say(`$ kill -9 ${'the gateway'}`)
  process.kill(pid, 'SIGKILL')
  await addRow(named, 'meanwhile')
  await waitFor(
    async () =>
      existsSync('.countersign/running.json') && (await read('/events?source=projects')).length === 2,
  )
  const told = (text) =>
    JSON.parse(text)
      .items.map(({ source, type, verdict }) => `${source} ${type} ${verdict}`)
      .join('\n')
  await run(['event', 'list', '--source', 'projects', '--json'], { show: told })
} finally {
  await end()
}

async function addRow(named, text) {
  const answer = await fetch(`${server}/api-gateway/api/v2/dtables/${named('uuid')}/rows/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${named('baseToken')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ table_name: named('table'), rows: [{ Name: text }] }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}
