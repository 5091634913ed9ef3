import { webhook } from 'countersign/express'
import { github } from 'countersign/schemes/github'
import express from 'express'

export const app = express()
app.all(
  '/hooks',
  webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
    console.log(event.type, event.id)
  }),
)
// Behind it, for all other routes: app.use(express.json())
