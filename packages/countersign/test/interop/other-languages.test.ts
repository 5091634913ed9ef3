import { execFile, execFileSync } from 'node:child_process'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Scheme } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { safeVerifySync } from 'countersign/sync'
import { beforeAll, describe, expect, test } from 'vitest'
import { hasPip, installMs, installPythonApart } from '../frameworks/apart.ts'
import { userEnvironment } from '../runtimes/installed.ts'
import { casesAt, messageOf, url } from './cases.ts'
import { disagreements } from './disagreements.ts'
import { nameOf, type OtherSdk, otherSdks } from './other-languages.ts'

const here = fileURLToPath(new URL('other-languages/', import.meta.url))
const cache = fileURLToPath(new URL('../../../../node_modules/.cache/apart/', import.meta.url))
const asked = process.env.COUNTERSIGN_TEST_SDKS === 'all'

const runs = (program: string, ...args: readonly string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
const present = {
  Python: asked && hasPip(),
  Go: asked && runs('go', 'version'),
}
if (!asked) console.warn('COUNTERSIGN_TEST_SDKS=all tries libraries of Python and Go, too: SKIPPED.')
for (const [language, is] of Object.entries(present))
  if (asked && !is) console.warn(`SKIPPED the libraries of ${language}: it is not here.`)

/** Installs a language's libraries in a folder of their own, kept for the next time; answers how its program is started. */
async function program(language: OtherSdk['language']): Promise<(input: string) => Promise<string>> {
  const folder = join(cache, language.toLowerCase())
  const env: NodeJS.ProcessEnv = { ...userEnvironment, PYTHONPATH: folder, GOFLAGS: '-mod=mod' }
  const run = (command: string, args: readonly string[], input = ''): Promise<string> => {
    const running = promisify(execFile)(command, args, { cwd: folder, env, timeout: installMs })
    running.child.stdin?.end(input)
    return running.then(({ stdout }) => stdout)
  }
  const mine = otherSdks.filter((sdk) => sdk.language === language)
  await mkdir(folder, { recursive: true })
  if (language === 'Python') {
    await installPythonApart('python', [...new Set(mine.map((sdk) => `${sdk.library}==${sdk.version}`))])
    return (input) => run('python3', [join(here, 'asked.py')], input)
  }
  for (const [from, to] of [
    ['asked.go', 'main.go'],
    ['go.mod', 'go.mod'],
    ['go.sum', 'go.sum'],
  ] as const)
    await copyFile(join(here, from), join(folder, to))
  await run('go', ['build', '-o', 'asked', '.'])
  return (input) => run(join(folder, 'asked'), [], input)
}

const bodies = ['{"type":"a","data":{"é":1}}', '{"$&":"\u2028"}']

describe.each(['Python', 'Go'] as const)('beside libraries of %s', (language) => {
  let answersTo: (input: string) => Promise<string>
  beforeAll(async () => {
    if (present[language]) answersTo = await program(language)
  }, installMs + 50_000)

  const sdks = otherSdks.filter((sdk) => sdk.language === language)
  test.runIf(present[language]).each(sdks.map((sdk) => [nameOf(sdk), sdk.scheme, sdk] as const))(
    '%s and %s: what both do not see alike is in the table, and what it signs is taken',
    async (library, scheme, sdk) => {
      // A program for each: their clocks go on while they are loaded.
      const now = Date.now()
      const wanted: { name: string; headers: Record<string, string>; body: Buffer }[] = []
      for (const [name, make] of Object.entries(casesAt(now, 900_000))) {
        const message = await messageOf(make, sdk)
        if (message !== undefined) wanted.push({ name, ...message })
      }
      if (sdk.signs)
        for (const text of sdk.body === undefined ? bodies : [sdk.body as string])
          wanted.push({ name: 'sign', headers: {}, body: Buffer.from(text) })
      const { secret, signingSecret } = sdk
      const asks = wanted.map(({ name, headers, body }) => ({
        do: name === 'sign' ? 'sign' : 'verify',
        library: sdk.library,
        scheme,
        headers,
        body: body.toString('base64'),
        secret,
        signingSecret,
        url,
        now,
      }))
      const answers: unknown[] = JSON.parse(await answersTo(JSON.stringify(asks)))
      const found: unknown[] = []
      for (const [i, { name, headers, body }] of wanted.entries()) {
        const theirs = answers[i]
        const signed = name === 'sign' ? { ...sdk.headers, ...(theirs as Record<string, string>) } : headers
        const mine = safeVerifySync({ method: 'POST', headers: signed, body, url }, {
          scheme: (schemes as Readonly<Record<string, Scheme>>)[scheme],
          secrets: secret,
          params: sdk.params,
          now: new Date(now),
          publicUrl: url,
        } as never).ok
        if (name === 'sign') expect([body.toString(), mine]).toEqual([body.toString(), true])
        else if (name === 'as it was signed') expect([mine, theirs]).toEqual([true, true])
        else if (mine !== theirs) found.push([name, mine ? 'countersign' : 'sdk'])
      }
      const known = disagreements
        .filter((row) => row.sdks.includes(library) && (row.scheme ?? scheme) === scheme)
        .map((row) => [row.case, row.accepts])
      expect(found.toSorted()).toEqual(known.toSorted())
    },
    240_000,
  )
})
