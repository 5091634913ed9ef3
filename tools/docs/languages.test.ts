import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { countersigned } from 'countersign'
import { seatable } from 'countersign/schemes/seatable'
import { webex } from 'countersign/schemes/webex'
import { signedMessage } from 'countersign/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Driver, drivers } from './languages/drivers.ts'
import { parsePage } from './page.ts'
import { root } from './pages.ts'

interface Question {
  readonly kind: string
  readonly body: Uint8Array
  readonly secret: string
  readonly headers: Readonly<Record<string, string>>
  readonly answer: boolean
}

const providerSecret = 'a-secret, with spaces & ünïcode'
const destinationSecret = `whsec_${Buffer.from('a key of a destination, 32 bytes').toString('base64')}`

/** What the pages must tell apart: authentic messages, and each altered in one thing. */
async function questions(): Promise<Question[]> {
  const lower = (headers: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const ask = async (
    kind: string,
    message: Promise<{ headers: Readonly<Record<string, string>>; body: Uint8Array }>,
    secret: string,
  ): Promise<Question> => {
    const { headers, body } = await message
    return { kind, body, secret, headers: lower(headers), answer: true }
  }
  // Bytes that no text is made of, so that a program which decodes the body fails.
  const raw = Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0xfe, 0x00, 0x0d, 0x0a, 0x7d])
  const delivered = countersigned(webex)
  const deliver = (now?: Date) =>
    signedMessage(delivered, 'messages.created', { secret: destinationSecret, ...(now && { now }) })
  const from = [
    await ask('webex', signedMessage(webex, 'messages.created', { secret: providerSecret }), providerSecret),
    await ask(
      'seatable',
      signedMessage(seatable, 'modify_row', { secret: providerSecret, body: raw }),
      providerSecret,
    ),
    await ask('delivery', deliver(), destinationSecret),
    await ask('countersigned', deliver(), destinationSecret),
  ]
  const altered = from.flatMap((question) => [
    { ...question, body: Buffer.concat([question.body, Buffer.from(' ')]), answer: false },
    { ...question, secret: question.secret.replace('a', 'b').replace('M', 'N'), answer: false },
  ])
  const [, , delivery, countersignature] = from
  if (delivery === undefined || countersignature === undefined) throw new Error('four are asked')
  const old = await ask('delivery', deliver(new Date(Date.now() - 3_600_000)), destinationSecret)
  const second = `v1,AAAA ${delivery.headers['webhook-signature']}`
  return [
    ...from,
    ...altered,
    { ...old, answer: false },
    { ...delivery, headers: { ...delivery.headers, 'webhook-signature': second } },
    {
      ...countersignature,
      headers: { ...countersignature.headers, 'countersign-source': 'another' },
      answer: false,
    },
  ]
}

function runs([command, ...args]: readonly [string, ...string[]]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-languages-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function answers(driver: Driver): Promise<{ given: string[]; expected: string[] }> {
  const path = `docs/guides/${driver.page}`
  const page = parsePage(path, await readFile(join(root, path), 'utf8'))
  const block = page.blocks.find(({ language }) => language === driver.language)
  if (block === undefined) throw new Error(`${path} has no ${driver.language} block`)
  await writeFile(join(folder, driver.fileName), driver.program(block.code))
  if (driver.build !== undefined) {
    const [command, ...args] = driver.build
    await promisify(execFile)(command, args, { cwd: folder })
  }
  const asked = await questions()
  const given: string[] = []
  for (const { kind, body, secret, headers, answer } of asked) {
    await writeFile(join(folder, 'body'), body)
    const [command, ...first] = driver.command
    const pairs = Object.entries(headers).map(([name, value]) => `${name}=${value}`)
    const { stdout } = await promisify(execFile)(command, [...first, kind, 'body', secret, ...pairs], {
      cwd: folder,
    })
    given.push(`${kind} ${answer}: ${stdout}`)
  }
  return { given, expected: asked.map(({ kind, answer }) => `${kind} ${answer}: ${answer}`) }
}

describe('the pages on other languages', () => {
  for (const driver of drivers) {
    const here = runs(driver.probe)
    if (!here) console.warn(`${driver.probe[0]} is not on this machine: ${driver.page} is not run`)
    test.runIf(here)(driver.page, async () => {
      const { given, expected } = await answers(driver)
      expect(given).toEqual(expected)
    })
  }
})
