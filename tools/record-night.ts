// Records docs/guides/recorded-night.md: runs the simulators, the gateway and the bot as a user would, each a real
// process, and writes down what the terminal shows. `node tools/record-night.ts` makes the page anew.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = join(root, 'docs/guides/recorded-night.md')
const data = await mkdtemp(join(tmpdir(), 'countersign-night-'))
const [gatewayPort, webexPort, seaTablePort, botPort] = [
  await free(),
  await free(),
  await free(),
  await free(),
]
/** The page shows the ports that a reader would use. */
const shownPorts = new Map([
  [gatewayPort, '10007'],
  [webexPort, '10010'],
  [seaTablePort, '10011'],
  [botPort, '10020'],
])
const env: Record<string, string> = {
  ...(process.env as Record<string, string>),
  NO_COLOR: '1',
  COUNTERSIGN_DATA: data,
  WEBEX_TOKEN: 'bottoken',
  SEATABLE_TOKEN: 'accounttoken',
}
const lines: string[] = []
const running: ChildProcess[] = []

function free(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
}

function shown(text: string): string {
  let out = text.replaceAll(data, '.countersign')
  for (const [port, name] of shownPorts)
    out = out.replaceAll(`:${port}`, `:${name}`).replaceAll(`port ${port}`, `port ${name}`)
  return out.replace(/whsec_[A-Za-z0-9+/=]+/g, 'whsec_…').trimEnd()
}

function start(args: readonly string[]): ChildProcess & { text: () => string } {
  const child = spawn(process.execPath, args, { env, cwd: root })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
  running.push(child)
  return Object.assign(child, { text: () => text })
}

const countersign = (...args: string[]) => ['packages/gateway/bin/countersign.js', ...args]

/** Runs one command to its end and records both. */
async function run(...args: string[]): Promise<string> {
  const child = start(countersign(...args))
  await new Promise((resolve) => child.once('close', resolve))
  lines.push(
    shown(`$ countersign ${args.map((arg) => (/[\s|"]/.test(arg) ? `'${arg}'` : arg)).join(' ')}`),
    shown(child.text()),
    '',
  )
  return child.text()
}

async function until(what: string, child: { text: () => string }, pattern: RegExp): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (pattern.test(child.text())) return
    await wait(50)
  }
  throw new Error(`Nothing came: ${what}\n${child.text()}`)
}

async function post(url: string, token: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
}

const write = (text: string) =>
  post(`http://127.0.0.1:${webexPort}/v1/messages`, 'persontoken', {
    toPersonEmail: 'batbot@webex.bot',
    text,
  })
const serve = () =>
  start(countersign('serve', '--port', String(gatewayPort), '--data', data, '--watch-seconds', '2'))

async function insertRow(base: string, uuid: string, name: string): Promise<void> {
  const body = { table_name: 'Opportunities', rows: [{ Name: name }] }
  await post(`http://127.0.0.1:${seaTablePort}/api-gateway/api/v2/dtables/${uuid}/rows/`, base, body)
}

try {
  const webex = start(
    countersign(
      'simulate',
      'webex',
      '--port',
      String(webexPort),
      '--person-token',
      'persontoken',
      '--bot-token',
      'bottoken',
    ),
  )
  const seaTable = start(
    countersign('simulate', 'seatable', '--port', String(seaTablePort), '--token', 'accounttoken'),
  )
  await Promise.all([until('Webex', webex, /bot .*\n/), until('SeaTable', seaTable, /table .*\n/)])
  const [, base = ''] = /baseToken\s+(\S+)/.exec(seaTable.text()) ?? []
  const [, uuid = ''] = /uuid\s+(\S+)/.exec(seaTable.text()) ?? []
  let gateway = serve()
  await until('the gateway', gateway, /Countersign is up/)

  const webexArgs = [
    '--token-env',
    'WEBEX_TOKEN',
    '--api',
    `http://127.0.0.1:${webexPort}/v1`,
    '--name',
    'bot',
  ]
  const made = await run(
    ...['connect', 'webex', ...webexArgs, '--resource', 'messages', '--event', 'created'],
    ...['--forward', `http://127.0.0.1:${botPort}/countersigned`],
  )
  const seaTableArgs = ['--token-env', 'SEATABLE_TOKEN', '--server', `http://127.0.0.1:${seaTablePort}`]
  await run(
    ...['connect', 'seatable', ...seaTableArgs, '--workspace', '1', '--base', 'Projects', '--name', 'tables'],
  )
  const secret = /whsec_\S+/.exec(made)?.[0] ?? ''
  Object.assign(env, {
    WEBEX_API: `http://127.0.0.1:${webexPort}/v1`,
    GATEWAY_SECRET: secret,
    PORT: String(botPort),
  })
  const bot = start(['examples/webex-bot/server.ts'])
  await until('the bot', bot, /listening/)

  await write('/batman')
  await until('the answer', webex, /BatBot writes/)
  await insertRow(base, uuid, 'by day')
  await until('the row', seaTable, /webhook 1: answered 200/)
  await run('connection', 'list')

  lines.push('$ kill -9 …     # the machine of the gateway is gone', '')
  gateway.kill('SIGKILL')
  await wait(1000)
  await write('/batcave is anybody there')
  await insertRow(base, uuid, 'by night')
  await until('the end of the webhook', seaTable, /invalid at once/)
  await wait(5000)
  lines.push('$ countersign serve &', '')
  gateway = serve()
  await until('the second answer', webex, /The Batcave echoes/)
  await wait(3000)
  await run('connection', 'list')
  await run('event', 'list', '--source', 'tables')
  await run('event', 'list', '--source', 'countersign')

  const text = `# A night without a gateway, recorded

Made by \`tools/record-night.ts\`, which runs every process that is shown: two simulated providers, the gateway, and the
bot of \`examples/webex-bot\`. The gateway looks at its connections every 2 s here, every minute otherwise.

## The operator

\`\`\`text
${lines.join('\n').trimEnd()}
\`\`\`

## What the simulated Webex saw

\`\`\`text
${shown(webex.text().split('\n').slice(5).join('\n'))}
\`\`\`

## What the simulated SeaTable saw

\`\`\`text
${shown(seaTable.text().split('\n').slice(9).join('\n'))}
\`\`\`

## The bot

\`\`\`text
${shown(bot.text())}
\`\`\`

## The gateway, after its return

\`\`\`text
${shown(messagesOf(gateway.text()))}
\`\`\`
`
  await writeFile(page, text)
  console.log(`wrote ${page}`)
} finally {
  for (const child of running) child.kill('SIGKILL')
  await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

/** The sentences of the log about connections. */
function messagesOf(log: string): string {
  return log
    .split('\n')
    .flatMap((line) => {
      if (!line.includes('"connection"') && !line.includes('connection.')) return []
      try {
        const { event, source, msg } = JSON.parse(line)
        return [`${event}  ${source}\n  ${msg}`]
      } catch {
        return []
      }
    })
    .join('\n')
}
