// The matrix's application with Express, for whichever runtime serves it.
import { webhook } from 'countersign/express'
import express from 'express'
import { handler, options, unset } from './app.mjs'

export const expressApp = () =>
  express()
    .post('/hook', webhook(options(), handler))
    .post('/unset', webhook(options(unset), handler))
    .use(express.json())
    .post('/eaten', webhook(options(), handler))
    .use((_error, _request, response, _next) => response.status(500).end())
