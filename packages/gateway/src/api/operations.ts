import { connectionOperations } from './connection.ts'
import type { ApiContext } from './context.ts'
import { deliveryOperations } from './delivery.ts'
import { destinationOperations } from './destination.ts'
import { eventOperations } from './event.ts'
import type { Operation } from './operation.ts'
import { publishOperation } from './publish.ts'
import { rejectionOperations } from './rejection.ts'
import { replayOperations } from './replay.ts'
import { replayEventOperation } from './replay-event.ts'
import { routeOperations } from './route.ts'
import { schemeOperations } from './scheme.ts'
import { secretOperations } from './secret.ts'
import { sourceOperations } from './source.ts'
import { statsOperations } from './stats.ts'
import { tokenOperations } from './token.ts'

/** Every operation of the API, noun by noun. */
export function apiOperations(context: ApiContext): readonly Operation[] {
  return [
    ...sourceOperations(context),
    ...destinationOperations(context),
    ...secretOperations(context),
    ...routeOperations(context),
    ...connectionOperations(context),
    ...eventOperations(context),
    publishOperation(context),
    replayEventOperation(context),
    ...replayOperations(context),
    ...deliveryOperations(context),
    ...rejectionOperations(context),
    ...tokenOperations(context),
    ...statsOperations(context),
    ...schemeOperations(),
  ]
}
