import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { compose } from '../../src/deploy/compose.ts'
import type { Known } from '../../src/deploy/known.ts'
import { kubernetes } from '../../src/deploy/kubernetes.ts'
import { readRunning } from '../../src/process/running-file.ts'
import { version } from '../../src/process/version.ts'
import { runCommand } from '../harness/start-gateway.ts'

async function emptyRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'cs-root-'))
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
  return root
}

const publicHost = ['--host', '0.0.0.0', '--public-url', 'https://hooks.example.com']

test('installs what it shows: units, settings and a key that it does not show; again changes nothing', async () => {
  const root = await emptyRoot()
  const args = ['install', '--root', root, ...publicHost]
  const shown = await runCommand([...args, '--dry-run'])
  expect(shown.code).toBe(0)
  expect(readdirSync(root)).toEqual([])
  const unasked = await runCommand(args)
  expect([unasked.code, readdirSync(root)]).toEqual([1, []])
  const installed = await runCommand([...args, '--yes'])
  expect(installed).toMatchObject({ code: 0, stderr: '' })
  expect(installed.stdout.startsWith(shown.stdout)).toBe(true)
  const key = join(root, 'etc/countersign/key')
  const made = readFileSync(key, 'utf8')
  expect(Buffer.from(made, 'base64')).toHaveLength(32)
  expect(statSync(key).mode & 0o777).toBe(0o600)
  expect(installed.stdout).not.toContain(made.trim())
  expect(JSON.parse(readFileSync(join(root, 'etc/countersign/settings.json'), 'utf8'))).toEqual({
    publicUrl: 'https://hooks.example.com',
    host: '0.0.0.0',
    port: 10007,
    adminListen: '127.0.0.1:10008',
    maxBodyBytes: 1048576,
  })
  const units = readdirSync(join(root, 'etc/systemd/system')).sort()
  expect(units).toEqual(['countersign-admin.socket', 'countersign.service', 'countersign.socket'])
  expect((await runCommand([...args, '--yes'])).code).toBe(0)
  expect(readFileSync(key, 'utf8')).toBe(made)
  // What somebody has changed is not written over, nor is anything else.
  writeFileSync(join(root, 'etc/systemd/system/countersign.socket'), 'mine')
  const refused = await runCommand([...args, '--yes', '--port', '10009'])
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('there with another content')])
  expect(readFileSync(join(root, 'etc/countersign/settings.json'), 'utf8')).toContain('10007')
})

test('all of a configuration goes along, files by their whole paths; secrets and a data folder are refused', async () => {
  const root = await emptyRoot()
  const config = join(root, 'settings.json')
  const installed = async (settings: object) => {
    writeFileSync(config, JSON.stringify(settings), { mode: 0o600 })
    return await runCommand(['install', '--root', root, '--config', config, '--port', '10009', '--yes'])
  }
  const kept = { keepPayloads: '7d', egressDeny: ['10.0.0.0/8'], ca: 'own-ca.pem', port: 10_001 }
  expect((await installed(kept)).code).toBe(0)
  expect(JSON.parse(readFileSync(join(root, 'etc/countersign/settings.json'), 'utf8'))).toMatchObject({
    ...kept,
    ...{ ca: resolve('own-ca.pem'), port: 10_009 },
  })
  for (const [settings, said] of [
    [{ data: '/srv/countersign' }, /has its data folder from systemd/],
    [{ databaseUrl: 'postgres://u:hush@db/x' }, /^error: ERR_SETTING: databaseUrl: .* hold no secret/],
    [{ adminToken: 'a'.repeat(24) }, /^error: ERR_SETTING: adminToken: .* hold no secret/],
  ] as const) {
    const { code, stdout, stderr } = await installed(settings)
    expect([code, stdout]).toEqual([78, ''])
    expect(stderr).toMatch(said)
    expect(stderr).not.toContain('hush')
  }
})

test.each(['compose', 'k8s'])('%s is told what is set otherwise than usual', async (what) => {
  const args = ['--trusted-proxies', '10.0.0.0/8,192.168.0.1', '--max-body-bytes', '2097152']
  const { stdout } = await runCommand(['print', what, ...args])
  const documents = parseAllDocuments(stdout).map((document) => JSON.stringify(document.toJS()))
  expect(documents[0]).toMatch(/COUNTERSIGN_TRUSTED_PROXIES":?.*"10\.0\.0\.0\/8,192\.168\.0\.1"/)
  expect(documents[0]).toMatch(/COUNTERSIGN_MAX_BODY_BYTES":?.*"2097152"/)
})

test('what is printed is what is installed, without the key', async () => {
  const { stdout } = await runCommand(['print', 'systemd', ...publicHost])
  expect(stdout).toContain('# /etc/systemd/system/countersign-admin.socket\n[Unit]')
  expect(stdout).toContain('Requires=countersign.socket countersign-admin.socket\n')
  expect(stdout).not.toContain('# /etc/countersign/key')
})

const analyze = spawnSync('systemd-analyze', ['--version']).status === 0
if (!analyze) console.warn('no systemd-analyze on this host: the units are not verified by systemd itself')

test.runIf(analyze)('systemd finds nothing wrong with the units', async () => {
  const root = await emptyRoot()
  await runCommand(['install', '--root', root, ...publicHost, '--yes'])
  const units = readdirSync(join(root, 'etc/systemd/system')).map((name) =>
    join(root, 'etc/systemd/system', name),
  )
  const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...units], { encoding: 'utf8' })
  expect(stderr.split('\n').filter((line) => line.includes('countersign'))).toEqual([])
})

/** Whether this user may mount what it likes where nobody else sees it. */
const mayMount = spawnSync('unshare', ['--mount', 'mount', '-o', 'bind,remount,ro', '/']).status === 0
if (!mayMount) console.warn('no mount namespace for this user: the sandbox of the unit is not tried')

test.runIf(mayMount)(
  'a gateway starts and stops in the sandbox of its unit: all is read-only but its own folders',
  async () => {
    const root = await emptyRoot()
    await chmod(root, 0o755)
    await runCommand(['install', '--root', root, '--yes', '--port', '0'])
    const unit = readFileSync(join(root, 'etc/systemd/system/countersign.service'), 'utf8')
    for (const line of [
      'ProtectSystem=strict',
      'User=countersign',
      'StateDirectory=countersign',
      'RuntimeDirectory=countersign',
    ])
      expect(unit).toContain(`\n${line}\n`)
    const [state, runtime, credentials] = ['state', 'run', 'cred'].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ]
    for (const folder of [state, runtime, credentials]) {
      await mkdir(folder, { mode: 0o700 })
      await chown(folder, 65534, 65534)
    }
    execFileSync('install', [
      '-o',
      '65534',
      '-m',
      '0400',
      join(root, 'etc/countersign/key'),
      join(credentials, 'key'),
    ])
    const start = /^ExecStart=(.*)$/m.exec(unit)?.[1] ?? ''
    const command = start.replace('/etc/', `${root}/etc/`).replace('%S/countersign', state)
    // PrivateTmp is left out: not even the temporary folder can be written.
    const sandbox = `set -e
mount --bind "$STATE" "$STATE"; mount --bind "$RUN" "$RUN"
mount -o bind,remount,ro /
for at in $(awk '$2 ~ "^/(tmp|var|run|dev/shm)" {print $2}' /proc/self/mounts); do
  case "$at" in "$STATE"|"$RUN") ;; *) mount -o bind,remount,ro "$at" 2>/dev/null || true ;; esac
done
exec setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --bounding-set=-all ${command}`
    const child = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', sandbox], {
      env: {
        ...{ PATH: process.env.PATH, STATE: state, RUN: runtime, NODE_OPTIONS: process.env.NODE_OPTIONS },
        // What was compiled before is read; there is no way to write more.
        ...{ NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
        ...{ RUNTIME_DIRECTORY: runtime, COUNTERSIGN_KEY_FILE: join(credentials, 'key') },
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    const ended = new Promise((resolve) => child.once('close', resolve))
    await expect
      .poll(() => (child.exitCode === null ? readRunning(state)?.ingestUrl : said), { timeout: 100_000 })
      .toMatch(/^http:/)
    expect((await fetch(`${readRunning(state)?.ingestUrl}/readyz`)).status).toBe(200)
    expect(readdirSync(runtime)).toHaveLength(1)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(readdirSync(runtime)).toEqual([])
    expect(existsSync(join(state, 'journal.sqlite'))).toBe(true)
  },
  120_000,
)

const known: Known = {
  ...{ version, publicUrl: null, port: 10007, maxBodyBytes: 1048576, stopSeconds: 40, postgres: false },
  trustedProxies: [],
  variables: {},
}

test.each([false, true])(
  'the compose file that is kept is the one that is printed; PostgreSQL: %s',
  (postgres) => {
    const name = postgres ? 'compose.postgres.yaml' : 'compose.yaml'
    const kept = readFileSync(new URL(`../../../../examples/compose/${name}`, import.meta.url), 'utf8')
    expect(kept).toBe(compose({ ...known, postgres }))
    const { services, secrets } = parse(kept) as {
      services: Record<string, { secrets?: string[]; read_only?: boolean }>
      secrets: object
    }
    expect(Object.keys(services)).toEqual(postgres ? ['gateway', 'database'] : ['gateway'])
    expect(services.gateway?.read_only).toBe(true)
    const used = Object.values(services).flatMap((service) => service.secrets ?? [])
    expect(used.toSorted()).toEqual(Object.keys(secrets).toSorted())
  },
)

test.each([false, true])(
  'manifests for Kubernetes are YAML whose service finds its pods; PostgreSQL: %s',
  (postgres) => {
    const documents = parseAllDocuments(kubernetes({ ...known, postgres }))
    expect(documents.flatMap((document) => document.errors ?? [])).toEqual([])
    const [workload, service] = documents.map((document) => document.toJS())
    expect(workload.kind).toBe(postgres ? 'Deployment' : 'StatefulSet')
    expect(workload.spec.template.metadata.labels).toEqual(service.spec.selector)
    const [container] = workload.spec.template.spec.containers
    const volumes = [...workload.spec.template.spec.volumes, ...(workload.spec.volumeClaimTemplates ?? [])]
    const names = volumes.map((volume) => volume.name ?? volume.metadata.name)
    expect(container.volumeMounts.map((mount: { name: string }) => mount.name).toSorted()).toEqual(
      names.toSorted(),
    )
  },
)
