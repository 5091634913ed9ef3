import { execFileSync, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { launcher } from '../harness/start-gateway.ts'
import { testFolder } from './folder.ts'

// Python's pty makes the terminal: types argv[1] once it is asked, and passes on all that is shown.
const terminal = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
shown, typed = b'', False
while True:
    try:
        part = os.read(fd, 4096)
    except OSError:
        break
    if not part:
        break
    shown += part
    if not typed and b'not shown' in shown:
        typed = True
        os.write(fd, sys.argv[1].encode().decode('unicode_escape').encode())
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`

function hasPython(): boolean {
  try {
    execFileSync('python3', ['-c', 'import pty'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const python = hasPython()
if (!python) console.warn('no python3 on this host: the hidden prompt is not tested')

async function signTyping(keys: string): Promise<{ code: number | null; shown: string }> {
  const file = join(await testFolder(), 'body.json')
  await writeFile(file, '{"a":1,"b":2,"c":{"d":3}}')
  const command = [process.execPath, launcher, 'sign', 'webex', '--body', file]
  const { status, stdout } = spawnSync('python3', ['-c', terminal, keys, ...command], { encoding: 'utf8' })
  return { code: status, shown: stdout }
}

describe.runIf(python)('the hidden prompt', () => {
  test('takes the secret and shows nothing of it', async () => {
    const { code, shown } = await signTyping('myBongoSecret\\r')
    expect(shown).toContain('X-Spark-Signature: 01e0cb6a53731b9615b483335d77d97023410c72')
    expect(shown).not.toContain('Bongo')
    expect(code).toBe(0)
  })

  test('lets a mistyped letter be taken back', async () => {
    const { shown } = await signTyping('myBongoSecreX\\x7ft\\r')
    expect(shown).toContain('01e0cb6a53731b9615b483335d77d97023410c72')
  })

  test('ends with 2 on Ctrl-C', async () => {
    const { code, shown } = await signTyping('myBon\\x03')
    expect(code).toBe(2)
    expect(shown).toContain('no secret was given')
    expect(shown).not.toContain('myBon')
  })
})
