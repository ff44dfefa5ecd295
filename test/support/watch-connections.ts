// Preloaded into servers (NODE_OPTIONS=--import=…): says on standard error for which names and addresses outside this
// machine a process asks.
import dns from 'node:dns'
import net from 'node:net'

const HERE = /^(localhost|.*\.localhost|127\..*|::1|::|0\.0\.0\.0)$/

function tell(host: unknown): void {
  if (typeof host === 'string' && host !== '' && !HERE.test(host))
    process.stderr.write(`asked outside: ${host}\n`)
}

function watch(target: object, name: string, hostOf: (args: readonly unknown[]) => unknown): void {
  const native = Reflect.get(target, name) as (...args: unknown[]) => unknown
  Reflect.set(target, name, function (this: unknown, ...args: unknown[]) {
    tell(hostOf(args))
    return native.apply(this, args)
  })
}

/** `connect(options)`, `connect(port, host)`, or both as one list, as Node's own callers give them. */
function hostOfConnect(args: readonly unknown[]): unknown {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args
  return typeof first === 'object' && first !== null ? Reflect.get(first, 'host') : second
}

watch(net.Socket.prototype, 'connect', hostOfConnect)
watch(dns, 'lookup', ([host]) => host)
for (const name of ['resolve', 'resolve4', 'resolve6', 'resolveSrv'])
  watch(dns.promises, name, ([host]) => host)
process.stderr.write('connections are watched\n')
