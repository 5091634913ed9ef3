/** Why a body was not read to its end. */
export type BodyFailure =
  | 'ERR_BODY_TOO_LARGE'
  | 'ERR_INTAKE_FULL'
  | 'ERR_UPLOAD_TOO_SLOW'
  | 'ERR_BODY_UNREADABLE'
