import type { Samples } from '../scheme/facts.ts'

/** A webhook after Plaid’s documentation, indented as Plaid sends it. */
export const plaidSamples: Samples = {
  'TRANSACTIONS.DEFAULT_UPDATE': {
    body: '{\n  "environment": "production",\n  "error": null,\n  "item_id": "eVBnVMp7zdTJLkRNr33Rs6zr7KNJqBFL9DrE6",\n  "new_transactions": 2,\n  "webhook_code": "DEFAULT_UPDATE",\n  "webhook_type": "TRANSACTIONS"\n}',
    headers: { 'Content-Type': 'application/json' },
  },
}
