import { execFile, execFileSync } from 'node:child_process'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { launcher } from '../harness/start-gateway.ts'
import { testFolder } from './folder.ts'

/** A Node of the host older than the gateway needs, where there is one. */
function olderNode(): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const node = join(folder, 'node')
    try {
      const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8', stdio: 'pipe' })
      if (Number(version.split('.')[0]) < 24) return node
    } catch {
      // No Node in this folder.
    }
  }
  return undefined
}

async function outcome(
  node: string,
  args: string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(node, args)
    return { code: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, stdout, stderr }
  }
}

const libraryDoor = fileURLToPath(new URL('../../../countersign/bin/countersign.js', import.meta.url))

/** The library's door to the command line as it is installed without anything beside it. */
async function aloneDoor(): Promise<string> {
  const folder = await testFolder()
  const copy = join(folder, 'countersign.js')
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await copyFile(libraryDoor, copy)
  return copy
}

/** A gateway that is installed beside the library's door, and not built. */
async function gatewayBeside(door: string): Promise<void> {
  const folder = join(door, '..', 'node_modules', '@countersign', 'gateway')
  await mkdir(join(folder, 'bin'), { recursive: true })
  const exports = { './cli': './dist/cli/program.js', './package.json': './package.json' }
  const manifest = { name: '@countersign/gateway', type: 'module', exports }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await copyFile(launcher, join(folder, 'bin', 'countersign.js'))
}

describe('the launcher', () => {
  test('says in one sentence how to get the gateway', async () => {
    const { code, stderr } = await outcome(process.execPath, [await aloneDoor(), 'serve'])
    expect(code).toBe(78)
    expect(stderr).toBe(
      'The command line comes with the gateway, which is not installed: npm install @countersign/gateway\n',
    )
  })

  test('says that a gateway beside it is not built', async () => {
    const alone = await aloneDoor()
    await gatewayBeside(alone)
    const { code, stderr } = await outcome(process.execPath, [alone, 'serve'])
    expect(code).toBe(78)
    expect(stderr).toContain('not built')
  })

  const older = olderNode()
  if (older === undefined)
    console.warn('no Node older than 24 on this host: going on under Node 24 is not tested')

  test.runIf(older)('goes on under the Node that is installed beside it', async () => {
    const { code, stdout } = await outcome(older ?? '', [launcher, 'schemes', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).not.toHaveLength(0)
  })

  test('of the library opens that of the gateway beside it', async () => {
    const { code, stdout } = await outcome(process.execPath, [libraryDoor, '--version'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test.runIf(older)('passes the exit code on', async () => {
    const { code } = await outcome(older ?? '', [launcher, 'verify', 'nothing', '--secret', 's'])
    expect(code).toBe(2)
  })

  test.runIf(older)('says which Node it needs where there is none', async () => {
    const alone = await aloneDoor()
    await gatewayBeside(alone)
    const { code, stderr } = await outcome(older ?? '', [alone, 'serve'])
    expect(code).toBe(78)
    expect(stderr).toMatch(/^countersign needs Node 24, this is \d+\.\d+\.\d+: .*\n$/)
  })

  test.runIf(older)('names all that is missing at once', async () => {
    const { code, stderr } = await outcome(older ?? '', [await aloneDoor(), 'serve'])
    expect(code).toBe(78)
    expect(stderr).toMatch(/: npm install @countersign\/gateway node@24\n$/)
  })
})
