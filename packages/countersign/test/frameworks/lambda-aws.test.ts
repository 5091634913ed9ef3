import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { userEnvironment } from '../runtimes/installed.ts'
import { hasPip, installApart, installPythonApart } from './apart.ts'
import { type Running, row } from './matrix.ts'

// A function of AWS Lambda as AWS runs it: its own runtime loads and calls it, and its own local API Gateway stands before it.
const here = fileURLToPath(new URL('.', import.meta.url))
const wanted = process.env.COUNTERSIGN_TEST_FRAMEWORKS
const asked = wanted === 'all' || wanted?.split(',').includes('lambda') === true
const python = asked && hasPip()
if (!asked) console.warn("COUNTERSIGN_TEST_FRAMEWORKS=all or =lambda runs AWS' own runtime and SAM: SKIPPED.")
else if (!python) console.warn("SKIPPED AWS SAM's API Gateway: there is no python3 with pip.")

const told: string[] = []
const env: NodeJS.ProcessEnv = {
  ...userEnvironment,
  NODE_OPTIONS: '--conditions=countersign-source --disable-warning=ExperimentalWarning',
}
const started: ChildProcess[] = []

/** Starts a program; what it tells of refusals goes to `told`. */
function start(program: string, args: readonly string[], more: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(program, args, {
    cwd: here,
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  createInterface({ input: child.stdout as Readable }).on('line', (line) => {
    const at = line.indexOf('TOLD ')
    if (at !== -1) told.push(line.slice(at + 'TOLD '.length))
  })
  return child
}

async function listening(server: Server): Promise<Running> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, close: () => new Promise((done) => server.close(done) && server.closeAllConnections()) }
}

interface Invocation {
  readonly event: string
  readonly done: (result: { readonly ok: boolean; readonly text: string }) => void
}

/** Lambda's Runtime API, of one function that runs one event after the other. */
class RuntimeApi {
  readonly #waiting: Invocation[] = []
  readonly #running = new Map<string, Invocation['done']>()
  #ended: string | undefined
  #next: ((invocation: Invocation) => void) | undefined
  #count = 0

  /** What the function answers as JSON, or what it throws. */
  invoke(event: string): Promise<{ readonly ok: boolean; readonly text: string }> {
    return new Promise((done) => {
      if (this.#ended !== undefined) return done({ ok: false, text: this.#ended })
      const invocation = { event, done }
      if (this.#next === undefined) this.#waiting.push(invocation)
      else this.#next(invocation)
      this.#next = undefined
    })
  }

  /** Where the runtime has ended nobody would answer any more. */
  end(why: string): void {
    this.#ended = why
    for (const done of [...this.#running.values(), ...this.#waiting.map((one) => one.done)])
      done({ ok: false, text: why })
  }

  readonly listener: RequestListener = async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString()
    const [, id = '', outcome] = /invocation\/(\w+)(?:\/(\w+))?$/.exec(request.url ?? '') ?? []
    if (request.url === '/invoke') response.end((await this.invoke(text)).text)
    else if (id === 'next') {
      const { event, done } =
        this.#waiting.shift() ?? (await new Promise<Invocation>((resolve) => (this.#next = resolve)))
      const next = `${++this.#count}`
      this.#running.set(next, done)
      response.setHeader('lambda-runtime-aws-request-id', next)
      response.setHeader('lambda-runtime-deadline-ms', '9999999999999')
      response.setHeader(
        'lambda-runtime-invoked-function-arn',
        'arn:aws:lambda:eu-central-1:1:function:hooks',
      )
      response.end(event)
    } else {
      this.#running.get(id)?.({ ok: outcome === 'response', text })
      this.#running.delete(id)
      response.writeHead(202).end()
    }
  }
}

describe.runIf(asked)("in AWS' own runtime", () => {
  const api = new RuntimeApi()
  let runtime: Running
  let samFolder: string | undefined
  beforeAll(async () => {
    if (python) samFolder = await installPythonApart('sam', ['aws-sam-cli==1.170.0'])
    const apart = await installApart('lambda', { 'aws-lambda-ric': '4.0.2' })
    runtime = await listening(createServer(api.listener))
    const child = start(
      process.execPath,
      [
        '--require',
        join(here, 'lambda/native-client.cjs'),
        join(apart, 'node_modules/aws-lambda-ric/index.mjs'),
      ],
      {
        AWS_LAMBDA_RUNTIME_API: new URL(runtime.url).host,
        _HANDLER: 'function.handler',
        LAMBDA_TASK_ROOT: join(here, 'lambda'),
        AWS_LAMBDA_FUNCTION_NAME: 'hooks',
        AWS_LAMBDA_FUNCTION_VERSION: '1',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_LAMBDA_LOG_GROUP_NAME: 'hooks',
        AWS_LAMBDA_LOG_STREAM_NAME: 'hooks',
      },
    )
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said += chunk
    })
    child.once('exit', () => api.end(`AWS' runtime has ended: ${said}`))
  }, 900_000)
  afterAll(async () => {
    for (const child of started) child.kill()
    await runtime?.close()
  })

  const rows = { told: () => told.splice(0), failure: 502 }
  const front = async (name: 'httpApi' | 'alb', ...given: unknown[]): Promise<Running> => {
    const fronts = await import(new URL('lambda-fronts.mjs', import.meta.url).href)
    const made = given.length === 0 ? fronts[name] : fronts[name](...given)
    return listening(
      createServer(
        made(() => async (event: unknown) => {
          const { ok, text } = await api.invoke(JSON.stringify(event))
          if (!ok) throw new Error(text)
          return JSON.parse(text)
        }),
      ),
    )
  }
  const octets = 'application/octet-stream'
  row('behind an HTTP API or a function URL', { ...rows, start: () => front('httpApi'), binary: octets })
  row('behind a load balancer', { ...rows, start: () => front('alb', true), binary: octets })

  const sam = async (kind: 'rest' | 'http'): Promise<Running> => {
    const settings = { PYTHONPATH: samFolder, SAM_CLI_TELEMETRY: '0' }
    const child = start('python3', [join(here, 'lambda/sam.py'), kind, `${runtime.url}/invoke`], settings)
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said += chunk
    })
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout as Readable }).on('line', (line) => {
        if (line.startsWith('SAM ')) resolve(line.slice('SAM '.length))
      })
      child.once('exit', () => reject(new Error(said)))
    })
    return { url, close: () => child.kill() }
  }
  if (!python) return
  // SAM's says 500 of a function that fails, where AWS' own says 502.
  row("behind AWS SAM's REST API", { ...rows, start: () => sam('rest'), failure: 500 })
  row("behind AWS SAM's HTTP API", { ...rows, start: () => sam('http'), failure: 500 })
})

test.runIf(!asked)("AWS' own runtime and SAM: by fronts of these tests alone, see node.test.ts", () => {
  expect(asked).toBe(false)
})
