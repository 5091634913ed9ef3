import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { bounds } from '../../model/bounds.ts'
import { readSecretFile } from '../../seal/read-secret-file.ts'
import { replaceFile } from '../../seal/replace-file.ts'

/** What `countersign dev --keep` must know again at its next start: who holds its ports, and under which secrets. */
export interface DevState {
  /** Of the sample application, as its destination signs. */
  readonly applicationSecret: string
  /** Of the source that `countersign send` speaks to. */
  readonly shopSecret: string
  /** 0 before the first start: any free one. */
  readonly ports: { readonly application: number; readonly webex: number; readonly seatable: number }
  readonly tokens: {
    readonly person: string
    readonly bot: string
    readonly account: string
    readonly api: string
    readonly base: string
  }
}

const port = z.int().min(bounds.port.least).max(bounds.port.most)
const text = z.string().min(16).max(200)
const stateSchema: z.ZodType<DevState> = z.object({
  applicationSecret: text,
  shopSecret: text,
  ports: z.object({ application: port, webex: port, seatable: port }),
  tokens: z.object({ person: text, bot: text, account: text, api: text, base: text }),
})

const fileOf = (folder: string): string => join(folder, 'dev.json')

/** As kept in the folder, else made anew. */
export function readDevState(folder: string): DevState {
  try {
    return stateSchema.parse(JSON.parse(readSecretFile(fileOf(folder))))
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error
    const token = (): string => randomBytes(16).toString('hex')
    return {
      applicationSecret: `whsec_${randomBytes(32).toString('base64')}`,
      shopSecret: randomBytes(24).toString('base64url'),
      ports: { application: 0, webex: 0, seatable: 0 },
      tokens: { person: token(), bot: token(), account: token(), api: token(), base: token() },
    }
  }
}

/** Keeps it, for the user's own eyes. */
export function writeDevState(folder: string, state: DevState): void {
  replaceFile(fileOf(folder), `${JSON.stringify(state, null, 2)}\n`)
}
