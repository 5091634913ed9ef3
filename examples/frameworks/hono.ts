import { webhook } from 'countersign/hono'
import { github } from 'countersign/schemes/github'
import { Hono } from 'hono'

export const app = new Hono()
app.all(
  '/hooks',
  webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
    console.log(event.type, event.id)
  }),
)
