import type { ContentFunction } from '../scheme/signed-options.ts'

/** The content of most schemes. */
export const bodyAlone: ContentFunction = ({ body }) => [body]
