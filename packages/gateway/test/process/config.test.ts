import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { isLoopback } from '../../src/model/loopback.ts'
import { planListeners, resolveSettings, SettingsRefused } from '../../src/process/config.ts'
import { type Setting, type SettingName, settingTable, variableOf } from '../../src/process/settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

function problems(sources: Parameters<typeof resolveSettings>[0]): readonly string[] {
  try {
    resolveSettings(sources)
  } catch (error) {
    if (error instanceof SettingsRefused) return error.problems
    throw error
  }
  return []
}

describe('settings', () => {
  it('have defaults that are themselves allowed', () => {
    const settings = resolveSettings({ flags: {}, env: {} })
    for (const [name, row] of Object.entries(settingTable) as [SettingName, Setting][]) {
      expect(settings[name]).toEqual(row.default)
      const shown = row.shown ?? row.default
      if (shown !== null) expect(row.schema.safeParse(shown).data, name).toEqual(row.default)
    }
  })

  it('come from the command line before the environment before the file', () => {
    const configFile = file('order.json', '{"port": 1, "host": "::1", "logLevel": "warn"}')
    const env = { COUNTERSIGN_PORT: '2', COUNTERSIGN_LOG_LEVEL: 'error' }
    const settings = resolveSettings({ flags: { port: '3' }, env, configFile })
    expect(settings).toMatchObject({ port: 3, logLevel: 'error', host: '::1' })
    expect(resolveSettings({ flags: {}, env: { COUNTERSIGN_CONFIG: configFile } }).port).toBe(1)
  })

  it('are read from files that variables name, without the line end', () => {
    const path = file('token', 'a-token-of-enough-characters\n')
    expect(resolveSettings({ flags: {}, env: { COUNTERSIGN_ADMIN_TOKEN_FILE: path } }).adminToken).toBe(
      'a-token-of-enough-characters',
    )
    const both = { COUNTERSIGN_PORT: '1', COUNTERSIGN_PORT_FILE: path }
    expect(problems({ flags: {}, env: both })[0]).toContain('COUNTERSIGN_PORT_FILE')
    expect(problems({ flags: {}, env: { COUNTERSIGN_KEY_FILE: '/nowhere' } })[0]).toContain('/nowhere')
  })

  it('do not take an empty secret for one that is not set', () => {
    expect(problems({ flags: {}, env: { COUNTERSIGN_ADMIN_TOKEN: '' } })).toHaveLength(1)
    expect(problems({ flags: {}, env: { COUNTERSIGN_PORT: '' } })).toEqual([])
  })

  it('are refused all at once, each by name, and no secret is repeated', () => {
    const configFile = file('wrong.json', '{"port": "x", "prot": 1}')
    const found = problems({
      flags: { publicUrl: 'x' },
      env: { COUNTERSIGN_KEY: 'sesame' },
      configFile,
    }).join('\n')
    for (const name of ['"port"', '"prot"', '--public-url', 'COUNTERSIGN_KEY']) expect(found).toContain(name)
    expect(found).not.toContain('sesame')
    for (const text of ['[]', 'null', '{', '']) {
      expect(problems({ flags: {}, env: {}, configFile: file('odd.json', text) })).toHaveLength(1)
    }
  })

  it('say what a number must be, out of its range too', () => {
    for (const wrong of ['0', '86401', '1.5', 'x', '-1', '99999999999999999999']) {
      expect(problems({ flags: { watchSeconds: wrong }, env: {} })).toEqual([
        '--watch-seconds must be a whole number from 1 to 86400.',
      ])
    }
  })

  it('take lifetimes with their unit alone', () => {
    const configFile = file('lifetimes.json', '{"keepPayloads": "12h", "keepLedger": "24h"}')
    const env = { COUNTERSIGN_KEEP_ATTEMPTS: '120s' }
    expect(resolveSettings({ flags: { keepEvents: '90m' }, env, configFile })).toMatchObject({
      keepPayloads: 43_200_000,
      keepLedger: 86_400_000,
      keepAttempts: 120_000,
      keepEvents: 5_400_000,
    })
    for (const wrong of ['30', '0s', '1.5h', '-1d', '1w', ' 1d', '1D', '36501d', '999999999d', '']) {
      const found = problems({ flags: { keepPayloads: wrong }, env: {} })
      expect(found, wrong).toHaveLength(1)
      expect(found[0]).toMatch(/^--keep-payloads must be .* as in 30d, 12h or 90m; from 1s to 36500d\.$/)
    }
    expect(problems({ flags: { keepLedger: '23h' }, env: {} })[0]).toContain('from 1d')
    const bare = file('bare.json', '{"keepPayloads": 30}')
    expect(problems({ flags: {}, env: {}, configFile: bare })[0]).toContain('from 1s')
  })

  it('never throw anything but SettingsRefused', () => {
    const names = Object.keys(settingTable) as SettingName[]
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string(), fc.anything(), (name, text, value) => {
        problems({ flags: { [name]: text }, env: {} })
        problems({ flags: {}, env: { [variableOf(name)]: text } })
        const json = JSON.stringify({ [name]: value })
        if (json !== undefined) problems({ flags: {}, env: {}, configFile: file('any.json', json) })
      }),
    )
  })
})

describe('listeners', () => {
  it('are one on a loopback address, else two', () => {
    const base = { port: 10_007, adminListen: '[::1]:10008' }
    for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost', '::ffff:127.0.0.1']) {
      expect(isLoopback(host), host).toBe(true)
      expect(planListeners({ ...base, host })).toEqual([{ role: 'all', host, port: 10_007 }])
    }
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'localhost.example.com', 'gateway']) {
      expect(planListeners({ ...base, host })).toEqual([
        { role: 'public', host, port: 10_007 },
        { role: 'admin', host: '::1', port: 10_008 },
      ])
    }
  })
})

it('what Kubernetes sets for a service of this name is no port', () => {
  const env = { COUNTERSIGN_PORT: 'tcp://10.96.0.12:80' }
  expect(resolveSettings({ flags: {}, env }).port).toBe(10_007)
  expect(resolveSettings({ flags: { port: '10009' }, env }).port).toBe(10_009)
  expect(() => resolveSettings({ flags: {}, env: { COUNTERSIGN_PORT: 'http://a' } })).toThrow(
    'COUNTERSIGN_PORT',
  )
})
