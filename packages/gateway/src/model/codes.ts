import { comingIn } from './codes/coming-in.ts'
import { connections } from './codes/connections.ts'
import { deliveries } from './codes/deliveries.ts'
import type { CodeEntry } from './codes/entry.ts'
import { theGateway } from './codes/the-gateway.ts'
import { theStart } from './codes/the-start.ts'
import { whatHasHappened } from './codes/what-has-happened.ts'
import { whatIsAsked } from './codes/what-is-asked.ts'
import { whatIsSetUp } from './codes/what-is-set-up.ts'
import { whoAsks } from './codes/who-asks.ts'

/** A code of the gateway's closed list. */
export type Code =
  | keyof typeof whoAsks
  | keyof typeof whatIsAsked
  | keyof typeof whatIsSetUp
  | keyof typeof whatHasHappened
  | keyof typeof comingIn
  | keyof typeof deliveries
  | keyof typeof connections
  | keyof typeof theGateway
  | keyof typeof theStart

/**
 * The closed list of the gateway's own codes, beside those of the library (`errorCodes`). They stand in
 * answers of the API and of ingest, in rejections, in attempts and in the log. Never reused or renamed.
 */
export const codes: Readonly<Record<Code, CodeEntry>> = {
  ...whoAsks,
  ...whatIsAsked,
  ...whatIsSetUp,
  ...whatHasHappened,
  ...comingIn,
  ...deliveries,
  ...connections,
  ...theGateway,
  ...theStart,
}
