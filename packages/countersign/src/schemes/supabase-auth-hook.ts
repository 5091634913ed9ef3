import { standardScheme } from '../engines/standard-webhooks.ts'
import { fromBase64 } from '../message/encoding.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Supabase Auth hooks (HTTP). Standard Webhooks under `webhook-*` headers. Secrets are written `v1,whsec_…`, with the
 * version in front; of several with a bar between, each is one secret here. Supabase's database webhooks are not
 * signed.
 *
 * Source: supabase/auth internal/hooks/hookshttp/hookshttp.go, internal/conf/configuration.go.
 */
export const supabaseAuthHook: Scheme = standardScheme({
  name: 'supabase-auth-hook',
  title: 'Supabase Auth hooks (HTTP)',
  documentation: ['https://github.com/supabase/auth'],
  confidence: 'high',
  headers: 'webhook',
  key: { encoding: 'base64', decode: fromBase64, prefix: 'v1,whsec_' },
})
