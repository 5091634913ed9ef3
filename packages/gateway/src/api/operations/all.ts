import { auditOperations } from './audit.ts'
import { connectionOperations } from './connection.ts'
import type { ApiContext } from './context.ts'
import { decideOperations } from './decide.ts'
import { deliveryOperations } from './delivery.ts'
import { destinationOperations } from './destination.ts'
import { destinationAttemptsOperation } from './destination-attempts.ts'
import { discardOperations } from './discard.ts'
import { enrollmentOperations } from './enrollment.ts'
import { erasureOperations } from './erasure.ts'
import { eventOperations } from './event.ts'
import { examinationOperations } from './examination.ts'
import { findByValueOperation } from './find-by-value.ts'
import { listenerOperations } from './listener.ts'
import { loanOperations } from './loan.ts'
import { loanListOperation } from './loan-list.ts'
import type { Operation } from './operation.ts'
import { personOperations } from './person.ts'
import { planOperations } from './plan.ts'
import { publishOperation } from './publish.ts'
import { pullOperation } from './pull.ts'
import { refusalGroupsOperation } from './refusal-groups.ts'
import { rejectionOperations } from './rejection.ts'
import { replayOperations } from './replay.ts'
import { replayEventOperation } from './replay-event.ts'
import { retryOperations } from './retry.ts'
import { reverifyManyOperation } from './reverify-many.ts'
import { routeOperations } from './route.ts'
import { schemeOperations } from './scheme.ts'
import { sealingKeyOperations } from './sealing-key.ts'
import { searchOperation } from './search.ts'
import { secretOperations } from './secret.ts'
import { sendNowOperations } from './send-now.ts'
import { seriesOperation } from './series.ts'
import { sourceOperations } from './source.ts'
import { statsOperations } from './stats.ts'
import { storeOperation } from './store.ts'
import { testDestinationOperation } from './test-destination.ts'
import { tokenOperations } from './token.ts'
import { tryFilterOperation } from './try-filter.ts'

/** Every operation of the API, noun by noun. */
export function apiOperations(context: ApiContext): readonly Operation[] {
  return [
    ...sourceOperations(context),
    ...enrollmentOperations(context),
    ...destinationOperations(context),
    testDestinationOperation(context),
    destinationAttemptsOperation(context),
    pullOperation(context),
    ...loanOperations(context),
    loanListOperation(context),
    ...listenerOperations(context),
    ...secretOperations(context),
    ...routeOperations(context),
    tryFilterOperation(context),
    ...planOperations(context),
    ...connectionOperations(context),
    searchOperation(context),
    findByValueOperation(context),
    ...eventOperations(context),
    publishOperation(context),
    replayEventOperation(context),
    ...replayOperations(context),
    ...deliveryOperations(context),
    ...retryOperations(context),
    ...sendNowOperations(context),
    ...discardOperations(context),
    ...decideOperations(context),
    refusalGroupsOperation(context),
    ...rejectionOperations(context),
    reverifyManyOperation(context),
    ...erasureOperations(context),
    ...tokenOperations(context),
    ...personOperations(context),
    ...auditOperations(context),
    ...statsOperations(context),
    ...examinationOperations(context),
    ...sealingKeyOperations(context),
    storeOperation(context),
    seriesOperation(context),
    ...schemeOperations(context),
  ]
}
