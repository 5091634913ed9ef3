import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Scheme } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { safeVerifySync } from 'countersign/sync'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { installApart, installMs } from '../frameworks/apart.ts'
import { cases, type Load, messageOf, now, type Sdk, url } from './cases.ts'
import { disagreements } from './disagreements.ts'

const { sdks } = (await import(new URL('./sdks.mjs', import.meta.url).href)) as { sdks: Sdk[] }
const apart = sdks.filter((sdk) => sdk.apart !== undefined)
const all = process.env.COUNTERSIGN_TEST_SDKS === 'all'
if (!all)
  console.warn(
    `COUNTERSIGN_TEST_SDKS=all tries the large ones too: SKIPPED ${apart.map(({ name }) => name).join(', ')}.`,
  )

let load: Load
beforeAll(async () => {
  vi.useFakeTimers({ now, toFake: ['Date'] })
  const packages = Object.fromEntries(apart.map((sdk) => [sdk.name, sdk.apart ?? '']))
  const folder = all ? await installApart('sdks', packages) : undefined
  load = async (name) => {
    if (folder === undefined || !apart.some((sdk) => name.startsWith(sdk.name))) return import(name)
    // A file of a package, by its path: what its exports map names, or what it does not.
    const path = /^(@[^/]+\/)?[^/]+$/.test(name)
      ? createRequire(`${folder}/x.js`).resolve(name)
      : `${folder}/node_modules/${name}`
    return import(pathToFileURL(path).href)
  }
}, installMs + 50_000)
afterAll(() => vi.useRealTimers())

const said = async (run: () => unknown): Promise<boolean> => {
  try {
    return (await run()) !== false
  } catch {
    return false
  }
}

describe.each(all ? sdks : sdks.filter((sdk) => sdk.apart === undefined))('beside $name', (sdk) => {
  const scheme = (schemes as Readonly<Record<string, Scheme>>)[sdk.scheme]
  const ours = (headers: Readonly<Record<string, string>>, body: Uint8Array): boolean =>
    safeVerifySync({ method: 'POST', headers, body, url }, {
      scheme,
      secrets: sdk.secret,
      params: sdk.params,
      now: new Date(now),
      publicUrl: url,
    } as never).ok

  test('every case that both sides do not see alike is in the table, and no other', async () => {
    const verify = await sdk.verifier(load)
    const found: unknown[] = []
    for (const [name, make] of Object.entries(cases)) {
      const message = await messageOf(make, sdk)
      if (message === undefined) continue
      const mine = ours(message.headers, message.body)
      const theirs = await said(() =>
        verify({
          ...message,
          headers: { ...message.headers, 'content-type': 'application/json' },
          secret: sdk.secret,
          url,
        }),
      )
      if (name === 'as it was signed') expect([mine, theirs]).toEqual([true, true])
      // Adyen signs fields of the body, and not its bytes.
      if (name === 'one byte more in the body') expect(mine).toBe(scheme?.proof.covers !== 'body')
      if (mine !== theirs) found.push({ case: name, accepts: mine ? 'countersign' : 'sdk' })
    }
    const known = disagreements.filter(
      (row) => row.sdks.includes(sdk.name) && (row.scheme ?? sdk.scheme) === sdk.scheme,
    )
    expect(found).toEqual(known.map((row) => ({ case: row.case, accepts: row.accepts })))
  })

  test.runIf(sdk.signer !== undefined)('what it signs is taken here', async () => {
    const sign = await sdk.signer?.(load)
    for (const text of ['{"type":"a","data":{"é":1}}', '{"$&":"\u2028"}']) {
      const body = Buffer.from(text)
      const headers = (await sign?.({ body, secret: sdk.secret, now })) ?? {}
      expect([text, ours({ ...sdk.headers, ...headers }, body)]).toEqual([text, true])
    }
  })

  test.runIf(sdk.maker !== undefined)('what it makes is taken here', async () => {
    const { headers, body } = (await sdk.maker?.(load))?.() ?? { headers: {}, body: Buffer.alloc(0) }
    expect(ours(headers, body)).toBe(true)
    expect(
      ours(headers, Buffer.from(body.toString().replace(/[0-9]/, (digit) => `${(Number(digit) + 1) % 10}`))),
    ).toBe(false)
  })
})
