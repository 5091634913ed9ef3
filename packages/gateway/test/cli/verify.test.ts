import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli } from './cli.ts'
import { testFolder } from './folder.ts'

// The vector that Webex's own documentation publishes.
const secret = 'myBongoSecret'
const body = '{"a":1,"b":2,"c":{"d":3}}'
const signature = '01e0cb6a53731b9615b483335d77d97023410c72'
const header = `X-Spark-Signature: ${signature}`

describe('countersign verify', () => {
  test('accepts the published vector from standard input', async () => {
    const { code, stdout } = await cli(['verify', 'webex', '--secret', secret, '-H', header], { stdin: body })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'verified webex, by secret 1\n' })
  })

  test('gives the scheme the settings that it asks for, as sign does', async () => {
    const given = ['livekit', '--secret', secret]
    const signed = await cli(['sign', ...given, '--param', 'keyId=ours'], { stdin: body })
    const lines = signed.stdout.trim().split('\n')
    const message = [...given, ...lines.flatMap((line) => ['-H', line])]
    expect((await cli(['verify', ...message, '--param', 'keyId=ours'], { stdin: body })).code).toBe(0)
    const refused = await cli(['verify', ...message, '--param', 'keyId=another'], { stdin: body })
    expect([refused.code, refused.stdout]).toEqual([1, 'ERR_SIGNATURE_MISMATCH\n'])
    expect((await cli(['explain', ...message, '--param', 'keyId=ours'], { stdin: body })).code).toBe(0)
  })

  test('prints the code first and exits with 1 for other bytes', async () => {
    const refused = await cli(['verify', 'webex', '--secret', secret, '-H', header], { stdin: `${body} ` })
    expect(refused.code).toBe(1)
    expect(refused.stdout).toBe('ERR_SIGNATURE_MISMATCH\n')
    expect(refused.stderr).not.toContain(secret)
    expect(refused.stderr).not.toContain(signature)
  })

  test('takes body, headers and secret from files, byte for byte', async () => {
    const folder = await testFolder()
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x00, 0x0d, 0x0a])
    await writeFile(join(folder, 'body'), bytes)
    await writeFile(join(folder, 'secret'), `${secret}\n`, { mode: 0o600 })
    const from = ['webex', '--secret-file', join(folder, 'secret'), '--body', join(folder, 'body')]
    const signed = await cli(['sign', ...from])
    await writeFile(join(folder, 'headers'), signed.stdout)
    const { code, stdout } = await cli(['verify', ...from, '-H', `@${join(folder, 'headers')}`, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, verdict: 'verified', bytes: bytes.length })
  })

  test('takes headers out of a request that was saved whole, and names a line that is none', async () => {
    const file = join(await testFolder(), 'headers')
    const given = ['verify', 'webex', '--secret', secret, '-H', `@${file}`]
    for (const saved of [
      `POST /in HTTP/1.1\r\nHost: a.example\r\n${header}\r\n\r\n`,
      `> POST /in HTTP/2\n> Host: a.example\n> ${header}\n>\n`,
      `HTTP/1.1 200 OK\n${header}\n`,
    ]) {
      await writeFile(file, saved)
      expect((await cli(given, { stdin: body })).code).toBe(0)
    }
    await writeFile(file, `Host: a.example\n${header}\n\n${body}`)
    const { code, stderr } = await cli(given, { stdin: body })
    expect(code).toBe(2)
    expect(stderr).toContain(`Line 4 of ${file} is none: write a header as 'Name: value'.`)
  })

  test('judges the timestamp as of --now', async () => {
    const base = ['standard-webhooks', '--secret-env', 'CLI_TEST_SECRET']
    const env = { CLI_TEST_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }
    const signed = await cli(['sign', ...base, '--id', 'msg_1', '--timestamp', '1614265330'], {
      stdin: body,
      env,
    })
    const headers = signed.stdout
      .trim()
      .split('\n')
      .flatMap((line) => ['-H', line])
    const at = (now: string) => cli(['verify', ...base, ...headers, '--now', now], { stdin: body, env })
    expect((await at('1614265400')).code).toBe(0)
    expect((await at('2021-02-25T15:02:10Z')).code).toBe(0)
    expect((await at('1614275400')).stdout).toBe('ERR_TIMESTAMP_TOO_OLD\n')
  })

  test('accepts any of several secrets', async () => {
    const secrets = ['--secret', 'another one', '--secret', secret]
    const { stdout } = await cli(['verify', 'webex', ...secrets, '-H', header], { stdin: body })
    expect(stdout).toContain('by secret 2')
  })

  test.each([
    ['an unknown scheme', ['verify', 'webx', '--secret', 's'], "unknown scheme 'webx'. Did you mean webex?"],
    ['no secret', ['verify', 'webex'], '--secret-env NAME'],
    ['a variable that is not set', ['verify', 'webex', '--secret-env', 'CLI_TEST_ABSENT'], 'CLI_TEST_ABSENT'],
    [
      'a body that is not there',
      ['verify', 'webex', '--secret', 's', '--body', '/nonexistent/x'],
      'cannot read',
    ],
    ['a header without a colon', ['verify', 'webex', '--secret', 's', '-H', 'nonsense'], "'Name: value'"],
    ['a time that is none', ['verify', 'webex', '--secret', 's', '--now', 'noon'], 'seconds since 1970'],
  ])('says what to do about %s and exits with 2', async (_, args, sentence) => {
    const { code, stdout, stderr } = await cli(args)
    expect(stderr).toContain(sentence)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  test('refuses a signature header that occurs twice', async () => {
    const twice = ['verify', 'webex', '--secret', secret, '-H', header, '-H', header]
    expect((await cli(twice, { stdin: body })).stdout).toBe('ERR_SIGNATURE_MALFORMED\n')
  })
})
