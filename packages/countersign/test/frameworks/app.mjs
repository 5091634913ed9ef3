// What every framework's application of the matrix does, whatever it runs on: it answers with what it got.
import { seatable } from 'countersign/schemes/seatable'

/** What the applications are asked to do, and how much they take. */
export const secret = 'my-secret'
export const maxBytes = 50_000

/** What refusals were told, in this process; other processes print it. */
export const told = []
const inTest = globalThis.process?.env?.VITEST !== undefined

/** The options of an application's webhook; `secrets` as a function where it is only known at requests. */
export const options = (secrets = secret) => ({
  scheme: seatable,
  secrets,
  maxBytes,
  onRefused: ({ code, hint }) => {
    if (inTest) told.push(`${code} ${hint}`)
    else console.log(`TOLD ${code} ${hint}`)
  },
})

/** What the application finds: the bytes, unless told to fail. */
export const handler = (event) => {
  if (event.body.length === 7) throw new Error('the handler fails')
  return { type: event.type, size: event.body.length, start: [...event.body.subarray(0, 32)] }
}

/** A secret that is not there when it is asked for. */
export const unset = () => undefined
