/** Of what is asked for, whatever it is about. */
export const whatIsAsked = {
  ERR_NOT_FOUND: {
    status: 404,
    title: 'There is no such thing.',
    hint: 'Check the name or the id: lists show those that there are.',
  },
  ERR_METHOD: {
    status: 405,
    title: 'The address does not take this method.',
    hint: 'See the header Allow of this answer.',
  },
  ERR_INPUT: {
    status: 400,
    title: 'The request is not of the form that this operation takes.',
    hint: 'See `errors`: the place in the request and what it must be. The form is in /api/openapi.json.',
  },
  ERR_CURSOR: {
    status: 400,
    title: 'The cursor is none that this list has given.',
    hint: 'Pass `next` of the last page unchanged, with the same filters, or begin without a cursor.',
  },
  ERR_REQUEST_TOO_LARGE: {
    status: 413,
    title: 'The request is larger than the limit.',
    hint: 'The API takes 1 MiB; the limit for published events is the setting max-body-bytes.',
  },
  ERR_MEDIA_TYPE: {
    status: 415,
    title: 'The request is not JSON.',
    hint: 'Send `Content-Type: application/json`.',
  },
  ERR_CONFLICT: {
    status: 409,
    title: 'The name is taken.',
    hint: 'Choose another, or change what is there with PATCH.',
  },
  ERR_IDEMPOTENCY_KEY: {
    status: 409,
    title: 'The idempotency key has been used for something else.',
    hint: 'A key names one event, or one thing to make: repeat that one unchanged, or give the new one a key of its own.',
  },
  ERR_IDEMPOTENCY_UNDER_WAY: {
    status: 409,
    title: 'What came of the first request with this idempotency key is not known yet.',
    hint: 'Repeat it in a moment. Where that goes on, its gateway ended before it had answered: look whether it was made, and take another key.',
  },
} as const
