import type { ParticipantId } from '../../protocol/ids.ts'
import type { Wire } from '../sockets/wire.ts'

/** The two origins of this server's viewer, where HTTP-follow is switched on. */
export type Doors = { readonly secure: string; readonly plain: string }

/** How an agent's viewer is reached. `mayMove`: not one inside another page, which could not show it. */
export type Door = { readonly isPlain: boolean; readonly mayMove: boolean }
export const SECURE_DOOR: Door = { isPlain: false, mayMove: false }

/**
 * HTTP-follow (HF-1 to HF-3): a viewer has the protocol of the visitor's page. Over plain HTTP nothing of a page is given
 * that came by HTTPS: whoever is there is sent away before the first byte of it arrives.
 */
export class Follow {
  readonly #doors: Doors | null
  readonly #viewers = new Map<ParticipantId, { readonly wire: Wire; readonly door: Door }>()

  constructor(doors: Doors | null) {
    this.#doors = doors
  }

  /** Whether the page is one to be followed to plain HTTP; `origin` is the visitor's, from the handshake. */
  isPlainPage(origin: string | null, isOn: boolean): boolean {
    return this.#doors !== null && isOn && origin?.startsWith('http:') === true
  }

  /** A viewer has come. False if it is at the wrong door, and was sent to the other one. */
  came(id: ParticipantId, wire: Wire, door: Door, isPlainPage: boolean): boolean {
    this.#viewers.set(id, { wire, door })
    return this.#send(id, wire, door, isPlainPage) || !door.isPlain
  }

  /** The visitor has come to another page. */
  turn(isPlainPage: boolean): void {
    for (const [id, { wire, door }] of this.#viewers) {
      if (!wire.isOpen) this.#viewers.delete(id)
      else this.#send(id, wire, door, isPlainPage)
    }
  }

  /** True if the viewer is where it should be. */
  #send(id: ParticipantId, wire: Wire, door: Door, isPlainPage: boolean): boolean {
    if (!this.#doors || door.isPlain === isPlainPage || (isPlainPage && !door.mayMove)) return true
    const origin = isPlainPage ? this.#doors.plain : this.#doors.secure
    wire.sendText(JSON.stringify({ type: 'follow', url: `${origin}/view/${id}` }))
    if (door.isPlain) wire.close('goingAway')
    return false
  }
}
