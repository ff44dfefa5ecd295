// `npm run test:image`: builds both images of deploy/container and runs them with the flags that their heads give, the two registries'
// base images replaced by Debian's packages. Needs root and Debian's buildah, podman, runc and mmdebstrap, npm's registry, 3 GB
// below /var/tmp, and some minutes.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { rootDir } from '../../scripts/paths.ts'

const SUITE = 'trixie'
const MIRROR = 'http://deb.debian.org/debian'
/** What distroless/cc has of what Node needs. */
const RUN_PACKAGES = 'libc6,libgcc-s1,libstdc++6,ca-certificates'
const BUILD_PACKAGES = 'libatomic1,libstdc++6,ca-certificates'
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'
const SECRET = randomBytes(32).toString('base64url')
const READY_TIMEOUT_MS = 60_000
const BUILD_TIMEOUT_MS = 20 * 60_000

type Image = {
  readonly name: string
  readonly file: string
  readonly port: number
  readonly settings: Readonly<Record<string, string>>
}

const COMMON = {
  SIDELONG_CLUSTER_SECRET: SECRET,
  SIDELONG_TRUSTED_PROXIES: '127.0.0.1',
  SIDELONG_METRICS: '0.0.0.0:9464',
}
const SESSION: Image = {
  name: 'sidelong-session',
  file: 'Containerfile',
  port: 8443,
  settings: {
    ...COMMON,
    SIDELONG_SERVER_ID: 's1',
    SIDELONG_PUBLIC_URL: 'http://localhost:8443',
    SIDELONG_CONSOLE_URL: 'http://localhost:8080/agent/',
  },
}
const WEB: Image = {
  name: 'sidelong-web',
  file: 'Containerfile.web',
  port: 8080,
  settings: {
    ...COMMON,
    SIDELONG_PUBLIC_URL: 'https://www.example.com',
    SIDELONG_SESSION_SERVERS: 'http://localhost:8443',
    SIDELONG_AUTH_SECRET: randomBytes(32).toString('base64url'),
    SIDELONG_DATA: 'memory',
  },
}

const folder = mkdtempSync('/var/tmp/sidelong-image-')
const STORE = ['--root', join(folder, 'store'), '--runroot', join(folder, 'run')]
const started: string[] = []

function run(command: string, ...args: readonly string[]): string {
  const output = execFileSync(command, args, {
    encoding: 'utf8',
    timeout: BUILD_TIMEOUT_MS,
    maxBuffer: 2 ** 26,
  })
  return output.trim()
}
const buildah = (...args: readonly string[]): string => run('buildah', ...STORE, ...args)
const podman = (...args: readonly string[]): string => run('podman', ...STORE, '--runtime', 'runc', ...args)

/** An image of these files and nothing else. */
function imageOf(files: string, name: string, env: readonly string[] = []): void {
  const container = buildah('from', 'scratch')
  buildah('copy', '--quiet', container, files, '/')
  for (const one of env) buildah('config', '--env', one, container)
  buildah('commit', '--quiet', '--rm', container, name)
}

/** In place of the Node image: this Node and its npm; certificates as here, where a company may have its own. */
function makeBuildBase(): void {
  const files = join(folder, 'build')
  run('mmdebstrap', '--quiet', '--variant=minbase', `--include=${BUILD_PACKAGES}`, SUITE, files, MIRROR)
  copyFileSync(process.execPath, join(files, 'usr/local/bin/node'))
  const npm = dirname(dirname(process.env.npm_execpath ?? ''))
  cpSync(npm, join(files, 'usr/local/lib/node_modules/npm'), { recursive: true })
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(files, 'usr/local/bin/npm'))
  copyFileSync(CERTIFICATES, join(files, CERTIFICATES))
  imageOf(files, 'localhost/build', ['PATH=/usr/local/bin:/usr/bin', `NODE_EXTRA_CA_CERTS=${CERTIFICATES}`])
}

/** In place of distroless/cc. */
function makeRunBase(): void {
  const files = join(folder, 'base')
  run('mmdebstrap', '--quiet', '--variant=extract', `--include=${RUN_PACKAGES}`, SUITE, files, MIRROR)
  for (const name of ['lib', 'lib64']) symlinkSync(`usr/${name}`, join(files, name))
  imageOf(files, 'localhost/base')
}

function build({ name, file }: Image): void {
  const images = ['--build-arg=BUILD_IMAGE=localhost/build', '--build-arg=RUN_IMAGE=localhost/base']
  // Layers: both files begin with the same stage.
  const how = ['--isolation=chroot', '--network=host', '--layers', ...images, `--tag=${name}`]
  buildah('build', ...how, '--file', join(rootDir, 'deploy/container', file), rootDir)
}

/** The flags of `podman run` in the head of the file, but for its settings and its port. */
function flagsOf({ name, file }: Image): string[] {
  const head = readFileSync(join(rootDir, 'deploy/container', file), 'utf8').replaceAll(/\s*\\\n#\s*/g, ' ')
  const [, flags = ''] = new RegExp(`^# +podman run (.*) ${name}$`, 'm').exec(head) ?? []
  return flags.split(' ').filter((flag) => !/^--(env-file|publish)=/.test(flag))
}

/** Runs an image; the address of its container. */
function start(image: Image, more: Readonly<Record<string, string>> = {}): string {
  const settings = join(folder, `${image.name}.env`)
  const lines = Object.entries({ ...image.settings, ...more }).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(settings, lines.join(''))
  // Podman would raise these two, which not every root may.
  const limits = ['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024']
  const id = podman('run', '--detach', ...flagsOf(image), ...limits, `--env-file=${settings}`, image.name)
  started.push(id)
  return podman('inspect', '--format={{.NetworkSettings.IPAddress}}', id)
}

async function untilAnswer(url: string): Promise<void> {
  const endMs = performance.now() + READY_TIMEOUT_MS
  for (;;) {
    const status = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
      (answer) => answer.status,
      String,
    )
    if (status === 200) return
    if (performance.now() > endMs)
      throw new Error(`${url}: ${status}\n${started.map((id) => podman('logs', id))}`)
    await wait(200)
  }
}

/** What the kernel says of the process: who it is, and what it may. */
function checkProcess(id: string): void {
  const pid = podman('inspect', '--format={{.State.Pid}}', id)
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const wanted = [
    /^Uid:(\s+65532){4}$/m,
    /^Gid:(\s+65532){4}$/m,
    /^CapEff:\s+0+$/m,
    /^CapBnd:\s+0+$/m,
    /^NoNewPrivs:\s+1$/m,
  ]
  for (const one of wanted) if (!one.test(status)) throw new Error(`${one} is not so:\n${status}`)
  const root = readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
    .split('\n')
    .find((line) => line.split(' ')[4] === '/')
  if (!/^\S+ \S+ \S+ \S+ \/ ro[, ]/.test(root ?? '')) throw new Error(`its root is not read-only: ${root}`)
}

try {
  mkdirSync(join(folder, 'run'))
  makeBuildBase()
  makeRunBase()
  for (const image of [SESSION, WEB]) build(image)
  const session = start(SESSION)
  await untilAnswer(`http://${session}:${SESSION.port}/healthz`)
  const web = start(WEB, { SIDELONG_DIAL_HOST: session })
  await untilAnswer(`http://${web}:9464/readyz`)
  // Ready is a session server that a web server is connected to: the images work with each other.
  await untilAnswer(`http://${session}:9464/readyz`)
  started.forEach(checkProcess)
  process.stdout.write('both images are built, run as told in their heads, and are connected\n')
} finally {
  if (started.length > 0) podman('rm', '--force', '--time=5', ...started)
  rmSync(folder, { recursive: true, force: true })
}
