import { generateKeyPairSync } from 'node:crypto'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { verify, WebhookError } from 'countersign'
import { webhook } from 'countersign/fetch'
import { claimSync, inboxTable } from 'countersign/inbox'
import type { discord } from 'countersign/schemes/discord'
import { slack } from 'countersign/schemes/slack'
import { webex } from 'countersign/schemes/webex'
import { signedRequest } from 'countersign/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scratchFolder } from '../../gateway/test/harness/scratch-folder.ts'

// A program has two copies of a library where two of its packages want different versions.
const root = fileURLToPath(new URL('../', import.meta.url))
const folder = scratchFolder('countersign-copy-')
const secret = 'a secret of both'

/** A module of the other copy. */
const other = (file: string): Promise<Record<string, unknown>> =>
  import(pathToFileURL(join(folder, 'src', file)).href)

beforeAll(() => {
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('two copies of the library in one program', () => {
  test('each knows the errors of the other, by `is` and by `instanceof`', async () => {
    const copy = await other('index.ts')
    const Other = copy.WebhookError as unknown as typeof WebhookError
    expect(Other).not.toBe(WebhookError)
    const theirs: unknown = await (copy.verify as typeof verify)(
      { headers: {}, body: '' },
      { scheme: webex, secrets: secret },
    ).catch((error: unknown) => error)
    expect([WebhookError.is(theirs), theirs instanceof WebhookError, theirs instanceof Other]).toEqual([
      true,
      true,
      true,
    ])
    const mine = new WebhookError('ERR_SECRET_EMPTY')
    expect([Other.is(mine), mine instanceof Other]).toEqual([true, true])
    for (const no of [new Error('x'), {}, null, 'ERR'])
      expect([no instanceof WebhookError, WebhookError.is(no)]).toEqual([false, false])
  })

  test('a scheme of one is verified, signed and answered by the other', async () => {
    const theirWebex = (await other('schemes/webex.ts')).webex as unknown as typeof webex
    const theirSlack = (await other('schemes/slack.ts')).slack as unknown as typeof slack
    const theirDiscord = (await other('schemes/discord.ts')).discord as unknown as typeof discord
    expect(theirWebex).not.toBe(webex)
    const request = await signedRequest(theirWebex, 'messages.created', { secret })
    const event = await verify(request, { scheme: theirWebex, secrets: secret })
    expect([event.type, event.verdict]).toEqual(['messages.created', 'verified'])

    const hook = webhook({ scheme: theirSlack, secrets: secret }, () => undefined)
    const body = '{"type":"url_verification","challenge":"c"}'
    const asked = await hook(await signedRequest(theirSlack, 'url_verification', { secret, body }))
    expect([asked.status, await asked.text()]).toEqual([200, 'c'])
    const forged = await hook(new Request('https://example.com', { method: 'POST', body }))
    expect(forged.status).toBe(401)

    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const key = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex')
    const signed = await signedRequest(theirDiscord, 'APPLICATION_AUTHORIZED', {
      secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      body: '{"type":1}',
    })
    expect((await verify(signed, { scheme: theirDiscord, secrets: key })).verdict).toBe('verified')
  })

  test('what the adapter’s handler of one is given, the inbox of the other claims', async () => {
    const theirs = await other('inbox.ts')
    const database = new DatabaseSync(':memory:')
    database.exec(inboxTable('sqlite'))
    const body = { type: 'event_callback', event_id: 'Ev1', event: { type: 'message' } }
    const event = await verify(await signedRequest(slack, 'message', { secret, body }), {
      scheme: slack,
      secrets: secret,
    })
    const claimed = theirs.claimSync as typeof claimSync
    expect([claimed(database, event), claimSync(database, event)]).toEqual([true, false])
    database.close()
  })
})
