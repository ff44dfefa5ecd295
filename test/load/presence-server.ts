// A web server with a group, as a process of its own, for presence.ts: on PGlite, which runs inside it and is counted with it.
import { setSetting } from '../../src/web-server/settings/store.ts'
import { startTestServer } from '../contract/web-server-support.ts'

const server = await startTestServer({ servers: 0 })
await setSetting(server.web.db, 1 as never, null, 'presence.enabled', true)
await server.addAgent('ada@example.com', 1, 'agent')
const cookie = await server.logIn('ada@example.com')
process.stdout.write(`${JSON.stringify({ url: server.web.url, cookie })}\n`)
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)))
