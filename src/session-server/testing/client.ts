import { type ClientOptions, WebSocket } from 'ws'

type Message = { readonly type: string; readonly [key: string]: unknown }

/** A raw WebSocket client that keeps all it hears; for tests. */
export class TestClient {
  readonly ws: WebSocket
  readonly messages: Message[] = []
  onMessage: (message: Message) => void = () => {}
  readonly envelopes: Buffer[] = []
  /** Close code and reason, once closed. */
  closed: { code: number; reason: string } | null = null
  /** Status of a refused upgrade. */
  refused: number | null = null
  #wake: (() => void)[] = []
  #read = 0

  constructor(url: string, options: ClientOptions = {}) {
    this.ws = new WebSocket(url, { perMessageDeflate: false, ...options })
    this.ws.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.envelopes.push(data)
      else {
        const message = JSON.parse(data.toString())
        this.messages.push(message)
        this.onMessage(message)
      }
      this.#changed()
    })
    this.ws.on('close', (code, reason) => {
      this.closed ??= { code, reason: reason.toString() }
      this.#changed()
    })
    this.ws.on('unexpected-response', (_request, response) => {
      this.refused = response.statusCode ?? 0
      response.resume()
      this.ws.terminate()
      this.#changed()
    })
    this.ws.on('open', () => this.#changed())
    this.ws.on('error', () => {})
  }

  async open(): Promise<this> {
    await this.until(() => this.ws.readyState !== WebSocket.CONNECTING)
    return this
  }

  send(message: object): void {
    this.ws.send(JSON.stringify(message))
  }

  /** The next message of this type that was not waited for before. */
  async next(type: string): Promise<Message> {
    let found: Message | undefined
    await this.until(() => {
      while (this.#read < this.messages.length) {
        const message = this.messages[this.#read++]
        if (message?.type !== type) continue
        found = message
        return true
      }
      return false
    })
    if (!found) throw new Error(`no ${type}; closed ${JSON.stringify(this.closed)}`)
    return found
  }

  async untilEnvelopes(count: number): Promise<Buffer[]> {
    await this.until(() => this.envelopes.length >= count)
    return this.envelopes
  }

  async untilClosed(): Promise<{ code: number; reason: string }> {
    await this.until(() => this.closed !== null)
    return this.closed ?? { code: 0, reason: '' }
  }

  /** Resolves when everything the server sent before now is here. */
  async settle(): Promise<void> {
    const { promise: answered, resolve } = Promise.withResolvers<void>()
    this.ws.once('pong', resolve)
    this.ws.once('close', resolve)
    this.ws.ping()
    await answered
    this.ws.off('pong', resolve)
    this.ws.off('close', resolve)
  }

  /** Waits for a condition on what was heard; rejects after 5 s. */
  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new Error(
            `not within 5 s; closed ${JSON.stringify(this.closed)}, heard ${this.messages.map((m) => m.type).join(' ')}`,
          ),
        )
      }, 5_000)
      const check = (): void => {
        if (!isTrue()) return void this.#wake.push(check)
        clearTimeout(timer)
        resolve()
      }
      check()
    })
  }

  #changed(): void {
    const wake = this.#wake
    this.#wake = []
    for (const check of wake) check()
  }
}
