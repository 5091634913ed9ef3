// Runs the commands of a story, and prints each with what it said. What differs from run to run is masked.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const installed = createRequire(join(process.cwd(), 'story.js'))
const command = join(dirname(installed.resolve('@countersign/gateway/package.json')), 'bin', 'countersign.js')
const running = []

/** Ports as the story tells them, and as they are here: `STORY_PORTS=10007=23456,…`. */
const ports = new Map(
  (process.env.STORY_PORTS ?? '')
    .split(',')
    .filter(Boolean)
    .map((pair) => pair.split('=')),
)

/** The port to use where the story says this one. */
export function port(told) {
  return ports.get(String(told)) ?? String(told)
}

function masked(text) {
  let plain = text
  for (const [told, real] of ports) plain = plain.replaceAll(real, told)
  return plain
    .replaceAll(process.cwd(), '~')
    .replace(/\b([a-z]{3})_[a-z2-7]{8,40}\b/g, (_, kind) => `${kind}_…`)
    .replace(/whsec_[A-Za-z0-9+/=]+/g, 'whsec_…')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
}

export function say(text) {
  process.stdout.write(`${masked(text)}\n`)
}

function spawned(args, env) {
  say(`$ countersign ${args.map((arg) => (/[ *{]/.test(arg) ? `'${arg}'` : arg)).join(' ')}`)
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const heard = { out: '', all: '' }
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      heard.all += text
      if (name === 'stdout') heard.out += text
    })
  }
  return { child, heard }
}

/** Runs a command to its end and shows what it says, or what `show` makes of that. */
export async function run(args, { env = {}, show = (text) => text.trimEnd() } = {}) {
  const { child, heard } = spawned(args, env)
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${heard.all}`)
  const shown = show(heard.out)
  if (shown) say(shown)
  return heard.out
}

/** Starts a command that goes on, and waits until it has said something. */
export async function start(args, until, env = {}) {
  const { child, heard } = spawned(args, env)
  running.push(child)
  await waitFor(() => {
    if (child.exitCode !== null) throw new Error(`${args[0]} ended: ${heard.all}`)
    return until.test(heard.all)
  })
  return { child, said: () => heard.all }
}

/** What a list of the API holds now; for waiting, and told to nobody. */
export async function read(path) {
  const token = process.env.COUNTERSIGN_ADMIN_TOKEN ?? readFileSync('.countersign/token', 'utf8').trim()
  const answer = await fetch(`http://127.0.0.1:${port(10007)}/api/v1${path}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return (await answer.json()).items
}

/** Waits until something holds. */
export async function waitFor(holds) {
  for (const deadline = Date.now() + 60_000; !(await holds()); ) {
    if (Date.now() > deadline) throw new Error('It does not come.')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Ends what was started, the last first. */
export async function end() {
  for (const child of running.reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }
}
