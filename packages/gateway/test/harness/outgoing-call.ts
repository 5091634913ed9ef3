import { type Call, createCall } from '../../src/egress/call.ts'
import { createResolver } from '../../src/egress/resolver.ts'

/** Calls as the gateway makes them to what the operator has named. */
export const outgoingCall: Call = createCall(createResolver({ by: 'dns' }), null)
