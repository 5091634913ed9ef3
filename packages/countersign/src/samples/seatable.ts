import type { Sample, Samples } from '../scheme/facts.ts'

// The bytes of Python's json.dumps, spaces after commas and colons included: writing them with
// JSON.stringify would make samples that SeaTable never sends.
const head =
  '{"event": "update", "data": {"dtable_uuid": "fae0a3a42ba94df88e8303fd385e37de", "row_id": "Fk-i7xZGS5iA5aSvaG5HAA", "op_user": "4bc9a7c79c5942c5b6238413f2132bea@auth.local"'

const table = '"table_id": "9g8f", "table_name": "Opportunities"'

const cell =
  '{"column_key": "0000", "column_name": "Name", "column_type": "text", "column_data": null, "value": "Gr\\u00f6\\u00dfe \\ud83e\\udd87"'

function sample(type: string, time: string, rest: string): Sample {
  return {
    body: `${head}, "op_type": "${type}", "op_time": ${time}, ${table}, ${rest}}}`,
    headers: { 'Content-Type': 'application/json', 'User-Agent': 'python-requests/2.28.1', Accept: '*/*' },
  }
}

/** Notifications as the provider's help pages show them. */
export const seatableSamples: Samples = {
  insert_row: sample('insert_row', '1649922777.279', '"row_name": "", "row_data": []'),
  modify_row: sample(
    'modify_row',
    '1649926053.0',
    `"row_name": "Size", "row_data": [${cell}, "old_value": ""}]`,
  ),
  delete_row: sample('delete_row', '1649929650.668', '"row_name": "", "row_data": []'),
}
