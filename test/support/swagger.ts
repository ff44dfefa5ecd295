import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootDir } from '../../scripts/paths.ts'

/** Swagger UI with a description of its own; the one it ships with lies on the internet. Copied into the folder `to`. */
export function copySwagger(to: string): void {
  mkdirSync(to, { recursive: true })
  const files = [
    'index.html',
    'index.css',
    'swagger-ui.css',
    'swagger-ui-bundle.js',
    'swagger-ui-standalone-preset.js',
  ]
  for (const file of files) cpSync(join(rootDir, 'node_modules/swagger-ui-dist', file), join(to, file))
  const operation = { summary: 'One of them', responses: { 200: { description: 'Found' } } }
  const api = {
    openapi: '3.0.0',
    info: { title: 'Chairs', version: '1' },
    paths: { '/chairs': { get: operation, post: operation }, '/chairs/{id}': { get: operation } },
  }
  const options = `spec: ${JSON.stringify(api)}, dom_id: '#swagger-ui', presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: 'StandaloneLayout'`
  writeFileSync(
    join(to, 'swagger-initializer.js'),
    `window.onload = () => { window.ui = SwaggerUIBundle({ ${options} }) }`,
  )
}
