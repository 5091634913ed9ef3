import { standardScheme } from '../engines/standard-webhooks.ts'
import { header } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * GitLab from 19.0 with a signing token: Standard Webhooks. The id is also the idempotency key, the same on each
 * retry.
 *
 * Sources: gitlab-org/gitlab merge requests 230944 and 231325; docs.gitlab.com, webhooks.
 */
export const gitlabSigning: Scheme = standardScheme({
  name: 'gitlab-signing',
  title: 'GitLab 19.0+ (signing token)',
  documentation: ['https://docs.gitlab.com/user/project/integrations/webhooks/'],
  confidence: 'high',
  headers: 'webhook',
  describe: described({ type: header('X-Gitlab-Event'), id: header('webhook-id'), dedupe: 'signed-id' }),
  unprotected: ['type'],
  credentials: ['X-Gitlab-Token'],
  forward: ['X-Gitlab-Event'],
})
