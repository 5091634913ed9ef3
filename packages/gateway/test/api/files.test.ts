import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli } from '../cli/cli.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-files-'))
let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await gateway.remove()
})

function written(text: string, name = 'countersign.yaml'): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  cli(args, { env: { COUNTERSIGN_DATA: gateway.data, ...env } })

const file = () =>
  written(`
sources:
  - name: shop
    scheme: shopify
    secrets: [{ env: SHOP_SECRET }]
destinations:
  - name: app
    url: https://app.example.com/hooks
routes:
  - { source: shop, destination: app }
`)

describe('declared files at a gateway', () => {
  it('are planned, applied once, and then there is nothing to do', async () => {
    const env = { SHOP_SECRET: 'shop-secret-one' }
    const planned = await run(['apply', '-f', file(), '--dry-run'], env)
    expect(planned).toMatchObject({ code: 0, stderr: '' })
    expect(planned.stdout).toBe(
      '+ source shop\n+ destination app\n+ route shop → app\n3 to create, 0 to change, 0 to remove.\n',
    )
    expect((await run(['diff', '-f', file()], env)).code).toBe(1)

    const applied = await run(['apply', '-f', file()], env)
    expect(applied.stdout).toMatch(
      /3 created, 0 changed, 0 removed\.\nThe secret of app, shown this once: whsec_/,
    )
    expect(await run(['apply', '-f', file()], env)).toEqual({
      code: 0,
      stdout: 'Nothing to do.\n',
      stderr: '',
    })
    expect(await run(['diff', '-f', file()], env)).toEqual({
      code: 0,
      stdout: 'Nothing to do.\n',
      stderr: '',
    })
  })

  it('rotate a secret that changed, with overlap, and revoke at once where that is said', async () => {
    const ends = async () =>
      (await gateway.api('GET', '/sources/shop')).body.secrets.map(
        ({ expiresAt }: { expiresAt: string }) => expiresAt,
      )
    const second = { SHOP_SECRET: 'shop-secret-two' }
    expect((await run(['apply', '-f', file()], second)).stdout).toContain('~ source shop: secrets')
    const [old, young] = await ends()
    expect(young).toBeNull()
    const hours = (Date.parse(old) - Date.now()) / 3_600_000
    expect(hours).toBeGreaterThan(23)
    expect(hours).toBeLessThan(25)
    expect((await run(['apply', '-f', file()], second)).stdout).toBe('Nothing to do.\n')
    await run(['apply', '-f', file(), '--overlap', '0s'], second)
    expect(await ends()).toEqual([null])
  })

  it('show drift, and remove what they do not name only where they are asked to', async () => {
    const env = { SHOP_SECRET: 'shop-secret-two' }
    await gateway.api('PATCH', '/destinations/app', { url: 'https://elsewhere.example.com/' })
    await gateway.api('POST', '/destinations', { name: 'other', url: 'https://other.example.com/' })
    const drift = await run(['diff', '-f', file(), '--prune'], env)
    expect(drift).toMatchObject({
      code: 1,
      stdout: '~ destination app: url\n- destination other\n0 to create, 1 to change, 1 to remove.\n',
    })
    const shown = async (path: string) => {
      const { managedBy, drifted } = (await gateway.api('GET', path)).body
      return { managedBy, drifted }
    }
    expect(await shown('/destinations/app')).toEqual({ managedBy: 'files', drifted: true })
    expect(await shown('/sources/shop')).toEqual({ managedBy: 'files', drifted: false })
    expect(await shown('/destinations/other')).toEqual({ managedBy: null, drifted: false })
    expect((await run(['apply', '-f', file()], env)).stdout).toBe(
      '~ destination app: url\n0 created, 1 changed, 0 removed.\n',
    )
    expect(await shown('/destinations/app')).toEqual({ managedBy: 'files', drifted: false })
    expect((await gateway.api('PATCH', '/destinations/app', { paused: true })).body.paused).toBe('operator')
    expect(await shown('/destinations/app')).toMatchObject({ drifted: false })
    const [route] = (await gateway.api('GET', '/routes')).body.items
    await gateway.api('PATCH', `/routes/${route.id}`, { filter: 'type == "x"' })
    expect(await shown(`/routes/${route.id}`)).toEqual({ managedBy: 'files', drifted: true })
    await gateway.api('PATCH', `/routes/${route.id}`, { filter: null })
    expect(await shown(`/routes/${route.id}`)).toEqual({ managedBy: 'files', drifted: false })
  })

  it('tell what is wrong with its place, and nothing is half done', async () => {
    const wrong = written(
      'destinations:\n  - name: fine\n    url: https://a.example.com/\nsources:\n  - name: shop2\n    scheme: shopify\n    secrts: []\n',
      'wrong.yaml',
    )
    const { code, stderr } = await run(['apply', '-f', wrong])
    expect(code).toBe(1)
    expect(stderr).toContain(`${wrong}:5:5: Unrecognized key: "secrts"`)
    expect((await gateway.api('GET', '/destinations/fine')).status).toBe(404)
    // A variable that is not set, a field that is missing, and names that are nobody's or there twice, in one go.
    const several = written(
      `
sources:
  - { name: shop3, scheme: shopify, secrets: [{ env: NOT_SET }] }
  - { name: shop4 }
  - { name: shop5, scheme: publish }
  - { name: shop5, scheme: publish }
routes:
  - { source: shop3, destination: app }
  - { source: shop4, destination: nobody }
`,
      'several.yaml',
    )
    const lines = [
      `${several}:3:47: the variable NOT_SET is not set. What is there already keeps its own without this line.`,
      `${several}:4:5: "scheme" is missing`,
      `${several}:6:13: "shop5" is there twice: see ${several}:5:5.`,
      `${several}:9:35: There is no destination "nobody".`,
    ]
    const told = (await run(['apply', '-f', several])).stderr.split('\n')
    expect(told).toEqual(['error: ERR_INPUT', ...lines, 'Nothing is changed.', ''])
    const started = await cli(['serve', '--port', '0', '--data', join(folder, 'told'), '--apply', several])
    expect(started.code).toBe(78)
    for (const line of lines) expect(started.stderr).toContain(line)
    const loose = written('routes:\n  - { source: nobody, destination: app }\n', 'loose.yaml')
    expect((await run(['apply', '-f', loose])).stderr).toContain(
      `${loose}:2:15: There is no source "nobody".`,
    )
  })

  it('are what an export prints, and an export applied anew changes nothing, here and elsewhere', async () => {
    const env = { SHOP_SECRET: 'shop-secret-two' }
    const exported = await run(['export'])
    expect(exported.stdout).toContain('- env: SHOP_SECRET')
    expect(exported.stdout).not.toContain('shop-secret')
    const plain = written(exported.stdout, 'export.yaml')
    // What the gateway made for a destination nobody need know.
    const secretOf = async () => (await gateway.api('GET', '/destinations/app/secrets')).body.items
    const before = await secretOf()
    expect(await run(['apply', '-f', plain], env)).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: '~ destination other: managedBy\n0 created, 1 changed, 0 removed.\n',
    })
    expect(await run(['apply', '-f', plain], env)).toMatchObject({ code: 0, stdout: 'Nothing to do.\n' })
    expect(await secretOf()).toEqual(before)
    expect(await run(['apply', '-f', plain])).toMatchObject({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringMatching(
        /the variable SHOP_SECRET is not set\. What is there already keeps its own without this line\.\nNothing is changed\.\n$/,
      ),
    })
    const without = written(exported.stdout.replace(/ +secrets:\n +- env: SHOP_SECRET\n/, ''), 'without.yaml')
    expect(await run(['apply', '-f', without])).toMatchObject({ code: 0, stdout: 'Nothing to do.\n' })

    // Whoever has the values names them, so that the receivers of another gateway know them already.
    Object.assign(env, {
      APP_SECRET: `whsec_${'Q'.repeat(43)}=`,
      OTHER_SECRET: `whsec_${'U'.repeat(43)}=`,
    })
    const again = written(exported.stdout.replaceAll('# secret:', 'secret:'), 'export.yaml')
    expect(await run(['apply', '-f', again], env)).toMatchObject({
      ...{ code: 0, stderr: '' },
      stdout: '~ destination app: secret\n~ destination other: secret\n0 created, 2 changed, 0 removed.\n',
    })
    const other = await startGateway({ env, args: ['--apply', again] })
    try {
      expect(await run(['diff', '-f', again, '--prune'], { ...env, COUNTERSIGN_DATA: other.data })).toEqual({
        ...{ code: 0, stdout: 'Nothing to do.\n', stderr: '' },
      })
    } finally {
      await other.remove()
    }
  })

  it('are brought up to what was changed by hand, with their comments, and then there is nothing to do', async () => {
    const env = { SHOP_SECRET: 'shop-secret-two', OTHER_SECRET: `whsec_${'U'.repeat(43)}=` }
    const own = written(`# Ours.
sources:
  - name: shop
    scheme: shopify # since May
    secrets: [{ env: SHOP_SECRET }]
destinations:
  - name: app
    url: https://app.example.com/hooks # the old one
routes:
  - { source: shop, destination: app }
`)
    await gateway.api('PATCH', '/destinations/app', { url: 'https://new.example.com/hooks' })
    // A user's own file, whatever its name.
    writeFileSync(`${own}.next`, 'mine')
    const into = await run(['export', '--into', own])
    expect(readFileSync(`${own}.next`, 'utf8')).toBe('mine')
    expect(into).toEqual({
      code: 0,
      stdout: '~ destination app: url\n+ destination other\n1 created, 1 changed, 0 removed.\n',
      stderr: '',
    })
    const text = readFileSync(own, 'utf8')
    for (const kept of ['# Ours.', '# since May', 'https://new.example.com/hooks # the old one'])
      expect(text).toContain(kept)
    expect(text).not.toContain('shop-secret')
    expect((await run(['export', '--into', own])).stdout).toBe('Nothing to do.\n')
    expect((await run(['diff', '-f', own, '--prune'], env)).stdout).not.toMatch(/url|remove [1-9]/)
    expect(await run(['export', '--into', folder])).toMatchObject({ code: 1, stdout: '' })
    expect(readFileSync(own, 'utf8')).toBe(text)
    await gateway.api('PATCH', '/destinations/app', { url: 'https://app.example.com/hooks' })
  })

  it('are read from standard input, too, with their places', async () => {
    const env = { COUNTERSIGN_DATA: gateway.data }
    const planned = await cli(['apply', '-f', '-', '--dry-run'], {
      ...{ env, stdin: 'destinations: [{ name: piped, url: https://piped.example.com/ }]\n' },
    })
    expect(planned).toMatchObject({ code: 0, stderr: '' })
    expect(planned.stdout).toMatch(/^\+ destination piped\n/)
    const wrong = await cli(['apply', '-f', '-'], { env, stdin: 'destinations: [{ name: piped }]\n' })
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('-:1:16: ') })
  })

  it('applied by two at once are carried out by one of them: the other plans anew', async () => {
    const twice = written('destinations: [{ name: race, url: https://race.example.com/ }]', 'race.yaml')
    const both = await Promise.all([run(['apply', '-f', twice]), run(['apply', '-f', twice])])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    const said = both.map(({ stdout }) => stdout.split('\n')[0]).toSorted()
    expect(said).toEqual(['+ destination race', 'Nothing to do.'])
    expect((await gateway.api('DELETE', '/destinations/race')).status).toBe(204)
  })

  it('hold no setting that is a secret: it is written as the name of a variable', async () => {
    const params = { verifyToken: 'the-verify-token-of-meta' }
    const made = await gateway.api('POST', '/sources', {
      ...{ name: 'meta', scheme: 'meta', secrets: ['the-app-secret-of-meta'], params },
    })
    expect(made.status).toBe(201)
    const shown = await gateway.api('GET', '/plan')
    expect(shown.bytes.toString()).not.toContain(params.verifyToken)
    const { stdout } = await run(['export'])
    expect(stdout).not.toContain(params.verifyToken)
    expect(stdout).toContain('verifyToken:\n        env: META_VERIFY_TOKEN')
    expect((await gateway.api('DELETE', '/sources/meta')).status).toBe(204)
  })

  it('end a start that they are refused at, with what is wrong', async () => {
    const missing = written(
      'sources: [{ name: a, scheme: webex, secrets: [{ env: NOT_SET }] }]',
      'missing.yaml',
    )
    const { code, stderr } = await cli([
      'serve',
      '--port',
      '0',
      '--data',
      join(folder, 'data'),
      '--apply',
      missing,
    ])
    expect(code).toBe(78)
    expect(stderr).toContain(`${missing}:1:47: the variable NOT_SET is not set.`)
  })
})
