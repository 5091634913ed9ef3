import { z } from 'zod'

/** The field that says which form of a thing is shown. */
export const etagFields: { readonly etag: z.ZodType<string> } = {
  etag: z.string().meta({
    description:
      'Names the thing as it is set up: another one says that somebody has changed it. To be sent as `If-Match`, in quotes. Its secrets and its health have no part in it.',
  }),
}
