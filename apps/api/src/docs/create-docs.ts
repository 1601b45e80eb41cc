import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { secureHeaders } from 'hono/secure-headers'
import type { createOpenApi } from './openapi.ts'

const swagger = createRequire(import.meta.url).resolve('swagger-ui-dist/swagger-ui-bundle.js')
const assets: Record<string, { file: string | URL; type: string }> = {
  'swagger-ui-bundle.js': { file: swagger, type: 'text/javascript' },
  'swagger-ui.css': { file: swagger.replace(/swagger-ui-bundle\.js$/, 'swagger-ui.css'), type: 'text/css' },
  'start.js': { file: new URL('start.js', import.meta.url), type: 'text/javascript' },
}

const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  // Swagger UI sizes its icons with style attributes.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  frameAncestors: ["'none'"],
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Passlink API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" href="data:,">
  </head>
  <body>
    <div id="reference"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`

/**
 * `/openapi.json`, and a reference page at `/docs`. Both work without a request to any other host. `hsts` is the value of
 * `Strict-Transport-Security`, if it is to be sent.
 */
export function createDocs(description: ReturnType<typeof createOpenApi>, hsts: string | undefined): Hono {
  const app = new Hono()
  const strictTransportSecurity = hsts ?? false
  app.get('/openapi.json', cors(), secureHeaders({ strictTransportSecurity }), c => c.json(description))
  app.use('/docs/*', secureHeaders({ contentSecurityPolicy, strictTransportSecurity }))
  app.get('/docs', c => c.html(page))
  for (const [name, { file, type }] of Object.entries(assets)) {
    const content = readFileSync(file)
    app.get(`/docs/${name}`, c =>
      c.body(content, 200, { 'Content-Type': type, 'Cache-Control': 'public, max-age=86400' }),
    )
  }
  return app
}
