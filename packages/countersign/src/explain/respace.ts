/** How a JSON writer spaces and escapes. */
export interface JsonStyle {
  readonly comma: string
  readonly colon: string
  /** Whether characters beyond ASCII are written as `\uXXXX`; `keep` leaves them as they are. */
  readonly ascii: 'escape' | 'unescape' | 'keep'
}

/** JavaScript's JSON.stringify, PHP without escapes, Go. */
export const compact: JsonStyle = { comma: ',', colon: ':', ascii: 'keep' }
/** Python's json.dumps. */
export const python: JsonStyle = { comma: ', ', colon: ': ', ascii: 'escape' }
/** Python's json.dumps with ensure_ascii=False. */
export const pythonText: JsonStyle = { comma: ', ', colon: ': ', ascii: 'unescape' }

const token = /"(?:[^"\\]|\\.)*"|[,:]|[^\s",:]+|\s+/g

function rewritten(text: string, ascii: JsonStyle['ascii']): string {
  if (ascii === 'keep') return text
  if (ascii === 'unescape') {
    // Only what needs no escape: quotes, backslashes and control characters stay.
    return text.replaceAll(/\\u([0-9a-fA-F]{4})/g, (whole, hex) => {
      const code = Number.parseInt(hex, 16)
      return code < 0x80 ? whole : String.fromCharCode(code)
    })
  }
  return text.replaceAll(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * JSON in another writer's spacing and escapes, token by token: numbers keep their spelling (`12.50`,
 * `1649922777.0`), keys their order, which parsing and writing again would lose.
 */
export function respace(text: string, style: JsonStyle): string {
  return text.replaceAll(token, (piece) => {
    if (piece === ',') return style.comma
    if (piece === ':') return style.colon
    if (piece.startsWith('"')) return rewritten(piece, style.ascii)
    return piece.trim() === '' ? '' : piece
  })
}
