import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startListener } from '../cli/start-listener.ts'
import { chain } from '../deliver/chain-certificate.ts'
import { freePort } from '../harness/free-port.ts'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'

// Each file that `countersign print` writes for a proxy, run by that proxy in front of a gateway.

const secret = 'a-secret-of-ours'
const guide = new URL('../../../../docs/guides/develop-locally.md', import.meta.url)

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
      // Its own API has a fixed port, and so have redirects to TLS; this machine is to trust nobody more.
      const own = '{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n}\n'
      await writeFile(join(folder, 'Caddyfile'), `${own}${printed}`)
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

test.for(proxies)('what is printed for $name ends TLS where it says', async ({ name, prepare }, { skip }) => {
  if (!isHere(name)) skip(`no ${name} on this host`)
  const folder = await mkdtemp(join(tmpdir(), 'cs-proxy-'))
  const port = await freePort()
  const { key, leaf, intermediate, root } = chain
  const parts = { 'fullchain.pem': leaf + intermediate, 'privkey.pem': key }
  for (const [file, text] of Object.entries(parts)) await writeFile(join(folder, file), text)
  await writeFile(join(folder, '127.0.0.1.pem'), Object.values(parts).join(''))
  const url = `https://127.0.0.1:${port}`
  const printed = await runCommand(['print', name, '--public-url', url, '--port', new URL(gateway.url).port])
  const here = printed.stdout
    .replaceAll('/etc/letsencrypt/live/127.0.0.1', folder)
    .replaceAll('/etc/haproxy/certs', folder)
  const proxy = spawn(name, [...(await prepare(folder, here))], {
    ...{ stdio: 'ignore', env: { ...process.env, HOME: folder } },
  })
  const body = '{"over":"TLS"}'
  const headers = {
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    'x-github-delivery': `${name}-tls`,
    'x-github-event': 'push',
  }
  // caddy makes its certificate itself, by an authority of its own.
  const trust = name === 'caddy' ? { rejectUnauthorized: false } : { ca: root }
  const post = () =>
    new Promise((resolve) => {
      const sent = request(`${url}/in/hub`, { method: 'POST', headers, agent: false, ...trust }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode))
      })
      sent.once('error', (error) => resolve(error.message)).end(body)
    })
  try {
    await expect.poll(post, { timeout: 20_000 }).toBe(200)
  } finally {
    await end(proxy)
    await rm(folder, { recursive: true, force: true })
  }
})

test('a listener gets events through nginx as the guide publishes the admin listener, and nothing else is there', async ({
  skip,
}) => {
  const [nginx] = proxies
  if (nginx === undefined || !isHere(nginx.name)) skip('no nginx on this host')
  const open = await startGateway({ args: ['--host', '0.0.0.0', '--admin-listen', '127.0.0.1:0'] })
  const app = await startReceiver()
  const folder = await mkdtemp(join(tmpdir(), 'cs-proxy-'))
  const port = await freePort()
  const published = /```nginx\n([\s\S]*?)```/.exec(readFileSync(guide, 'utf8'))?.[1] ?? ''
  const here = published
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replace(/^ +ssl_certificate.*\n/gm, '')
    .replace('127.0.0.1:10008', new URL(open.adminUrl).host)
  const args = (await nginx?.prepare(folder, here)) ?? []
  const proxy = spawn(nginx?.name ?? '', [...args], {
    stdio: 'ignore',
    env: { ...process.env, HOME: folder },
  })
  try {
    await expect.poll(() => answers(port)).toBe(true)
    await open.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
    const from = { url: `http://127.0.0.1:${port}`, token: open.token }
    const listener = startListener(from, ['shop', '--to', new URL(app.url).origin])
    await listener.printed(/listens to shop/)
    const event = { source: 'shop', type: 'order.paid', data: { n: 1 } }
    const { id } = (await open.api('POST', '/events', event)).body
    expect((await app.until(1))[0]?.headers['webhook-id']).toBe(id)
    for (const path of ['/api/v1/events', '/metrics', '/'])
      expect(
        (await fetch(`${from.url}${path}`, { headers: { authorization: `Bearer ${open.token}` } })).status,
      ).toBe(404)
    // Who names the address that providers have is told that it is not this one.
    const astray = startListener({ url: open.url, token: open.token }, ['shop', '--to', 'http://localhost:1'])
    expect(await astray.ended).toBe(1)
    expect(astray.output()).toContain('name the address of the API')
    listener.child.kill('SIGINT')
    expect(await listener.ended).toBe(0)
    expect((await open.api('GET', '/listeners')).body.items).toEqual([])
  } finally {
    await end(proxy)
    await app.close()
    await open.remove()
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)

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
