import { closeSync, existsSync, openSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tooWide } from '../../src/model/file-rights.ts'
import { loadAdminToken } from '../../src/process/admin-token.ts'
import { resolveSettings } from '../../src/process/config.ts'
import { loadKey } from '../../src/seal/key.ts'
import { readSecretFile } from '../../src/seal/read-secret-file.ts'
import { rightsOf } from '../../src/seal/rights-of.ts'
import { runCommand } from '../harness/start-gateway.ts'

// A token or a key that others may write is theirs to choose; one that the world may read is known. Both are refused
// by code, and what Kubernetes mounts is not.

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-files-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

const token = 'x'.repeat(32)
const key = Buffer.alloc(32, 7).toString('base64')

/** A file as Kubernetes mounts it: behind `..data`, which is a link to a folder that is replaced as a whole. */
async function mounted(name: string, text: string, mode: number): Promise<string> {
  const at = await mkdtemp(join(folder, 'mount-'))
  await mkdir(join(at, '..2026'))
  const file = join(at, '..2026', name)
  await writeFile(file, `${text}\n`)
  await chmod(file, mode)
  // Root's own in memory is another case, and /tmp may lie there.
  if (process.getuid?.() === 0) await chown(file, 1000, 1000)
  await symlink('..2026', join(at, '..data'))
  await symlink(join('..data', name), join(at, name))
  return join(at, name)
}

function codeOf(run: () => unknown): string {
  try {
    run()
    return 'read'
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    expect(message).not.toContain(token)
    expect(message).not.toContain(key)
    return /ERR_SECRET_FILE_UNSAFE/.exec(message)?.[0] ?? String(code)
  }
}

describe.skipIf(process.platform === 'win32')('on a system with rights', () => {
  it.each([0o400, 0o440, 0o600, 0o640, 0o444, 0o644, 0o604, 0o620, 0o660, 0o602, 0o666])(
    'mode %o',
    async (mode) => {
      const bad = (mode & 0o026) !== 0
      const unsafe = bad ? 'ERR_SECRET_FILE_UNSAFE' : 'read'
      const tokenPath = await mounted('token', token, mode)
      const keyPath = await mounted('key', key, mode)
      expect(codeOf(() => readSecretFile(tokenPath))).toBe(unsafe)
      const env = { COUNTERSIGN_ADMIN_TOKEN_FILE: tokenPath }
      expect(codeOf(() => resolveSettings({ flags: {}, env }))).toBe(unsafe)
      const database = await mounted('url', 'postgres://u:p@127.0.0.1/d', mode)
      const url = { COUNTERSIGN_DATABASE_URL_FILE: database }
      expect(codeOf(() => resolveSettings({ flags: {}, env: url }))).toBe(unsafe)
      const config = await mounted('config.json', JSON.stringify({ adminToken: token }), mode)
      expect(codeOf(() => resolveSettings({ flags: {}, env: {}, configFile: config }))).toBe(unsafe)
      const keyEnv = { COUNTERSIGN_KEY_FILE: keyPath }
      expect(codeOf(() => loadKey({ env: keyEnv, dataFolder: null, mayCreate: false }))).toBe(
        bad ? 'ERR_SEALING_KEY_UNSAFE' : 'read',
      )
      const data = await mkdtemp(join(folder, 'data-'))
      await writeFile(join(data, 'token'), token)
      await chmod(join(data, 'token'), mode)
      if (process.getuid?.() === 0) await chown(join(data, 'token'), 1000, 1000)
      expect(codeOf(() => loadAdminToken(null, data, true))).toBe(unsafe)
    },
  )

  it('a setting that is no secret may stand in a file that all may read', async () => {
    const port = await mounted('port', '10009', 0o644)
    expect(resolveSettings({ flags: {}, env: { COUNTERSIGN_PORT_FILE: port } }).port).toBe(10_009)
    const config = await mounted('config.json', '{"port":10009}', 0o644)
    expect(resolveSettings({ flags: {}, env: {}, configFile: config }).port).toBe(10_009)
  })

  it('whose it is counts: root’s is fine, another user’s is his to write', () => {
    const file = { mode: 0o100440, regular: true, mounted: false }
    expect(tooWide({ ...file, uid: 0 }, 1000)).toBeNull()
    expect(tooWide({ ...file, uid: 1000 }, 1000)).toBeNull()
    expect(tooWide({ ...file, uid: 1001 }, 1000)).toBe('it belongs to another user')
    // A container that runs as root, with a file of its host.
    expect(tooWide({ ...file, uid: 1001 }, 0)).toBeNull()
    expect(tooWide({ mode: 0o020620, uid: 1001, regular: false, mounted: false }, 1000)).toBeNull()
  })

  it('what root has mounted in memory the world may read, and nobody else write', () => {
    const file = { uid: 0, regular: true, mounted: true }
    for (const self of [0, 1000]) {
      expect(tooWide({ ...file, mode: 0o100444 }, self)).toBeNull()
      expect(tooWide({ ...file, mode: 0o100644 }, self)).toBeNull()
      expect(tooWide({ ...file, mode: 0o100664 }, self)).toBe('others may write it')
      expect(tooWide({ ...file, mode: 0o100644, mounted: false }, self)).toMatch(/everybody/)
    }
  })

  const memory = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/dev/shm')
  if (!memory)
    console.warn('Not root of Linux, or no /dev/shm: secrets as containers mount them are not tried.')
  it.skipIf(!memory)('as Kubernetes and Docker mount by default', async () => {
    const at = await mkdtemp('/dev/shm/countersign-secret-')
    try {
      const path = join(at, 'token')
      await writeFile(path, token)
      for (const mode of [0o444, 0o644]) {
        await chmod(path, mode)
        expect(readSecretFile(path)).toBe(token)
      }
      await chown(path, 1000, 1000)
      expect(codeOf(() => readSecretFile(path))).toBe('ERR_SECRET_FILE_UNSAFE')
      const file = openSync('/proc/self/status', 'r')
      expect(rightsOf(file).mounted).toBe(false)
      closeSync(file)
    } finally {
      await rm(at, { recursive: true })
    }
  })

  it('each command refuses too, and a pipe is read', async () => {
    const path = await mounted('secret', token, 0o644)
    const verify = ['sign', 'webex', '--secret-file']
    const refused = await runCommand([...verify, path], { input: '{}' })
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('ERR_SECRET_FILE_UNSAFE') })
    const client = { COUNTERSIGN_URL: 'http://127.0.0.1:9', COUNTERSIGN_TOKEN_FILE: path }
    const asked = await runCommand(['stats'], { env: client })
    expect(asked).toMatchObject({ code: 78, stderr: expect.stringContaining('ERR_SECRET_FILE_UNSAFE') })
    const started = await runCommand(
      ['serve', '--port', '0', '--data', await mkdtemp(join(folder, 'data-'))],
      { env: { COUNTERSIGN_ADMIN_TOKEN_FILE: path } },
    )
    expect(started).toMatchObject({ code: 78, stderr: expect.stringContaining('ERR_SECRET_FILE_UNSAFE') })
    expect(refused.stderr + asked.stderr + started.stderr).not.toContain(token)
  })

  const root = process.getuid?.() === 0
  if (!root) console.warn('Not root: a file in a group of its own is not tried.')
  it.skipIf(!root)('root’s own, in a group of its own, at a place of Kubernetes', async () => {
    const path = await mounted('token', token, 0o440)
    await chown(path, 0, 1000)
    expect(readSecretFile(path).trim()).toBe(token)
  })
})
