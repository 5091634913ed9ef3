import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { journalFile } from '../../src/journal/sqlite/connection.ts'
import { headersBinding, paramBinding, secretBinding } from '../../src/model/seal-bindings.ts'
import { createSeal } from '../../src/seal/seal.ts'
import { cli } from '../cli/cli.ts'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { startServer } from '../postgres/server.ts'

const secret = 'a-secret-phrase-of-webex'

async function post(gateway: StartedGateway, n: number): Promise<number> {
  const body = `{"n":${n}}`
  const signature = createHmac('sha1', secret).update(body).digest('hex')
  // The credential that comes with it is kept sealed.
  const headers = { 'x-spark-signature': signature, authorization: `Bearer of-event-${n}` }
  return (await gateway.post('webex', body, headers)).status
}

test('a gateway that keeps its key itself changes it while it takes in, and the new one alone opens all', async () => {
  const gateway = await startGateway()
  onTestFinished(() => gateway.remove())
  const make = async (path: string, body: object): Promise<void> => {
    expect((await gateway.api('POST', path, body)).status).toBe(201)
  }
  await make('/sources', { name: 'webex', scheme: 'webex', secrets: [secret] })
  await make('/sources', { name: 'gitlab', scheme: 'gitlab', secrets: ['not-the-right-token-yet'] })
  const verifyToken = 'meta-asks-with-this-token'
  const params = { verifyToken }
  await make('/sources', { name: 'meta', scheme: 'meta', secrets: [randomBytes(16).toString('hex')], params })
  await make('/destinations', { name: 'app', url: 'http://127.0.0.1:9/', allowPrivate: true })
  const token = 'the-token-that-gitlab-sends'
  expect((await gateway.post('gitlab', '{}', { 'x-gitlab-token': token })).status).toBe(401)
  let n = 0
  for (; n < 5; n++) expect(await post(gateway, n)).toBe(200)
  const old = readFileSync(join(gateway.data, 'key'), 'utf8')

  let stop = false
  const statuses = (async () => {
    const seen: number[] = []
    while (!stop) seen.push(await post(gateway, n++))
    return seen
  })()
  const rotated = await cli(['key', 'rotate', '--data', gateway.data])
  stop = true
  expect(rotated).toMatchObject({ code: 0, stderr: '' })
  expect(rotated.stdout).toContain('the old key is removed')
  expect(new Set(await statuses)).toEqual(new Set([200]))
  const key = readFileSync(join(gateway.data, 'key'), 'utf8')
  expect(key).not.toBe(old)
  expect(`${rotated.stdout}${gateway.output().stdout}`).not.toContain(key.trim())
  for (const name of ['key.old', 'key.new']) expect(existsSync(join(gateway.data, name))).toBe(false)

  await gateway.kill9()
  expect(await post(gateway, n++)).toBe(200)
  // What the refused request carried in secret opens, and its token is verified.
  await make('/sources/gitlab/secrets', { value: token })
  const { body: rejections } = await gateway.api('GET', '/rejections')
  const again = await gateway.api('POST', `/rejections/${rejections.items[0].id}/reverify`)
  expect(again).toMatchObject({ status: 200 })
  const challenge = `/in/meta?hub.mode=subscribe&hub.verify_token=${verifyToken}&hub.challenge=1158`
  expect(await (await fetch(gateway.url + challenge)).text()).toBe('1158')
  expect((await gateway.api('GET', '/audit/verify')).body).toMatchObject({ ok: true })
  const { body: audit } = await gateway.api('GET', '/audit?operation=rotateSealingKey')
  expect(audit.items).toHaveLength(1)
  expect(await gateway.stop()).toBe(0)

  const seal = createSeal(Buffer.from(key, 'base64'))
  const db = new DatabaseSync(journalFile(gateway.data), { readOnly: true })
  const rows = (sql: string) => db.prepare(sql).all()
  const headers =
    'select source, received_ms, sealed from payload join event on event.seq = payload.seq where sealed is not null'
  const sealed = [...rows(headers), ...rows('select * from rejection where sealed is not null')]
  expect(sealed.length).toBeGreaterThan(5)
  for (const row of sealed)
    seal.open(row.sealed as Uint8Array, headersBinding(Number(row.source), Number(row.received_ms)))
  const secrets = rows('select * from secret')
  expect(secrets.length).toBeGreaterThanOrEqual(5)
  for (const { id, owner, sealed: bytes } of secrets)
    seal.open(bytes as Uint8Array, secretBinding({ id: String(id), owner: String(owner) }))
  const [meta] = rows(`select id, document from source where document like '%verifyToken%'`)
  const stored = (JSON.parse(String(meta?.document)) as { params?: Record<string, { sealed: string }> })
    .params
  const opened = seal.open(
    Buffer.from(stored?.verifyToken?.sealed ?? '', 'base64'),
    paramBinding(String(meta?.id), 'verifyToken'),
  )
  expect(Buffer.from(opened).toString()).toBe(verifyToken)
  db.close()

  writeFileSync(join(gateway.data, 'key'), old)
  const refused = await runCommand(['serve', '--port', '0', '--data', gateway.data])
  expect(refused.code).toBe(78)
  expect(refused.stderr).toContain('ERR_SEALING_KEY_DIFFERS')
})

test('gateways on one database turn together: not before each has the next key, and then what one seals all open', async () => {
  const server = await startServer()
  onTestFinished(() => server.close())
  const database = await server.database()
  const [old, next] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]
  const start = async (env: Record<string, string>): Promise<StartedGateway> => {
    const gateway = await startGateway({ env: { COUNTERSIGN_DATABASE_URL: database, ...env } })
    onTestFinished(() => gateway.remove())
    return gateway
  }
  const first = await start({ COUNTERSIGN_KEY: old })
  await first.api('POST', '/sources', { name: 'webex', scheme: 'webex', secrets: [secret] })
  expect(await post(first, 1)).toBe(200)
  const both = { COUNTERSIGN_KEY: next, COUNTERSIGN_OLD_KEY: old }
  // Beside one that has not been given it yet.
  const one = await start(both)
  expect((await one.api('GET', '/sealing-key')).body).toMatchObject({ state: 'waiting' })
  expect(await one.api('POST', '/sealing-key/rotate')).toMatchObject({
    ...{ status: 409, body: { code: 'ERR_KEY_NOT_EVERYWHERE' } },
  })
  expect(await first.api('POST', '/sealing-key/rotate')).toMatchObject({
    ...{ status: 409, body: { code: 'ERR_KEY_NOT_GIVEN' } },
  })
  expect(await post(one, 2)).toBe(200)
  await first.stop()
  const other = await start(both)
  const turned = await one.api('POST', '/sealing-key/rotate')
  expect(turned).toMatchObject({ status: 202, body: { state: 'resealing' } })
  const fingerprint = turned.body.fingerprint
  // Killed in the middle, it goes on.
  await one.kill9()
  // The other hears of it, and seals with the next key, too.
  await expect
    .poll(async () => (await other.api('GET', '/sealing-key')).body.fingerprint, { timeout: 15_000 })
    .toBe(fingerprint)
  await other.api('POST', '/sources/webex/secrets', { value: 'another-secret-phrase' })
  expect(await post(other, 3)).toBe(200)
  await expect
    .poll(async () => (await one.api('GET', '/sealing-key')).body.state, { timeout: 30_000 })
    .toBe('done')
  await one.stop()
  await other.stop()
  // The next key alone opens what either of them has sealed; the one of before is refused.
  const last = await start({ COUNTERSIGN_KEY: next })
  expect((await last.api('GET', '/sealing-key')).body).toEqual({
    ...{ state: 'single', fingerprint, others: [], resealed: 0 },
  })
  expect(await post(last, 4)).toBe(200)
  expect((await last.api('GET', '/audit/verify')).body).toMatchObject({ ok: true })
  expect((await last.api('GET', '/sources/webex/secrets')).body.items).toHaveLength(2)
  const refused = await runCommand(['serve', '--port', '0', '--data', last.data], {
    env: {
      COUNTERSIGN_DATABASE_URL: database,
      COUNTERSIGN_KEY: old,
      COUNTERSIGN_ADMIN_TOKEN: 'cst_the-token-of-all-gateways-on-one-database',
    },
  })
  expect(refused.stderr).toContain('ERR_SEALING_KEY_DIFFERS')
}, 120_000)
