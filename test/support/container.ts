// The run stage of deploy/container/Containerfile without an engine: its files, its libraries and its command, in a root
// of their own that nobody can write to.
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { rootDir } from '../../scripts/paths.ts'

const WORKDIR = '/opt/sidelong'
/** What distroless/cc has of what Node needs. */
const IMAGE_LIBRARIES = /^(ld-linux.*|lib(c|m|dl|pthread|rt|gcc_s|stdc\+\+)\.so\.\d+)$/

type Bind = { readonly from: string; readonly to: string }

/** `viewer`: the folder that stands for the built viewer. */
export function containerCommand(root: string, viewer: string): { command: string[]; user: string } {
  const text = readFileSync(join(rootDir, 'deploy/container/Containerfile'), 'utf8')
  const run = text.split(/^FROM /m)[2] ?? ''
  const [, user = ''] = /^USER (\d+):\1$/m.exec(run) ?? []
  const entry = JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(run)?.[1] ?? '[]') as string[]
  const libraries = librariesOf(process.execPath)
  const copies = [...run.matchAll(/^COPY --from=build (\S+) (\S+)$/gm)].map(([, from = '', to = '']) => ({
    from: sourceOf(from, libraries, viewer),
    to: targetOf(from, to),
  }))
  const inImage = libraries
    .filter((path) => IMAGE_LIBRARIES.test(basename(path)))
    .map((path) => ({ from: path, to: path }))
  const script = [
    'set -e',
    `mount -t tmpfs -o mode=755 tmpfs ${root}`,
    ...[...inImage, ...copies].map((bind) => mount(root, bind)),
    `mount -o remount,ro ${root}`,
    `exec setpriv --no-new-privs unshare --root=${root} --wd=${WORKDIR} --setgid ${user} --setuid ${user} -- "$@"`,
  ]
  return { command: ['unshare', '--mount', 'bash', '-c', script.join('\n'), 'container', ...entry], user }
}

function librariesOf(binary: string): string[] {
  const output = execFileSync('ldd', [binary], { encoding: 'utf8' })
  return [...output.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path = '']) => path)
}

function sourceOf(from: string, libraries: readonly string[], viewer: string): string {
  if (from === '/usr/local/bin/node') return process.execPath
  if (from.startsWith('/usr/lib/')) {
    const found = libraries.find((path) => basename(path) === basename(from))
    if (!found) throw new Error(`Node here does not need ${from}`)
    return found
  }
  return from === `${WORKDIR}/dist/viewer` ? viewer : from.replace(WORKDIR, rootDir)
}

function targetOf(from: string, to: string): string {
  const path = to.startsWith('/') ? to : join(WORKDIR, to)
  return path.endsWith('/') ? join(path, basename(from)) : path
}

function mount(root: string, { from, to }: Bind): string {
  const target = join(root, to)
  const make = statSync(from).isDirectory()
    ? `mkdir -p ${target}`
    : `mkdir -p $(dirname ${target}) && touch ${target}`
  return `${make} && mount --bind ${from} ${target} && mount -o remount,bind,ro ${target}`
}
