import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'
import type { PasskeyProof } from '../../protocol/accounts.ts'
import type { AccountApi, Ceremony } from '../api/account-client.ts'

/** Lets the browser use a passkey. Rejects if its owner turns away. */
export async function askPasskey({ step, options }: Ceremony): Promise<PasskeyProof> {
  const optionsJSON = options as PublicKeyCredentialRequestOptionsJSON
  const { id, rawId, response } = await startAuthentication({ optionsJSON })
  return { step, credential: { id, rawId, type: 'public-key', response } }
}

/** Lets the browser make a passkey and keeps it. Returns recovery codes if they are the first ones. */
export async function makePasskey(api: AccountApi, name: string): Promise<string[]> {
  const { step, options } = await api.beginPasskey()
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON
  const { id, rawId, response } = await startRegistration({ optionsJSON })
  const { clientDataJSON, attestationObject, transports } = response
  return api.addPasskey({
    step,
    name,
    credential: {
      id,
      rawId,
      type: 'public-key',
      response: { clientDataJSON, attestationObject, ...(transports && { transports }) },
    },
  })
}
