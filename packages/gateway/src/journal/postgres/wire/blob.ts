/** Pieces of bytes laid one after the other into one binary parameter, with where each begins. */
export interface Blob {
  /** Adds a piece; answers its start, counted from 1 as SQL does. */
  add(piece: Uint8Array): number
  bytes(): Buffer
}

export function createBlob(): Blob {
  const pieces: Uint8Array[] = []
  let length = 0
  return {
    add(piece) {
      pieces.push(piece)
      length += piece.byteLength
      return length - piece.byteLength + 1
    },
    bytes: () => Buffer.concat(pieces, length),
  }
}
