import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

// In a thread of its own: the catalogue of the mutated copy, and all vectors of some schemes through it. Answers whether
// one of them sees it.

interface Asked {
  /** The folder of the copy, as a URL with a slash at its end. */
  readonly copy: string
  readonly vectors: string
  readonly schemes: readonly string[]
}

const { copy, vectors, schemes: names } = workerData as Asked
const { runVectors } = await import(`${copy}src/vectors.ts`)

async function isSeen(): Promise<boolean> {
  for (const name of names) {
    const module = await import(`${copy}src/schemes/${name}.ts`)
    const scheme = Object.values(module).find((one) => (one as { name?: string } | null)?.name === name)
    if (scheme === undefined) return true
    const all = JSON.parse(readFileSync(new URL(`${name}.json`, vectors), 'utf8'))
    if ((await runVectors(all, { schemes: { [name]: scheme } })).failed.length > 0) return true
  }
  return false
}

parentPort?.postMessage(await isSeen().catch(() => true))
