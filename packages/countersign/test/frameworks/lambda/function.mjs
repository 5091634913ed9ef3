// The function that AWS' runtime loads: the matrix's two, by their path.
import { webhook } from 'countersign/lambda'
import { options, handler as receive, unset } from '../app.mjs'

const hook = webhook(options(), receive)
const withoutSecret = webhook(options(unset), receive)

export const handler = (event, context) =>
  (event.rawPath ?? event.path).endsWith('/unset') ? withoutSecret(event, context) : hook(event, context)
