// What the API answers, by the gateway's own types: of the gateway nothing but types may be imported.

import type { DestinationJson, ShownAddress } from '@countersign/gateway/answers'

export type {
  AttemptJson as Attempt,
  AuditJson as AuditRow,
  AuditProofJson as AuditProof,
  ConnectionJson as Connection,
  DeliveryJson as Delivery,
  DeliveryState,
  Diagnosis,
  EnrollmentJson as Enrollment,
  ErasureJson as Erasure,
  EventJson as Event,
  FilterTrialJson as FilterTrial,
  HeadersJson as Headers,
  ListenerJson as Listener,
  LoanJson as Loan,
  NewSecretJson as NewSecret,
  Page,
  PersonJson as Person,
  RefusalGroupJson as RefusalGroup,
  RejectionJson as Rejection,
  ReplayJson as Replay,
  ReverifiedManyJson as ReverifiedMany,
  RouteJson as Route,
  SchemeJson as Scheme,
  SchemeTrialJson as SchemeTrial,
  SecretJson as Secret,
  SeriesJson as Series,
  SourceJson as Source,
  StatsJson as Stats,
  StoreJson as StoreFacts,
  TestAttemptJson as TestAttempt,
  TokenJson as Token,
  TwoWayPage,
  Verdict,
} from '@countersign/gateway/answers'

/** With its address, where it is one of the first kind. */
export type Destination = DestinationJson & ShownAddress
