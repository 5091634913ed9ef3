import { token } from '../engines/token.ts'
import { header } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** GitLab's secret token, which proves who sends and nothing of what; `gitlab-signing` signs the body. */
export const gitlab: Scheme = token({
  name: 'gitlab',
  title: 'GitLab (secret token)',
  documentation: ['https://docs.gitlab.com/user/project/integrations/webhooks/'],
  confidence: 'medium',
  at: header('X-Gitlab-Token'),
  describe: described({ type: header('X-Gitlab-Event') }),
  forward: ['X-Gitlab-Event', 'X-Gitlab-Instance', 'X-Gitlab-Webhook-UUID', 'X-Gitlab-Event-UUID'],
})
