import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type Named, told } from './named.ts'
import { representative } from './representative.ts'
import { made } from './sites.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const library = join(root, 'packages/countersign')
const patienceMs = 60_000
const known = new Set(readdirSync(join(root, 'vectors')).map((file) => file.replace('.json', '')))
const tried = representative.filter((name) => known.has(name))

/** Whether the vectors see what stands in the copy now; one that never ends is seen. */
async function isSeen(copy: string): Promise<boolean> {
  const workerData = {
    copy: `${pathToFileURL(copy)}/`,
    vectors: `${pathToFileURL(join(root, 'vectors'))}/`,
    schemes: tried,
  }
  const worker = new Worker(new URL('./run-vectors.ts', import.meta.url), { workerData })
  const timer = setTimeout(() => void worker.terminate(), patienceMs)
  const seen = await new Promise<boolean>((resolve) => {
    worker.on('message', resolve)
    worker.on('error', () => resolve(true))
    worker.on('exit', () => resolve(true))
  })
  clearTimeout(timer)
  await worker.terminate()
  return seen
}

/** Makes each of these sites wrong in a copy of the library, and answers those that no vector sees. */
export async function unseenByVectors(sites: readonly Named[]): Promise<readonly Named[]> {
  const copy = mkdtempSync(join(tmpdir(), 'countersign-mutants-'))
  const unseen: Named[] = []
  try {
    cpSync(join(library, 'src'), join(copy, 'src'), { recursive: true })
    cpSync(join(library, 'package.json'), join(copy, 'package.json'))
    if (await isSeen(copy)) throw new Error('The vectors fail without any change.')
    for (const named of sites) {
      const path = join(copy, 'src', named.file)
      const text = readFileSync(path, 'utf8')
      writeFileSync(path, made(text, named.site))
      if (!(await isSeen(copy))) {
        unseen.push(named)
        console.log(told(named))
      }
      writeFileSync(path, text)
    }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
  return unseen
}
