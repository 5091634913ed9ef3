import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../harness/free-port.ts'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// Each file that `countersign print` writes for a proxy, run by that proxy in front of a gateway.

const secret = 'a-secret-of-ours'

interface Proxy {
  readonly name: string
  /** What it is started with, from a folder with the printed file as `printed`; the port is in that file. */
  prepare(folder: string, printed: string): Promise<readonly string[]>
}

const proxies: readonly Proxy[] = [
  {
    name: 'nginx',
    async prepare(folder, printed) {
      await writeFile(join(folder, 'printed.conf'), printed)
      // What Debian's nginx.conf is around a file of conf.d, with all that is written in this folder.
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
        .join(' ')
      // Its workers are to write here, too.
      const user = process.getuid?.() === 0 ? 'user root;' : ''
      const whole = `${user} daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http { access_log off; ${temporary} include ${folder}/printed.conf; }`
      await writeFile(join(folder, 'nginx.conf'), whole)
      return ['-p', folder, '-c', join(folder, 'nginx.conf')]
    },
  },
  {
    name: 'haproxy',
    async prepare(folder, printed) {
      await writeFile(join(folder, 'haproxy.cfg'), printed)
      return ['-db', '-f', join(folder, 'haproxy.cfg')]
    },
  },
  {
    name: 'caddy',
    async prepare(folder, printed) {
      // Its own API has a fixed port.
      await writeFile(join(folder, 'Caddyfile'), `{\n\tadmin off\n}\n${printed}`)
      return ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')]
    },
  },
]

/** The version flag of each ends at once. */
function isHere(name: string): boolean {
  try {
    execFileSync(name, [name === 'caddy' ? 'version' : '-v'], { stdio: 'pipe' })
    return true
  } catch {
    console.warn(`no ${name} on this host: what is printed for it is not run`)
    return false
  }
}

let gateway: StartedGateway

beforeAll(async () => {
  gateway = await startGateway({
    args: ['--trusted-proxies', '127.0.0.1', '--source', 'hub=github', '--secret', secret],
  })
})
afterAll(async () => {
  await gateway.stop()
  await gateway.remove()
})

test.for(proxies)(
  'what is printed for $name passes events on byte for byte, and nothing but /in/',
  async ({ name, prepare }, { skip }) => {
    if (!isHere(name)) skip(`no ${name} on this host`)
    const folder = await mkdtemp(join(tmpdir(), 'cs-proxy-'))
    const port = await freePort()
    const known = ['--port', new URL(gateway.url).port, '--trusted-proxies', '127.0.0.1']
    const printed = await runCommand(['print', name, '--public-url', `http://127.0.0.1:${port}`, ...known])
    expect(printed).toMatchObject({ code: 0, stderr: '' })
    expect(printed.stdout).toContain('It trusts 127.0.0.1')
    const args = await prepare(folder, printed.stdout)
    const proxy = spawn(name, [...args], { stdio: 'ignore', env: { ...process.env, HOME: folder } })
    try {
      await expect.poll(() => answers(port)).toBe(true)
      // Not UTF-8, not JSON, with what templates replace: whoever touches it breaks the signature.
      const body = Buffer.concat([Buffer.from('\ufeff{"a": 1.0}$&\r\n'), randomBytes(200_000)])
      const digest = createHmac('sha256', secret).update(body).digest('hex')
      const headers = {
        'x-hub-signature-256': `sha256=${digest}`,
        'x-github-delivery': name,
        'x-github-event': 'push',
      }
      const url = `http://127.0.0.1:${port}`
      const posted = await fetch(`${url}/in/hub`, { method: 'POST', body, headers })
      expect(await posted.json()).toMatchObject({ success: true })
      const { id } = (await gateway.api('GET', '/events?limit=1')).body.items[0]
      expect((await gateway.api('GET', `/events/${id}/body`)).bytes.equals(body)).toBe(true)
      expect((await fetch(`${url}/api/v1/stats`)).status).toBe(404)
      expect((await fetch(`${url}/`)).status).toBe(404)
      // The gateway's own word, not the proxy's.
      const large = await fetch(`${url}/in/hub`, { method: 'POST', body: Buffer.alloc(1_100_000), headers })
      expect([large.status, await large.text()]).toEqual([413, expect.stringContaining('ERR_BODY_TOO_LARGE')])
    } finally {
      await end(proxy)
      await rm(folder, { recursive: true, force: true })
    }
  },
)

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  if (child.exitCode === null && child.signalCode === null) await ended
}
