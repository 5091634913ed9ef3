import { token } from '../engines/token.ts'
import { header } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * GitLab's secret token, which proves who sends and nothing of what; `gitlab-signing` signs the body. `Idempotency-Key` is
 * the same on every retry of a delivery; webhooks that set each other off share `X-Gitlab-Event-UUID`, which is no id of one.
 *
 * Source: docs.gitlab.com, webhooks.
 */
export const gitlab: Scheme = token({
  name: 'gitlab',
  title: 'GitLab (secret token)',
  documentation: ['https://docs.gitlab.com/user/project/integrations/webhooks/'],
  confidence: 'medium',
  at: header('X-Gitlab-Token'),
  describe: described({
    type: header('X-Gitlab-Event'),
    id: header('Idempotency-Key'),
    dedupe: 'unsigned-id+bytes',
  }),
  forward: [
    'X-Gitlab-Event',
    'X-Gitlab-Instance',
    'X-Gitlab-Webhook-UUID',
    'X-Gitlab-Event-UUID',
    'Idempotency-Key',
  ],
  unprotected: ['id', 'type'],
})
