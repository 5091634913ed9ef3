import { webhook } from 'countersign/koa'
import { github } from 'countersign/schemes/github'
import Koa from 'koa'

const hook = webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
  console.log(event.type, event.id)
})

export const app = new Koa()
app.use((context, next) => (context.path === '/hooks' ? hook(context) : next()))
// Behind it, for all other routes: app.use(bodyParser())
