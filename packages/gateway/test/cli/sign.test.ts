import { createHmac } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli } from './cli.ts'
import { testFolder } from './folder.ts'

describe('countersign sign', () => {
  test('prints the header that Webex would send', async () => {
    const { code, stdout } = await cli(['sign', 'webex', '--secret', 'myBongoSecret'], {
      stdin: '{"a":1,"b":2,"c":{"d":3}}',
    })
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'X-Spark-Signature: 01e0cb6a53731b9615b483335d77d97023410c72\n',
    })
  })

  test('signs the bytes of standard input as they are', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0x0d, 0x0a, 0x24, 0x26])
    const { stdout } = await cli(['sign', 'seatable', '--secret', 'sea', '--json'], { stdin: bytes })
    const hex = createHmac('sha256', 'sea').update(bytes).digest('hex')
    expect(JSON.parse(stdout)).toEqual({
      headers: { 'X-SeaTable-Signature': `sha256=${hex}` },
      bodyBase64: bytes.toString('base64'),
      url: null,
    })
  })

  const mailgun = '{"signature":{"token":"once"},"event-data":{"event":"delivered"}}'
  const stamp = '1614265330'
  const mailgunSigned = `{"signature":{"token":"once","timestamp":"${stamp}","signature":"${createHmac(
    'sha256',
    'mail',
  )
    .update(`${stamp}once`)
    .digest('hex')}"},"event-data":{"event":"delivered"}}`

  test('gives the body back of a provider that signs in it', async () => {
    const from = ['sign', 'mailgun', '--secret', 'mail', '--timestamp', stamp]
    expect((await cli(from, { stdin: mailgun })).stdout).toBe(`\n${mailgunSigned}`)
    const { stdout } = await cli([...from, '--json'], { stdin: mailgun })
    expect(JSON.parse(stdout)).toEqual({ headers: {}, body: mailgunSigned, url: null })
  })

  test('Adyen, whose items are signed: what is printed behind the empty line verifies', async () => {
    const item = { pspReference: 'P1', merchantAccountCode: 'M', eventCode: 'AUTHORISATION', success: 'true' }
    const body = JSON.stringify({
      notificationItems: [{ NotificationRequestItem: { ...item, additionalData: {} } }],
    })
    const { stdout } = await cli(['sign', 'adyen', '--secret', '00ff'.repeat(16)], { stdin: body })
    expect(stdout[0]).toBe('\n')
    const verified = await cli(['verify', 'adyen', '--secret', '00ff'.repeat(16)], { stdin: stdout.slice(1) })
    expect(verified).toMatchObject({ code: 0 })
  })

  test('gives the URL back of a provider that signs in it', async () => {
    const url = 'https://shop.example/in/docs?a=1'
    const from = ['sign', 'pandadoc', '--secret', 'panda', '--url', url]
    const signed = `${url}&signature=${createHmac('sha256', 'panda').update('{}').digest('hex')}`
    expect((await cli(from, { stdin: '{}' })).stdout).toBe(`POST ${signed}\n`)
    const { stdout } = await cli([...from, '--json'], { stdin: '{}' })
    expect(JSON.parse(stdout)).toEqual({ headers: {}, body: '{}', url: signed })
  })

  test('signs id and timestamp as given', async () => {
    const { stdout } = await cli(
      [
        ...['sign', 'standard-webhooks', '--secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
        ...['--id', 'msg_p5jXN8AQM9LWM0D4loKWxJek', '--timestamp', '1614265330'],
      ],
      { stdin: '{"test": 2432232314}' },
    )
    // The vector of the Standard Webhooks specification's own libraries.
    expect(stdout).toContain('webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\n')
  })

  test('refuses an empty secret by its code, and echoes none', async () => {
    const empty = await cli(['sign', 'webex', '--secret', ''])
    expect(empty.code).toBe(1)
    expect(empty.stderr).toContain('ERR_SECRET_EMPTY')
    const dirty = await cli(['sign', 'webex', '--secret', ' padded-secret '])
    expect(dirty.code).toBe(1)
    expect(dirty.stderr).toContain('ERR_SECRET_MALFORMED')
    expect(dirty.stderr).not.toContain('padded-secret')
  })

  const acme = JSON.stringify({
    ...{ kind: 'hmac', name: 'acme', hash: 'sha256', encoding: 'hex' },
    signature: { header: 'X-Acme' },
  })

  test('signs by a scheme of one’s own, which a file holds', async () => {
    const file = join(await testFolder(), 'acme.json')
    await writeFile(file, acme)
    const { stdout } = await cli(['sign', '--scheme-file', file, '--secret', 'key'], { stdin: '{}' })
    expect(stdout).toBe(`X-Acme: ${createHmac('sha256', 'key').update('{}').digest('hex')}\n`)
    const both = await cli(['sign', 'webex', '--scheme-file', file, '--secret', 'key'], { stdin: '{}' })
    const none = await cli(['sign', '--secret', 'key'], { stdin: '{}' })
    for (const refused of [both, none])
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--scheme-file') })
    await writeFile(file, '{"kind":"hmac"}')
    const wrong = await cli(['sign', '--scheme-file', file, '--secret', 'key'], { stdin: '{}' })
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining(`error: ${file}: /`) })
  })
})
